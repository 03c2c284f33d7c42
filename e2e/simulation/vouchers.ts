/** The gift vouchers of the simulated cinema: few, so that tills meet at them, and some small, so that they are used up. */
import { voucherCodeEnd } from '@marquee/shared/tickets/voucher-code';
import { hashVoucherCode } from '@marquee/sync-server/vouchers/voucher-hash';
import type Sqlite from 'better-sqlite3';
import { startMs } from './world.ts';

const count = 6;
const yearMs = 365 * 24 * 3_600_000;
export const voucherCodes = Array.from({ length: count }, (_, index) => String(index + 1).padStart(16, '0'));

export function insertVouchers(handle: InstanceType<typeof Sqlite>): void {
  const voucher = handle.prepare(
    "INSERT INTO voucher (id, code_hash, code_end, cinema_id, currency, initial_minor, balance_minor, expires_at_ms, state, issued_at_ms) VALUES (?, ?, ?, NULL, 'EUR', ?, ?, ?, 'free', 0)",
  );
  voucherCodes.forEach((code, index) => {
    const minor = index % 2 === 0 ? 2500 : 1_000_000;
    voucher.run(index + 1, hashVoucherCode(code), voucherCodeEnd(code), minor, minor, startMs + yearMs);
  });
}
