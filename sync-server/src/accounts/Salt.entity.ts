import { EntitySchema } from 'typeorm';

/** The salt of a user’s password, apart from its hash. */
export class Salt {
  userId!: number;
  salt!: string;
}

export const SaltEntity = new EntitySchema<Salt>({
  name: 'Salt',
  target: Salt,
  tableName: 'salt',
  columns: {
    userId: { type: 'int', name: 'user_id', primary: true },
    salt: { type: 'varchar', length: 64 },
  },
  foreignKeys: [{ name: 'fk_salt_user', target: 'User', columnNames: ['userId'], referencedColumnNames: ['id'] }],
});
