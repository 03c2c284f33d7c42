-- The terminal's schema, version 100, made by the migrations. Written by db/terminal/write-schema.ts.

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

CREATE TABLE "basket" (
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

CREATE INDEX basket_by_state ON basket (state);

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

CREATE TABLE basket_line (
  basket_id TEXT NOT NULL REFERENCES basket (basket_id),
  line INTEGER NOT NULL,
  seat_id INTEGER NOT NULL,
  seat_label TEXT NOT NULL,
  seat_kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  ticket_class TEXT NOT NULL,
  price_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL, comp TEXT,
  PRIMARY KEY (basket_id, line)
) STRICT;

CREATE TABLE cash_movement (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq),
  -- The same again is the same movement.
  operation_id TEXT NOT NULL UNIQUE,
  shift_seq INTEGER NOT NULL REFERENCES shift (seq),
  staff_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cash-in', 'drop', 'paid-out', 'no-sale')),
  amount_minor INTEGER NOT NULL,
  reason TEXT NOT NULL,
  approved_by INTEGER
) STRICT;

CREATE TABLE catalogue (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL) STRICT;

CREATE TABLE charge (
  attempt_id TEXT PRIMARY KEY,
  basket_id TEXT NOT NULL REFERENCES basket (basket_id),
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('charging', 'approved', 'declined', 'voiding', 'voided', 'sold')),
  authorisation TEXT
, stored INTEGER NOT NULL DEFAULT 0 CHECK (stored IN (0, 1))) STRICT;

CREATE INDEX charge_by_state ON charge (state);

CREATE TABLE collected_elsewhere (
  sale_seq INTEGER PRIMARY KEY REFERENCES sale (seq),
  code TEXT NOT NULL,
  entry_seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT;

CREATE TABLE covered (
  screening_id INTEGER NOT NULL,
  terminal INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (screening_id, terminal)
) STRICT;

CREATE TABLE cursor (
  stream TEXT PRIMARY KEY,
  incarnation INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  change_id TEXT NOT NULL
) STRICT;

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

CREATE TABLE forwarded_charge (
  attempt_id TEXT PRIMARY KEY REFERENCES charge (attempt_id),
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'declined')),
  entry_seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT;

CREATE TABLE identity (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  terminal INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  cinema_id INTEGER NOT NULL,
  cinema_key TEXT NOT NULL,
  token TEXT NOT NULL,
  -- Made and saved before a hello is sent; takes the token's place when the server has welcomed it.
  next_token TEXT,
  -- The fault for which this terminal must not sell, such as terminal-closed: it holds without a network too, until a welcome.
  stopped_by TEXT,
  -- The server's incarnation that this terminal has adopted.
  incarnation INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY CHECK (seq >= 1),
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  hash TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;

CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE parked_basket (
  basket_id TEXT PRIMARY KEY REFERENCES basket (basket_id),
  name TEXT NOT NULL,
  parked_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE pick_up (
  terminal INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  code TEXT NOT NULL,
  screening_id INTEGER NOT NULL,
  tickets TEXT NOT NULL,
  PRIMARY KEY (terminal, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX pick_up_by_code ON pick_up (code);

CREATE INDEX pick_up_by_screening ON pick_up (screening_id);

CREATE TABLE pick_up_printed (
  entry_seq INTEGER NOT NULL REFERENCES journal (seq),
  terminal INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (terminal, seq, line, entry_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE pin_attempts (
  staff_id INTEGER PRIMARY KEY,
  wrong INTEGER NOT NULL,
  -- Five were wrong: nobody signs in under this name until a while has passed by the monotonic clock, which a restart begins anew.
  waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1))
) STRICT;

CREATE TABLE "print_job" (
  job_id INTEGER PRIMARY KEY,
  sale_seq INTEGER REFERENCES sale (seq),
  pick_up_seq INTEGER REFERENCES journal (seq),
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('ticket', 'receipt')),
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'printing', 'printed', 'failed')),
  duplicate INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  UNIQUE (sale_seq, line),
  CHECK ((sale_seq IS NULL) <> (pick_up_seq IS NULL))
) STRICT;

CREATE UNIQUE INDEX print_job_of_pick_up ON print_job (pick_up_seq, line) WHERE pick_up_seq IS NOT NULL;

CREATE INDEX print_job_waiting ON print_job (job_id) WHERE state IN ('queued', 'printing');

CREATE TABLE reader_cursor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  after_attempt TEXT NOT NULL
) STRICT;

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
, staff_id INTEGER, shift_seq INTEGER, approved_by INTEGER) STRICT;

