import { EntitySchema } from 'typeorm';

/** A kiosk, till or gate that was enrolled. */
export class Terminal {
  /** Its number. */
  id!: number;
  keyId!: number;
  cinemaId!: number;
  name!: string;
  role!: 'kiosk' | 'till' | 'gate';
  /** Ed25519, base64url. */
  publicKey!: string;
  /** By the cinema's key, base64url. */
  certificateSignature!: string;
  /** The last journal entry that is recorded here. */
  acked!: number;
  /** Hash of that entry. */
  chain!: string;
  tokenHash!: string;
  tokenHashPrevious!: string | null;
  /** When the last hello came: of two clones, each rotates the token away from the other. */
  helloAtMs!: number | null;
  state!: string;
  appVersion!: string | null;
  lastSeenMs!: number | null;
  enrolledAtMs!: number;
  /** The tickets of its sales up to this entry are the server's. */
  released!: number;
  /** `dead`: in our hands, its key is good. `stolen`: the effects of its late entries wait for a manager. */
  closedAs!: 'dead' | 'stolen' | null;
  closedAtMs!: number | null;
  closedBy!: string | null;
  closedReason!: string | null;
  /** Its last entry, once it has arrived. */
  finalSeq!: number | null;
  /** Vouchers that it was ever handed. Counted where it is open, so that no grant crosses a break. */
  voucherGrants!: number;
}

export const TerminalEntity = new EntitySchema<Terminal>({
  name: 'Terminal',
  target: Terminal,
  tableName: 'terminal',
  columns: {
    id: { type: 'int', primary: true },
    keyId: { type: 'int', name: 'key_id' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    name: { type: 'varchar', length: 60 },
    role: { type: 'varchar', length: 12 },
    publicKey: { type: 'varchar', length: 64, name: 'public_key' },
    certificateSignature: { type: 'varchar', length: 128, name: 'certificate_signature' },
    acked: { type: 'int' },
    chain: { type: 'varchar', length: 64 },
    tokenHash: { type: 'varchar', length: 64, name: 'token_hash' },
    tokenHashPrevious: { type: 'varchar', length: 64, name: 'token_hash_previous', nullable: true },
    helloAtMs: { type: 'bigint', name: 'hello_at_ms', nullable: true },
    state: { type: 'varchar', length: 12 },
    appVersion: { type: 'varchar', length: 40, name: 'app_version', nullable: true },
    lastSeenMs: { type: 'bigint', name: 'last_seen_ms', nullable: true },
    enrolledAtMs: { type: 'bigint', name: 'enrolled_at_ms' },
    released: { type: 'int', default: 0 },
    closedAs: { type: 'varchar', length: 12, name: 'closed_as', nullable: true },
    closedAtMs: { type: 'bigint', name: 'closed_at_ms', nullable: true },
    closedBy: { type: 'varchar', length: 80, name: 'closed_by', nullable: true },
    closedReason: { type: 'varchar', length: 200, name: 'closed_reason', nullable: true },
    finalSeq: { type: 'int', name: 'final_seq', nullable: true },
    voucherGrants: { type: 'int', name: 'voucher_grants', default: 0 },
  },
  indices: [
    { name: 'ux_terminal_key', columns: ['keyId'], unique: true },
    { name: 'ix_terminal_cinema', columns: ['cinemaId'] },
  ],
  foreignKeys: [
    { name: 'fk_terminal_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
