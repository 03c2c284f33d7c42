import { EntitySchema } from 'typeorm';

/** What a moviegoer holds, priced when it was held. The rights themselves are the rows of `seat_right`. */
export class Hold {
  id!: string;
  userId!: number;
  screeningId!: number;
  /** JSON: the lines of the sale that it becomes. */
  lines!: string;
  totalMinor!: number;
  currency!: string;
  madeAtMs!: number;
  expiresAtMs!: number;
  /** Once. */
  extended!: boolean;
}

export const HoldEntity = new EntitySchema<Hold>({
  name: 'Hold',
  target: Hold,
  tableName: 'hold',
  columns: {
    id: { type: 'varchar', length: 64, primary: true },
    userId: { type: 'int', name: 'user_id' },
    screeningId: { type: 'int', name: 'screening_id' },
    lines: { type: 'text' },
    totalMinor: { type: 'int', name: 'total_minor' },
    currency: { type: 'varchar', length: 3 },
    madeAtMs: { type: 'bigint', name: 'made_at_ms' },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    extended: { type: 'boolean' },
  },
  indices: [
    { name: 'ix_hold_user', columns: ['userId', 'screeningId', 'expiresAtMs'] },
    { name: 'ix_hold_screening', columns: ['screeningId'] },
  ],
  foreignKeys: [
    { name: 'fk_hold_user', target: 'User', columnNames: ['userId'], referencedColumnNames: ['id'] },
    { name: 'fk_hold_screening', target: 'Screening', columnNames: ['screeningId'], referencedColumnNames: ['id'] },
  ],
});
