-- Bookings that were made on phones, as the stream of their screening tells them: any terminal of the cinema prints them.
-- `tickets`: JSON, those that are left; an empty list once nothing is.
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

-- What came out of this terminal's printer already: it is a duplicate from then on.
CREATE TABLE pick_up_printed (
  entry_seq INTEGER NOT NULL REFERENCES journal (seq),
  terminal INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (terminal, seq, line, entry_seq)
) STRICT, WITHOUT ROWID;

-- A slip is of a sale, or of a printing of a phone's booking: `pick_up_seq` is that one's journal entry. Line 0 is the receipt.
CREATE TABLE slip (
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
INSERT INTO slip (job_id, sale_seq, line, kind, payload, state, duplicate, attempts)
SELECT job_id, sale_seq, line, kind, payload, state, duplicate, attempts FROM print_job;
DROP TABLE print_job;
ALTER TABLE slip RENAME TO print_job;
CREATE INDEX print_job_waiting ON print_job (job_id) WHERE state IN ('queued', 'printing');
CREATE UNIQUE INDEX print_job_of_pick_up ON print_job (pick_up_seq, line) WHERE pick_up_seq IS NOT NULL;
