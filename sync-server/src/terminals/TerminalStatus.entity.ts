import { EntitySchema } from 'typeorm';

/** What a terminal last said of itself. */
export class TerminalStatus {
  terminalId!: number;
  atMs!: number;
  changedAtMs!: number;
  unsent!: number;
  oldestUnsentAtMs!: number | null;
  refusedOffline!: number;
  isLeaving!: boolean;
  /** JSON, as the protocol has it. */
  body!: string;
}

export const TerminalStatusEntity = new EntitySchema<TerminalStatus>({
  name: 'TerminalStatus',
  target: TerminalStatus,
  tableName: 'terminal_status',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    atMs: { type: 'bigint', name: 'at_ms' },
    changedAtMs: { type: 'bigint', name: 'changed_at_ms' },
    unsent: { type: 'int' },
    oldestUnsentAtMs: { type: 'bigint', name: 'oldest_unsent_at_ms', nullable: true },
    refusedOffline: { type: 'bigint', name: 'refused_offline' },
    isLeaving: { type: 'boolean', name: 'is_leaving' },
    body: { type: 'text' },
  },
  foreignKeys: [
    {
      name: 'fk_terminal_status_terminal',
      target: 'Terminal',
      columnNames: ['terminalId'],
      referencedColumnNames: ['id'],
    },
  ],
});
