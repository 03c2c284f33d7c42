/**
 * Gift vouchers. A voucher is a right like a seat's: it has one holder, the server or one terminal, and only its holder may
 * spend it, so a terminal without a network spends what it holds, and nobody else does. What a terminal was handed comes
 * back by its own journal alone: by a sale, a return, or the journal's end. Time never moves a voucher.
 */
import { Fault } from '@marquee/shared/errors';
import type { AskVoucher, AskVoucherAnswer } from '@marquee/shared/protocol/calls';
import type { z } from 'zod';
import { runOnce } from '../operations/operations.ts';
import type { Transaction } from '../platform/database.ts';
import { type RightsDeps, versionBase } from '../rights/rights.ts';
import type { GuessLimit } from './guess-limit.ts';
import { hashVoucherCode } from './voucher-hash.ts';
import * as sql from './vouchers.sql.ts';

export { applyVoucherReturn, freeVouchersOf, raiseVoucherBalances, spendVouchers } from './apply-vouchers.ts';
export { type GuessLimit, makeGuessLimit } from './guess-limit.ts';
export { makeVouchersApi, type VouchersApiDeps } from './vouchers.route.ts';

export type VoucherDeps = RightsDeps & { voucherGuesses?: GuessLimit };
type Answer = z.infer<typeof AskVoucherAnswer>;
type Refusal = Extract<Answer, { outcome: 'refused' }>['reason'];

const refused = (reason: Refusal): Answer => ({ outcome: 'refused', reason });

/**
 * Hands a voucher to the terminal that asks. Each answer is remembered, also a no: a copy of the request that comes late
 * must not hand out what its terminal has stopped waiting for. Throws Fault `too-many-tries`, `terminal-closed`.
 */
export async function answerVoucherAsk(
  deps: VoucherDeps,
  { terminal, cinemaId }: { terminal: number; cinemaId: number },
  ask: z.infer<typeof AskVoucher>,
): Promise<Answer> {
  deps.voucherGuesses?.check(terminal);
  const answer = await runOnce<Answer>(
    deps,
    { operationId: `voucher:${terminal}:${ask.operationId}`, body: ask },
    (tx) => grantByCode(tx, deps, { terminal, cinemaId, code: ask.code }),
    (refusal: Answer) => refusal,
  );
  if (answer.outcome === 'refused' && answer.reason === 'unknown') deps.voucherGuesses?.noteWrong(terminal);
  return answer;
}

async function grantByCode(
  tx: Transaction,
  deps: VoucherDeps,
  { terminal, cinemaId, code }: { terminal: number; cinemaId: number; code: string },
): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const row = await sql.selectVoucherByCode(tx, hashVoucherCode(code));
  if (!row || row.state === 'void' || (row.cinema_id !== null && row.cinema_id !== cinemaId)) return refused('unknown');
  const { id, version, balance_minor: balanceMinor, currency } = row;
  const granted = (of: number): Answer => ({ outcome: 'granted', voucherId: id, version: of, balanceMinor, currency });
  // Its answer may have been lost: nothing is handed out anew.
  if (row.state === 'granted') return row.holder === terminal ? granted(version) : refused('in-use');
  if (row.state === 'spent') return refused('spent');
  if (row.expires_at_ms <= nowMs) return refused('expired');
  if (!(await sql.countGrant(tx, terminal))) throw new Fault('terminal-closed');
  const nextVersion = Math.max(version, versionBase(deps.incarnation)) + 1;
  if (!(await sql.grantVoucher(tx, { terminal, id, version, nextVersion, balanceMinor }))) return refused('in-use');
  await sql.insertMovements(tx, [
    {
      voucherId: id,
      kind: 'grant',
      amountMinor: 0,
      version: nextVersion,
      terminalId: terminal,
      seq: null,
      by: null,
      atMs: nowMs,
    },
  ]);
  return granted(nextVersion);
}
