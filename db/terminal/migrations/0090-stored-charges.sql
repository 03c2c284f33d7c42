-- Approved by the reader alone, without its bank, which may still refuse it when the reader sends it on.
ALTER TABLE charge ADD COLUMN stored INTEGER NOT NULL DEFAULT 0 CHECK (stored IN (0, 1));

-- What the bank said of a sold one, written into the journal once: the reader may tell it again.
CREATE TABLE forwarded_charge (
  attempt_id TEXT PRIMARY KEY REFERENCES charge (attempt_id),
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'declined')),
  entry_seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT;

-- Up to which attempt the reader's results are known here.
CREATE TABLE reader_cursor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  after_attempt TEXT NOT NULL
) STRICT;
