import { EntitySchema } from 'typeorm';

/** A log in on one phone, kept alive by a refresh token that changes each time. */
export class Session {
  id!: string;
  userId!: number;
  tokenHash!: string;
  /** The one before: for a moment longer it gets the present one again. */
  tokenHashPrevious!: string | null;
  /** As the app names the phone. */
  device!: string;
  createdAtMs!: number;
  refreshedAtMs!: number;
  expiresAtMs!: number;
  revokedAtMs!: number | null;
}

export const SessionEntity = new EntitySchema<Session>({
  name: 'Session',
  target: Session,
  tableName: 'session',
  columns: {
    id: { type: 'varchar', length: 32, primary: true },
    userId: { type: 'int', name: 'user_id' },
    tokenHash: { type: 'varchar', length: 64, name: 'token_hash' },
    tokenHashPrevious: { type: 'varchar', length: 64, name: 'token_hash_previous', nullable: true },
    device: { type: 'varchar', length: 80 },
    createdAtMs: { type: 'bigint', name: 'created_at_ms' },
    refreshedAtMs: { type: 'bigint', name: 'refreshed_at_ms' },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    revokedAtMs: { type: 'bigint', name: 'revoked_at_ms', nullable: true },
  },
  indices: [
    { name: 'ix_session_user', columns: ['userId', 'createdAtMs'] },
    { name: 'ix_session_expiry', columns: ['expiresAtMs'] },
  ],
  foreignKeys: [{ name: 'fk_session_user', target: 'User', columnNames: ['userId'], referencedColumnNames: ['id'] }],
});
