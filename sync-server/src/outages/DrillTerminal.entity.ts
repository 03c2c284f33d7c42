import { EntitySchema } from 'typeorm';

/** Whom a drill is for. */
export class DrillTerminal {
  terminalId!: number;
  drillId!: string;
  expiresAtMs!: number;
  /** When it was told last. */
  toldAtMs!: number | null;
  /** It has said that it knows: it is not told again. */
  isDone!: boolean;
}

export const DrillTerminalEntity = new EntitySchema<DrillTerminal>({
  name: 'DrillTerminal',
  target: DrillTerminal,
  tableName: 'drill_terminal',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    drillId: { type: 'varchar', length: 32, name: 'drill_id', primary: true },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    toldAtMs: { type: 'bigint', name: 'told_at_ms', nullable: true },
    isDone: { type: 'boolean', name: 'is_done' },
  },
  indices: [
    { name: 'ix_drill_terminal_drill', columns: ['drillId'] },
    { name: 'ix_drill_terminal_expiry', columns: ['terminalId', 'expiresAtMs'] },
  ],
  foreignKeys: [
    {
      name: 'fk_drill_terminal_terminal',
      target: 'Terminal',
      columnNames: ['terminalId'],
      referencedColumnNames: ['id'],
    },
    { name: 'fk_drill_terminal_drill', target: 'Drill', columnNames: ['drillId'], referencedColumnNames: ['id'] },
  ],
});
