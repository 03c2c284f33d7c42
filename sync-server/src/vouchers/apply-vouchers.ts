/** What terminals' journals say of vouchers: spent, returned, refunded to, given up with the journal's end. */
import type { RefundTender, SaleMade, VoucherReturned } from '@marquee/shared/protocol/journal';
import type { ExceptionKind, ExceptionToRaise } from '../exceptions/exceptions.ts';
import type { Transaction } from '../platform/database.ts';
import type { VoucherMovement } from './VoucherMovement.entity.ts';
import * as sql from './vouchers.sql.ts';

/** An entry of a terminal's journal. */
export interface EntryAt {
  terminal: number;
  seq: number;
  atMs: number;
}
/** Whose word it is: a journal's, or a person's at the server. */
type Said = EntryAt | { by: string; atMs: number };

/** Takes off what a sale's vouchers paid. The sale is a fact: what contradicts is answered, to be raised as exceptions. */
export async function spendVouchers(
  tx: Transaction,
  at: EntryAt,
  { tenders, currency }: Pick<SaleMade, 'tenders' | 'currency'>,
): Promise<ExceptionToRaise[]> {
  const raised: ExceptionToRaise[] = [];
  for (const { kind, voucherId = 0, voucherVersion: version = 0, amountMinor } of tenders) {
    if (kind !== 'voucher') continue;
    const spent = { voucherId, version, amountMinor, currency };
    if (await sql.spendHeld(tx, at.terminal, spent)) await noteMoved(tx, at, 'spend', spent);
    else if (await sql.spendTaken(tx, at.terminal, spent)) {
      await noteMoved(tx, at, 'spend', spent);
      raised.push(await contradiction(tx, 'voucher-spent-after-take-back', at, spent));
    } else raised.push(await contradiction(tx, 'voucher-contradicts', at, spent));
  }
  return raised;
}

/** A voucher that its holder gives back, unspent. */
export async function applyVoucherReturn(
  tx: Transaction,
  at: EntryAt,
  { voucherId, version }: VoucherReturned,
): Promise<ExceptionToRaise[]> {
  const held = { voucherId, version };
  if (await sql.returnVoucher(tx, at.terminal, held)) {
    await noteMoved(tx, at, 'return', held);
    return [];
  }
  if (await sql.closeTaken(tx, at.terminal, held)) return [];
  return [await contradiction(tx, 'voucher-return-contradicts', at, held)];
}

/** Money of a sale goes back to the vouchers that paid for it. */
export async function raiseVoucherBalances(
  tx: Transaction,
  said: Said,
  tenders: readonly RefundTender[],
): Promise<ExceptionToRaise[]> {
  const raised: ExceptionToRaise[] = [];
  for (const { kind, voucherId = 0, amountMinor } of tenders) {
    if (kind !== 'voucher') continue;
    const back = { voucherId, version: 0, amountMinor };
    if (await sql.raiseBalance(tx, voucherId, amountMinor)) await noteMoved(tx, said, 'refund', back);
    else raised.push(await contradiction(tx, 'voucher-refund-contradicts', said, { voucherId, amountMinor }));
  }
  return raised;
}

/** The journal of this terminal has come to its end: what it did not spend is the server's. */
export async function freeVouchersOf(tx: Transaction, at: EntryAt): Promise<void> {
  const held = await sql.selectHeldVouchers(tx, at.terminal);
  for (const { id: voucherId, version } of held)
    if (await sql.returnVoucher(tx, at.terminal, { voucherId, version }))
      await noteMoved(tx, at, 'return', { voucherId, version });
}

function noteMoved(
  tx: Transaction,
  said: Said,
  kind: VoucherMovement['kind'],
  { voucherId, version, amountMinor = 0 }: sql.HeldVoucher & { amountMinor?: number },
): Promise<void> {
  const who =
    'by' in said
      ? { terminalId: null, seq: null, by: said.by }
      : { terminalId: said.terminal, seq: said.seq, by: null };
  return sql.insertMovements(tx, [{ voucherId, kind, amountMinor, version, ...who, atMs: said.atMs }]);
}

async function contradiction(
  tx: Transaction,
  kind: ExceptionKind,
  said: Said,
  there: { voucherId: number; version?: number; amountMinor?: number; currency?: string },
): Promise<ExceptionToRaise> {
  const row = await sql.selectVoucher(tx, there.voucherId);
  const entry = 'by' in said ? {} : { terminal: said.terminal, seq: said.seq };
  return { kind, ...entry, detail: { here: row ? sql.toSide(row) : null, there } };
}
