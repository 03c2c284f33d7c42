-- Guests whom this terminal could not sell to because the network was gone, since it was enrolled.
CREATE TABLE refused_offline (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  guests INTEGER NOT NULL
) STRICT;

INSERT INTO refused_offline (id, guests) VALUES (1, 0);

-- The server's orders to behave as if the network were gone; one that is written down is never begun again.
CREATE TABLE drill (
  drill_id TEXT PRIMARY KEY,
  began_at_ms INTEGER NOT NULL,
  -- By the machine's own clock.
  ends_at_ms INTEGER NOT NULL,
  -- What would be left of it after a restart now.
  left_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  -- Who of the staff has ended it; null: it ended by itself.
  ended_by INTEGER
) STRICT;
