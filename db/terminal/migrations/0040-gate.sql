-- Who came in with which ticket: here, and at other gates as far as the server has told. The first one counts.
CREATE TABLE admission (
  ticket_terminal INTEGER NOT NULL,
  ticket_seq INTEGER NOT NULL,
  -- As the ticket's code tells it.
  ticket_line INTEGER NOT NULL,
  screening_id INTEGER NOT NULL,
  seat_id INTEGER NOT NULL,
  -- Of the seat's right; unknown of what another gate let in.
  version INTEGER,
  gate INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  -- The entry with which this terminal let it in.
  entry_seq INTEGER REFERENCES journal (seq),
  PRIMARY KEY (ticket_terminal, ticket_seq, ticket_line)
) STRICT, WITHOUT ROWID;
CREATE INDEX admission_of_seat ON admission (screening_id, seat_id);
