import { EntitySchema } from 'typeorm';

/** What a phone was asked to sign, and is asked once. */
export class Challenge {
  /** SHA-256 of its bytes, in hex: whoever reads this table can't answer for the phone. */
  id!: string;
  userId!: number;
  purpose!: 'register' | 'pay';
  /** Empty where nothing is paid. */
  holdId!: string;
  /** SHA-256, in hex, of the words that the answer is good for. */
  bindingHash!: string;
  expiresAtMs!: number;
  usedAtMs!: number | null;
  /** The payment's attempt or the device that it was used for: its repeat is no second use. */
  usedBy!: string | null;
}

export const ChallengeEntity = new EntitySchema<Challenge>({
  name: 'Challenge',
  target: Challenge,
  tableName: 'challenge',
  columns: {
    id: { type: 'varchar', length: 64, primary: true },
    userId: { type: 'int', name: 'user_id' },
    purpose: { type: 'varchar', length: 8 },
    holdId: { type: 'varchar', length: 64, name: 'hold_id' },
    bindingHash: { type: 'varchar', length: 64, name: 'binding_hash' },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    usedAtMs: { type: 'bigint', name: 'used_at_ms', nullable: true },
    usedBy: { type: 'varchar', length: 64, name: 'used_by', nullable: true },
  },
  indices: [
    { name: 'ix_challenge_order', columns: ['userId', 'purpose', 'holdId'] },
    { name: 'ix_challenge_expiry', columns: ['expiresAtMs'] },
  ],
  foreignKeys: [{ name: 'fk_challenge_user', target: 'User', columnNames: ['userId'], referencedColumnNames: ['id'] }],
});
