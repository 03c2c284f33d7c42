-- Items (popcorn and the like) beside tickets or alone: a basket and a sale of items alone have no screening. Also what a
-- member pays, and tickets that are given away. The tables are made anew, because a column's rules can't be changed.
CREATE TABLE basket_now (
  basket_id TEXT PRIMARY KEY,
  -- Null: items without tickets.
  screening_id INTEGER,
  state TEXT NOT NULL CHECK (state IN ('open', 'charging', 'charged', 'sold', 'dropped')),
  currency TEXT NOT NULL,
  total_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  sale_seq INTEGER,
  member_number TEXT,
  -- The manager who let more tickets be given away than a cashier may.
  approved_by INTEGER
) STRICT;
INSERT INTO basket_now (basket_id, screening_id, state, currency, total_minor, tax_minor, sale_seq)
SELECT basket_id, screening_id, state, currency, total_minor, tax_minor, sale_seq FROM basket ORDER BY rowid;
DROP TABLE basket;
ALTER TABLE basket_now RENAME TO basket;
CREATE INDEX basket_by_state ON basket (state);

-- Why this ticket is given away.
ALTER TABLE basket_line ADD COLUMN comp TEXT;

CREATE TABLE basket_item (
  basket_id TEXT NOT NULL REFERENCES basket (basket_id),
  line INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  -- Of all pieces.
  price_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  tax_basis_points INTEGER NOT NULL,
  PRIMARY KEY (basket_id, line)
) STRICT;

CREATE TABLE sale_now (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq),
  basket_id TEXT NOT NULL UNIQUE REFERENCES basket (basket_id),
  screening_id INTEGER,
  currency TEXT NOT NULL,
  total_minor INTEGER NOT NULL,
  sold_at_ms INTEGER NOT NULL,
  staff_id INTEGER,
  shift_seq INTEGER
) STRICT;
INSERT INTO sale_now (seq, basket_id, screening_id, currency, total_minor, sold_at_ms, staff_id, shift_seq)
SELECT seq, basket_id, screening_id, currency, total_minor, sold_at_ms, staff_id, shift_seq FROM sale;
DROP TABLE sale;
ALTER TABLE sale_now RENAME TO sale;

CREATE TABLE sale_item (
  sale_seq INTEGER NOT NULL REFERENCES sale (seq),
  line INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'valid' CHECK (state IN ('valid', 'refunding', 'refunded')),
  PRIMARY KEY (sale_seq, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_tender_now (
  sale_seq INTEGER NOT NULL REFERENCES sale (seq),
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'credit', 'voucher')),
  amount_minor INTEGER NOT NULL,
  attempt_id TEXT,
  PRIMARY KEY (sale_seq, line)
) STRICT, WITHOUT ROWID;
INSERT INTO sale_tender_now (sale_seq, line, kind, amount_minor, attempt_id)
SELECT sale_seq, line, kind, amount_minor, attempt_id FROM sale_tender;
DROP TABLE sale_tender;
ALTER TABLE sale_tender_now RENAME TO sale_tender;

CREATE TABLE refund_item (
  refund_id TEXT NOT NULL REFERENCES refund (refund_id),
  sale_seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (refund_id, line)
) STRICT;

CREATE TABLE refund_tender_now (
  refund_id TEXT NOT NULL REFERENCES refund (refund_id),
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'credit', 'voucher')),
  amount_minor INTEGER NOT NULL,
  attempt_id TEXT,
  of_attempt_id TEXT,
  -- Of a card: whether the reader has confirmed it.
  done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (refund_id, line)
) STRICT;
INSERT INTO refund_tender_now (refund_id, line, kind, amount_minor, attempt_id, of_attempt_id, done)
SELECT refund_id, line, kind, amount_minor, attempt_id, of_attempt_id, done FROM refund_tender;
DROP TABLE refund_tender;
ALTER TABLE refund_tender_now RENAME TO refund_tender;
