import { EntitySchema } from 'typeorm';

/** Who may sign in at a cinema's terminals. Never deleted: journals name them. */
export class Staff {
  id!: number;
  cinemaId!: number;
  name!: string;
  role!: 'cashier' | 'usher' | 'manager';
  /** argon2id in its own notation, over the PIN that was keyed with the cinema's pepper. */
  pinHash!: string;
  active!: boolean;
}

export const StaffEntity = new EntitySchema<Staff>({
  name: 'Staff',
  target: Staff,
  tableName: 'staff',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    name: { type: 'varchar', length: 60 },
    role: { type: 'varchar', length: 12 },
    pinHash: { type: 'varchar', length: 200, name: 'pin_hash' },
    active: { type: 'boolean' },
  },
  indices: [{ name: 'ix_staff_cinema', columns: ['cinemaId'] }],
  foreignKeys: [
    { name: 'fk_staff_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
