import { EntitySchema } from 'typeorm';

/** A key that a moviegoer's phone keeps and unlocks by finger, face or PIN. */
export class Device {
  /** Made from the credential's id, so that a key is registered once. */
  id!: string;
  userId!: number;
  /** As its owner calls it. */
  name!: string;
  /** Base64url, as the phone names the key. */
  credentialId!: string;
  /** Base64url of the COSE key (RFC 9052). */
  publicKey!: string;
  /** Of the last signature; stays 0 for keys that don't count. */
  counter!: number;
  /** How it is reached, as the phone said: words with commas between. */
  transports!: string;
  /** It is copied to the owner's other devices by the maker of the phone. */
  backedUp!: boolean;
  createdAtMs!: number;
  lastUsedAtMs!: number | null;
  revokedAtMs!: number | null;
  /** Revoked because its counter ran backwards, and not taken off the list by its owner yet. */
  cloned!: boolean;
}

export const DeviceEntity = new EntitySchema<Device>({
  name: 'Device',
  target: Device,
  tableName: 'device',
  columns: {
    id: { type: 'varchar', length: 32, primary: true },
    userId: { type: 'int', name: 'user_id' },
    name: { type: 'varchar', length: 80 },
    credentialId: { type: 'text', name: 'credential_id' },
    publicKey: { type: 'text', name: 'public_key' },
    counter: { type: 'bigint' },
    transports: { type: 'varchar', length: 200 },
    backedUp: { type: 'boolean', name: 'backed_up' },
    createdAtMs: { type: 'bigint', name: 'created_at_ms' },
    lastUsedAtMs: { type: 'bigint', name: 'last_used_at_ms', nullable: true },
    revokedAtMs: { type: 'bigint', name: 'revoked_at_ms', nullable: true },
    cloned: { type: 'boolean' },
  },
  indices: [
    { name: 'ix_device_user', columns: ['userId', 'createdAtMs'] },
    { name: 'ix_device_revoked', columns: ['revokedAtMs'] },
  ],
  foreignKeys: [{ name: 'fk_device_user', target: 'User', columnNames: ['userId'], referencedColumnNames: ['id'] }],
});
