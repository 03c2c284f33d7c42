import { EntitySchema } from 'typeorm';

/** An entry of a terminal’s journal as it was signed. */
export class JournalEntry {
  terminalId!: number;
  seq!: number;
  type!: string;
  /** The JSON text that was hashed. */
  payload!: string;
  atMs!: number;
  hash!: string;
  signature!: string;
  recordedAtMs!: number;
  state!: string;
}

export const JournalEntryEntity = new EntitySchema<JournalEntry>({
  name: 'JournalEntry',
  target: JournalEntry,
  tableName: 'journal_entry',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    type: { type: 'varchar', length: 40 },
    payload: { type: 'text' },
    atMs: { type: 'bigint', name: 'at_ms' },
    hash: { type: 'varchar', length: 64 },
    signature: { type: 'varchar', length: 90 },
    recordedAtMs: { type: 'bigint', name: 'recorded_at_ms' },
    state: { type: 'varchar', length: 12 },
  },
  foreignKeys: [
    {
      name: 'fk_journal_entry_terminal',
      target: 'Terminal',
      columnNames: ['terminalId'],
      referencedColumnNames: ['id'],
    },
  ],
});
