import { EntitySchema } from 'typeorm';

/** What somebody did. No foreign key: the log outlives the account. */
export class UserAction {
  id!: number;
  userId!: number | null;
  operation!: string;
  atMs!: number;
  detail!: string | null;
}

export const UserActionEntity = new EntitySchema<UserAction>({
  name: 'UserAction',
  target: UserAction,
  tableName: 'user_action',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    userId: { type: 'int', name: 'user_id', nullable: true },
    operation: { type: 'varchar', length: 80 },
    atMs: { type: 'bigint', name: 'at_ms' },
    detail: { type: 'text', nullable: true },
  },
  indices: [
    { name: 'ix_user_action_user', columns: ['userId', 'atMs'] },
    { name: 'ix_user_action_time', columns: ['atMs'] },
  ],
});
