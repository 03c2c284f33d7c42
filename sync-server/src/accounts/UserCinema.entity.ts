import { EntitySchema } from 'typeorm';

/** A cinema that a manager looks after. */
export class UserCinema {
  userId!: number;
  cinemaId!: number;
  givenAtMs!: number;
}

export const UserCinemaEntity = new EntitySchema<UserCinema>({
  name: 'UserCinema',
  target: UserCinema,
  tableName: 'user_cinema',
  columns: {
    userId: { type: 'int', name: 'user_id', primary: true },
    cinemaId: { type: 'int', name: 'cinema_id', primary: true },
    givenAtMs: { type: 'bigint', name: 'given_at_ms' },
  },
  indices: [{ name: 'ix_user_cinema_cinema', columns: ['cinemaId'] }],
  foreignKeys: [
    { name: 'fk_user_cinema_user', target: 'User', columnNames: ['userId'], referencedColumnNames: ['id'] },
    { name: 'fk_user_cinema_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
