import { EntitySchema } from 'typeorm';

/** What a terminal tells whoever helps; kept for a week. */
export class SupportBundle {
  id!: string;
  cinemaId!: number;
  terminalId!: number;
  askedAtMs!: number;
  askedBy!: string;
  /** Until then the terminal is asked for it. */
  expiresAtMs!: number;
  receivedAtMs!: number | null;
  bytes!: number | null;
  body!: string | null;
}

export const SupportBundleEntity = new EntitySchema<SupportBundle>({
  name: 'SupportBundle',
  target: SupportBundle,
  tableName: 'support_bundle',
  columns: {
    id: { type: 'varchar', length: 32, primary: true },
    cinemaId: { type: 'int', name: 'cinema_id' },
    terminalId: { type: 'int', name: 'terminal_id' },
    askedAtMs: { type: 'bigint', name: 'asked_at_ms' },
    askedBy: { type: 'varchar', length: 80, name: 'asked_by' },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    receivedAtMs: { type: 'bigint', name: 'received_at_ms', nullable: true },
    bytes: { type: 'int', nullable: true },
    body: { type: 'text', nullable: true },
  },
  indices: [
    { name: 'ix_support_bundle_terminal', columns: ['terminalId', 'expiresAtMs'] },
    { name: 'ix_support_bundle_asked', columns: ['askedAtMs'] },
    { name: 'ix_support_bundle_received', columns: ['cinemaId', 'receivedAtMs'] },
  ],
  foreignKeys: [
    {
      name: 'fk_support_bundle_terminal',
      target: 'Terminal',
      columnNames: ['terminalId'],
      referencedColumnNames: ['id'],
    },
    { name: 'fk_support_bundle_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
