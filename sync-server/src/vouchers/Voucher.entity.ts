import { EntitySchema } from 'typeorm';

/** A gift voucher. Like a seat's right it has one holder, the server or one terminal, and only its holder may spend it. */
export class Voucher {
  id!: number;
  /** SHA-256 of its code, which has 80 random bits: nobody finds it from this. */
  codeHash!: string;
  codeEnd!: string;
  /** Null: good at every cinema. */
  cinemaId!: number | null;
  currency!: string;
  initialMinor!: number;
  balanceMinor!: number;
  expiresAtMs!: number;
  /** `granted`: a terminal holds it. `spent`: nothing is left on it, and a refund may raise it again. */
  state!: 'free' | 'granted' | 'spent' | 'void';
  /** The terminal, or 0: the server. */
  holder!: number;
  /** Counts grants and nothing else. */
  version!: number;
  /** A manager took it from this terminal, without its word, under this very version; 0: not. */
  takenFrom!: number;
  issuedAtMs!: number;
}

export const VoucherEntity = new EntitySchema<Voucher>({
  name: 'Voucher',
  target: Voucher,
  tableName: 'voucher',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    codeHash: { type: 'varchar', length: 64, name: 'code_hash' },
    codeEnd: { type: 'varchar', length: 4, name: 'code_end' },
    cinemaId: { type: 'int', name: 'cinema_id', nullable: true },
    currency: { type: 'varchar', length: 3 },
    initialMinor: { type: 'int', name: 'initial_minor' },
    balanceMinor: { type: 'int', name: 'balance_minor' },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    state: { type: 'varchar', length: 12 },
    holder: { type: 'int', default: 0 },
    version: { type: 'int', default: 0 },
    takenFrom: { type: 'int', name: 'taken_from', default: 0 },
    issuedAtMs: { type: 'bigint', name: 'issued_at_ms' },
  },
  indices: [
    { name: 'ux_voucher_code', columns: ['codeHash'], unique: true },
    { name: 'ix_voucher_holder', columns: ['holder'] },
  ],
  foreignKeys: [
    { name: 'fk_voucher_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
