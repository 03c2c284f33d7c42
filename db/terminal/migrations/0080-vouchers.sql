-- A gift voucher that the server has handed to this terminal. While it is `held` it pays towards its basket, and nobody
-- else can spend it. The last version that was handed out here stays, so that a late answer brings nothing back.
CREATE TABLE voucher (
  voucher_id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  -- SHA-256 of its code.
  code_hash TEXT NOT NULL,
  code_end TEXT NOT NULL,
  balance_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'spent', 'returned')),
  basket_id TEXT REFERENCES basket (basket_id),
  -- In which order they were taken, and so pay.
  place INTEGER NOT NULL
) STRICT;
CREATE INDEX voucher_of_basket ON voucher (basket_id);

-- A voucher that was asked for and of which the server has not answered: it may be this terminal's by now.
CREATE TABLE voucher_ask (
  operation_id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  basket_id TEXT NOT NULL REFERENCES basket (basket_id)
) STRICT;

-- The voucher that paid, or that stood behind a credit; and that got it back.
ALTER TABLE sale_tender ADD COLUMN voucher_id INTEGER;
ALTER TABLE refund_tender ADD COLUMN voucher_id INTEGER;