CREATE INDEX refund_by_sale ON refund (sale_seq);

CREATE INDEX refund_by_state ON refund (state);

CREATE TABLE refund_item (
  refund_id TEXT NOT NULL REFERENCES refund (refund_id),
  sale_seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (refund_id, line)
) STRICT;

CREATE TABLE refund_line (
  refund_id TEXT NOT NULL REFERENCES refund (refund_id),
  sale_seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (refund_id, line)
) STRICT;

CREATE TABLE "refund_tender" (
  refund_id TEXT NOT NULL REFERENCES refund (refund_id),
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'credit', 'voucher')),
  amount_minor INTEGER NOT NULL,
  attempt_id TEXT,
  of_attempt_id TEXT,
  -- Of a card: whether the reader has confirmed it.
  done INTEGER NOT NULL DEFAULT 0, voucher_id INTEGER,
  PRIMARY KEY (refund_id, line)
) STRICT;

CREATE TABLE refused_offline (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  guests INTEGER NOT NULL
) STRICT;

CREATE TABLE report_job (
  job_id INTEGER PRIMARY KEY CHECK (job_id < 0),
  -- The entry that it reports; an X report has the shift's own.
  entry_seq INTEGER NOT NULL REFERENCES journal (seq),
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'printing', 'printed', 'failed')),
  duplicate INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX report_job_waiting ON report_job (job_id) WHERE state IN ('queued', 'printing');

CREATE TABLE "sale" (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq),
  basket_id TEXT NOT NULL UNIQUE REFERENCES basket (basket_id),
  screening_id INTEGER,
  currency TEXT NOT NULL,
  total_minor INTEGER NOT NULL,
  sold_at_ms INTEGER NOT NULL,
  staff_id INTEGER,
  shift_seq INTEGER
) STRICT;

CREATE TABLE sale_item (
  sale_seq INTEGER NOT NULL REFERENCES sale (seq),
  line INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'valid' CHECK (state IN ('valid', 'refunding', 'refunded')),
  PRIMARY KEY (sale_seq, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE "sale_tender" (
  sale_seq INTEGER NOT NULL REFERENCES sale (seq),
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'credit', 'voucher')),
  amount_minor INTEGER NOT NULL,
  attempt_id TEXT, voucher_id INTEGER,
  PRIMARY KEY (sale_seq, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE seat_picture (
  screening_id INTEGER NOT NULL,
  seat_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  holder INTEGER NOT NULL,
  ticket_terminal INTEGER,
  ticket_seq INTEGER,
  ticket_line INTEGER,
  PRIMARY KEY (screening_id, seat_id)
) STRICT;

CREATE TABLE seat_right (
  screening_id INTEGER NOT NULL,
  seat_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'basket', 'sold', 'returned')),
  basket_id TEXT,
  -- Goes back to the server when its basket is dropped: it was asked for, or it is being recalled.
  return_wanted INTEGER NOT NULL DEFAULT 0, sold_seq INTEGER, blocked INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (screening_id, seat_id)
) STRICT;

CREATE INDEX seat_right_by_basket ON seat_right (basket_id) WHERE basket_id IS NOT NULL;

CREATE INDEX seat_right_unwanted ON seat_right (screening_id, seat_id) WHERE state = 'held' AND return_wanted = 1;

CREATE TABLE sent (id INTEGER PRIMARY KEY CHECK (id = 1), acked_seq INTEGER NOT NULL, released_seq INTEGER NOT NULL DEFAULT 0, release_asked INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE shift (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq),
  drawer TEXT NOT NULL,
  -- Whose it is now.
  staff_id INTEGER NOT NULL,
  business_date TEXT NOT NULL,
  currency TEXT NOT NULL,
  float_minor INTEGER NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  -- The first count that was made, before anybody saw what was expected.
  counted_minor INTEGER,
  closed_seq INTEGER REFERENCES journal (seq)
) STRICT;

CREATE UNIQUE INDEX shift_of_drawer ON shift (drawer) WHERE closed_seq IS NULL;

CREATE TABLE stopped_screening (
  screening_id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  since_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE taken_out (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  staff_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE "ticket" (
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

CREATE UNIQUE INDEX ticket_of_right ON ticket (screening_id, seat_id, version) WHERE state <> 'refunded';

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

CREATE TABLE voucher_ask (
  operation_id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  basket_id TEXT NOT NULL REFERENCES basket (basket_id)
) STRICT;
