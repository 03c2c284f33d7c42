-- A ticket's holder may void, refund or exchange it, and then sell the same right again: a version is no longer sold once at
-- most, but there is one valid ticket of it at most.
CREATE TABLE ticket_held (
  sale_seq INTEGER NOT NULL REFERENCES sale (seq),
  line INTEGER NOT NULL,
  screening_id INTEGER NOT NULL,
  seat_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  ticket_class TEXT NOT NULL,
  -- The text of its QR code.
  code TEXT NOT NULL,
  -- `refunding`: its money is on its way back, and nothing else may be done with it.
  state TEXT NOT NULL DEFAULT 'valid' CHECK (state IN ('valid', 'refunding', 'refunded')),
  PRIMARY KEY (sale_seq, line)
) STRICT;
INSERT INTO ticket_held (sale_seq, line, screening_id, seat_id, version, ticket_class, code)
SELECT sale_seq, line, screening_id, seat_id, version, ticket_class, code FROM ticket;
DROP TABLE ticket;
ALTER TABLE ticket_held RENAME TO ticket;
CREATE UNIQUE INDEX ticket_of_right ON ticket (screening_id, seat_id, version) WHERE state <> 'refunded';

-- The tickets of the sales up to this entry are the server's. `release_asked`: it wants those up to here.
ALTER TABLE sent ADD COLUMN released_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sent ADD COLUMN release_asked INTEGER NOT NULL DEFAULT 0;

-- The sale of a sold right: the server's picture of the seat counts again once it covers that entry. `blocked`: recalled
-- because nobody may sell it any more, so it goes back as soon as no customer has it.
ALTER TABLE seat_right ADD COLUMN sold_seq INTEGER;
ALTER TABLE seat_right ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
UPDATE seat_right
   SET sold_seq = (SELECT t.sale_seq FROM ticket t
                    WHERE t.screening_id = seat_right.screening_id AND t.seat_id = seat_right.seat_id
                      AND t.version = seat_right.version)
 WHERE state = 'sold';

-- How a sale was paid, so that a part of it goes back the way it came. A credit names the card from which it stems.
CREATE TABLE sale_tender (
  sale_seq INTEGER NOT NULL REFERENCES sale (seq),
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'credit')),
  amount_minor INTEGER NOT NULL,
  attempt_id TEXT,
  PRIMARY KEY (sale_seq, line)
) STRICT, WITHOUT ROWID;
INSERT INTO sale_tender (sale_seq, line, kind, amount_minor, attempt_id)
SELECT s.seq, t.key + 1, json_extract(t.value, '$.kind'), json_extract(t.value, '$.amountMinor'), json_extract(t.value, '$.attemptId')
  FROM sale s JOIN journal j ON j.seq = s.seq, json_each(j.payload, '$.tenders') t;

-- The id is the operation's, the same after a crash.
CREATE TABLE refund (
  refund_id TEXT PRIMARY KEY,
  sale_seq INTEGER NOT NULL REFERENCES sale (seq),
  kind TEXT NOT NULL CHECK (kind IN ('void', 'refund', 'exchange')),
  state TEXT NOT NULL CHECK (state IN ('refunding', 'refunded', 'given-up')),
  currency TEXT NOT NULL,
  total_minor INTEGER NOT NULL,
  reason TEXT NOT NULL,
  entry_seq INTEGER REFERENCES journal (seq),
  -- Of an exchange: the sale that was paid with its credit.
  new_sale_seq INTEGER REFERENCES sale (seq)
) STRICT;
CREATE INDEX refund_by_state ON refund (state);
CREATE INDEX refund_by_sale ON refund (sale_seq);

CREATE TABLE refund_line (
  refund_id TEXT NOT NULL REFERENCES refund (refund_id),
  sale_seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (refund_id, line)
) STRICT;

-- `of_attempt_id`: the charge from whose money this was given back, in whatever way.
CREATE TABLE refund_tender (
  refund_id TEXT NOT NULL REFERENCES refund (refund_id),
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'credit')),
  amount_minor INTEGER NOT NULL,
  attempt_id TEXT,
  of_attempt_id TEXT,
  -- Of a card: whether the reader has confirmed it.
  done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (refund_id, line)
) STRICT;

-- Screenings of which the server forgot what it had confirmed: not sold here until that is settled.
CREATE TABLE stopped_screening (
  screening_id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  since_ms INTEGER NOT NULL
) STRICT;

-- Up to which entry of each terminal's journal the picture of a screening goes.
CREATE TABLE covered (
  screening_id INTEGER NOT NULL,
  terminal INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (screening_id, terminal)
) STRICT;
