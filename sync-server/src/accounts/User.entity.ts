import { EntitySchema } from 'typeorm';
import type { Role } from '../platform/api.ts';

/** Somebody with an account: a moviegoer or staff. */
export class User {
  id!: number;
  name!: string;
  /** argon2id, in its own text form. */
  encryptedPassword!: string | null;
  email!: string | null;
  /** The account name, E.164. */
  phone!: string | null;
  role!: Role;
  registrationDateMs!: number;
  /** The account is gone; its bookings stay, without a name. */
  deletedAtMs!: number | null;
}

export const UserEntity = new EntitySchema<User>({
  name: 'User',
  target: User,
  tableName: 'user',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    name: { type: 'varchar', length: 80 },
    encryptedPassword: { type: 'varchar', length: 255, name: 'encrypted_password', nullable: true },
    email: { type: 'varchar', length: 160, nullable: true },
    phone: { type: 'varchar', length: 24, nullable: true },
    role: { type: 'varchar', length: 12 },
    registrationDateMs: { type: 'bigint', name: 'registration_date_ms' },
    deletedAtMs: { type: 'bigint', name: 'deleted_at_ms', nullable: true },
  },
  indices: [
    { name: 'ux_user_phone', columns: ['phone'], unique: true },
    { name: 'ix_user_role', columns: ['role', 'id'] },
  ],
});
