-- Wrong PINs since the last right one. Kept before a PIN is looked at, so that pulling the plug is no way to another try.
CREATE TABLE pin_attempts (
  staff_id INTEGER PRIMARY KEY,
  wrong INTEGER NOT NULL,
  -- Five were wrong: nobody signs in under this name until a while has passed by the monotonic clock, which a restart begins anew.
  waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1))
) STRICT;

-- A drawer's money from float to count; its number is the `shift.opened` entry's.
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

-- Who did it and in which shift, where there is one.
ALTER TABLE sale ADD COLUMN staff_id INTEGER;
ALTER TABLE sale ADD COLUMN shift_seq INTEGER;
ALTER TABLE refund ADD COLUMN staff_id INTEGER;
ALTER TABLE refund ADD COLUMN shift_seq INTEGER;
ALTER TABLE refund ADD COLUMN approved_by INTEGER;

-- Slips that are of no sale. Their numbers are below zero, so that no slip of a sale has the same.
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
