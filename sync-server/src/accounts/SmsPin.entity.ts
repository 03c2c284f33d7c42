import { EntitySchema } from 'typeorm';

/** A PIN sent by SMS: good once, for a while, for a few guesses. */
export class SmsPin {
  id!: string;
  /** E.164. No foreign key: the number may have no account. */
  phone!: string;
  purpose!: 'register' | 'reset';
  pinHash!: string;
  triesLeft!: number;
  sentAtMs!: number;
  expiresAtMs!: number;
  usedAtMs!: number | null;
}

export const SmsPinEntity = new EntitySchema<SmsPin>({
  name: 'SmsPin',
  target: SmsPin,
  tableName: 'sms_pin',
  columns: {
    id: { type: 'varchar', length: 32, primary: true },
    phone: { type: 'varchar', length: 24 },
    purpose: { type: 'varchar', length: 12 },
    pinHash: { type: 'varchar', length: 64, name: 'pin_hash' },
    triesLeft: { type: 'int', name: 'tries_left' },
    sentAtMs: { type: 'bigint', name: 'sent_at_ms' },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    usedAtMs: { type: 'bigint', name: 'used_at_ms', nullable: true },
  },
  indices: [
    { name: 'ix_sms_pin_phone', columns: ['phone', 'purpose', 'sentAtMs'] },
    { name: 'ix_sms_pin_expiry', columns: ['expiresAtMs'] },
  ],
});
