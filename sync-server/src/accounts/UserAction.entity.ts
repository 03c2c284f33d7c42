import { EntitySchema } from 'typeorm';

/** What somebody did. No foreign key: the log outlives the account. */
export class UserAction {
  id!: number;
  userId!: number | null;
  operation!: string;
  atMs!: number;
  detail!: string | null;
  /** Null: it concerned no cinema, or was a moviegoer's. */
  cinemaId!: number | null;
  /** Whose hand it was, where that has an account; a moviegoer's own acts name only `userId`. */
  actorId!: number | null;
  /** What it was done to: `screening 117`. */
  object!: string | null;
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
    cinemaId: { type: 'int', name: 'cinema_id', nullable: true },
    actorId: { type: 'int', name: 'actor_id', nullable: true },
    object: { type: 'varchar', length: 64, nullable: true },
  },
  indices: [
    { name: 'ix_user_action_user', columns: ['userId', 'atMs'] },
    { name: 'ix_user_action_time', columns: ['atMs'] },
    { name: 'ix_user_action_cinema', columns: ['cinemaId', 'atMs'] },
    { name: 'ix_user_action_actor', columns: ['actorId', 'atMs'] },
    { name: 'ix_user_action_object', columns: ['object', 'atMs'] },
    { name: 'ix_user_action_operation', columns: ['operation', 'atMs'] },
  ],
});
