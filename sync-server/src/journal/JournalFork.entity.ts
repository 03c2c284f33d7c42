import { EntitySchema } from 'typeorm';

/** An entry that contradicts one already recorded under its number. Kept, whoever sent it: no foreign key. */
export class JournalFork {
  id!: string;
  terminalId!: number;
  seq!: number;
  hash!: string;
  raw!: string;
  recordedAtMs!: number;
}

export const JournalForkEntity = new EntitySchema<JournalFork>({
  name: 'JournalFork',
  target: JournalFork,
  tableName: 'journal_fork',
  columns: {
    id: { type: 'varchar', length: 32, primary: true },
    terminalId: { type: 'int', name: 'terminal_id' },
    seq: { type: 'int' },
    hash: { type: 'varchar', length: 64 },
    raw: { type: 'text' },
    recordedAtMs: { type: 'bigint', name: 'recorded_at_ms' },
  },
  indices: [{ name: 'ux_journal_fork_entry', columns: ['terminalId', 'seq', 'hash'], unique: true }],
});
