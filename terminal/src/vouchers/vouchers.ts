/**
 * Gift vouchers at a terminal. One is got from the server while the link is up, and is on this disk before it is used: from
 * then on nobody else can spend it, and no network is needed to. What was asked for is on the disk before it is sent, and
 * is asked again under the same id until the server has answered, so that no voucher is left behind by a lost answer.
 */
import { assert } from '@marquee/shared/assert';
import { toFault } from '@marquee/shared/errors';
import type { CallAnswer, CallRequest } from '@marquee/shared/protocol/calls';
import { readVoucherCode, voucherCodeEnd } from '@marquee/shared/tickets/voucher-code';
import type { BasketView } from '../calls.ts';
import type { CounterCalls, TakeVoucherAnswer } from '../counter-calls.ts';
import { isJournalClosed } from '../journal/journal.ts';
import type { PaymentDeps } from '../payment/payment.ts';
import { sha256Hex } from '../platform/keys.ts';
import { returnVouchers, saveGranted, selectBasketVouchers, selectVoucherByCode } from '../rights/rights.ts';
import { readBasket, seeBasket } from '../sell/sell.ts';
import { type AskRow, deleteAsk, insertAsk, selectAskOfCode, selectAsks } from './vouchers.sql.ts';

export interface VoucherDeps extends PaymentDeps {
  isOnline(): boolean;
  /** Throws Fault `link-down` and what the server answers. */
  askVoucher(ask: CallRequest<'vouchers:ask'>): Promise<CallAnswer<'vouchers:ask'>>;
  /** Resolves when the server has all of the journal, or the time is over. */
  drainJournal(timeoutMs: number): Promise<boolean>;
}
type Refusal = Extract<TakeVoucherAnswer, { ok: false }>['reason'];

/** A sale's entry takes eight tenders. */
export const vouchersMax = 5;
const askTriesMax = 3;
const drainMs = 2000;

const refuse = (reason: Refusal): TakeVoucherAnswer => ({ ok: false, reason });
const refusals = {
  unknown: 'voucher-unknown',
  spent: 'voucher-spent',
  expired: 'voucher-expired',
  'in-use': 'voucher-in-use',
} as const;

/** See `take-voucher` in counter-calls.ts. */
export async function takeVoucher(
  deps: VoucherDeps,
  { basketId, code: typed }: { basketId: string; code: string },
): Promise<TakeVoucherAnswer> {
  const code = readVoucherCode(typed);
  if (code === null) return refuse('voucher-unknown');
  for (let tries = 0; tries < askTriesMax; tries += 1) {
    const begun = beginAsk(deps, { basketId, code });
    if (!('operation_id' in begun)) return begun;
    const outcome = await sendAsk(deps, begun);
    if (outcome !== 'stale') return outcome === 'held' ? answerBasket(deps, basketId) : refuse(outcome);
    // The server has not heard yet that this terminal has spent or returned it.
    if (!(await deps.drainJournal(drainMs))) return refuse('voucher-offline');
  }
  return refuse('voucher-in-use');
}

/** On the disk before it is sent. One whose answer was lost goes on under its own id. */
function beginAsk(
  deps: VoucherDeps,
  { basketId, code }: { basketId: string; code: string },
): AskRow | TakeVoucherAnswer {
  const { store } = deps;
  return store.transaction(() => {
    if (readBasket(store, basketId)?.state !== 'open') return refuse('basket-gone');
    const held = selectVoucherByCode(store, hashCode(code));
    if (held) return held.basket_id === basketId ? answerBasket(deps, basketId) : refuse('voucher-in-use');
    if (selectBasketVouchers(store, basketId).length >= vouchersMax) return refuse('too-many-vouchers');
    if (!deps.isOnline()) return refuse('voucher-offline');
    const known = selectAskOfCode(store, code);
    if (known && deps.awaited.has(known.operation_id)) return refuse('voucher-in-use');
    const ask = known ?? { operation_id: deps.makeId(), code, basket_id: basketId };
    if (!known) insertAsk(store, ask);
    return { ...ask, basket_id: basketId };
  });
}

type Outcome = 'held' | 'stale' | Refusal;

/** `left`: nobody waits for it any more, so what it brings goes back. */
async function sendAsk(deps: VoucherDeps, ask: AskRow, left?: 'left'): Promise<Outcome> {
  deps.awaited.add(ask.operation_id);
  try {
    const answer = await askServer(deps, ask);
    if (answer.outcome === 'none') return answer.reason;
    return deps.store.transaction(() => takeAnswer(deps, ask, { answer, isWanted: left === undefined }));
  } finally {
    deps.awaited.delete(ask.operation_id);
  }
}

type NoAnswer = { outcome: 'none'; reason: Refusal };

async function askServer(deps: VoucherDeps, ask: AskRow): Promise<CallAnswer<'vouchers:ask'> | NoAnswer> {
  try {
    return await deps.askVoucher({ operationId: ask.operation_id, code: ask.code });
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.code === 'internal-error') throw thrown;
    deps.log.warn({ err: fault }, 'a voucher could not be asked for; asking again later');
    return { outcome: 'none', reason: fault.code === 'too-many-tries' ? fault.code : 'voucher-offline' };
  }
}

function takeAnswer(
  deps: VoucherDeps,
  ask: AskRow,
  { answer, isWanted }: { answer: CallAnswer<'vouchers:ask'>; isWanted: boolean },
): Outcome {
  const { store } = deps;
  assert(deleteAsk(store, ask.operation_id), 'an ask is answered once');
  if (answer.outcome === 'refused') return refusals[answer.reason];
  // The server frees what a terminal held with the last entry of its journal.
  if (isJournalClosed(store)) return 'basket-gone';
  const { voucherId, version, balanceMinor, currency } = answer;
  const isNew = saveGranted(store, {
    voucher_id: voucherId,
    version,
    code_hash: hashCode(ask.code),
    code_end: voucherCodeEnd(ask.code),
    balance_minor: balanceMinor,
    currency,
    basket_id: ask.basket_id,
  });
  if (!isNew) return 'stale';
  const basket = readBasket(store, ask.basket_id);
  if (isWanted && basket?.state === 'open' && basket.currency === currency) return 'held';
  returnVouchers(deps, ask.basket_id, 'unasked', voucherId);
  return basket?.state === 'open' ? 'voucher-currency' : 'basket-gone';
}

/** Asks again for what nobody waits for any more, and returns what it is given. From time to time, while the link is up. */
export async function sendLeftAsks(deps: VoucherDeps): Promise<void> {
  for (const ask of selectAsks(deps.store)) {
    if (!deps.isOnline()) return;
    // While those before it were asked again, somebody may have taken it up, and have been answered.
    const isLeft = !deps.awaited.has(ask.operation_id) && isAsked(deps.store, ask);
    if (isLeft) await sendAsk(deps, ask, 'left');
  }
}

const isAsked = (store: PaymentDeps['store'], { code, operation_id: operationId }: AskRow): boolean =>
  selectAskOfCode(store, code)?.operation_id === operationId;

/** See `drop-voucher` in counter-calls.ts. */
export function dropVoucher(
  deps: VoucherDeps,
  { basketId, voucherId }: { basketId: string; voucherId: number },
): ReturnType<CounterCalls['drop-voucher']> {
  const { store } = deps;
  return store.transaction(() => {
    if (readBasket(store, basketId)?.state !== 'open') return { ok: false, reason: 'basket-gone' };
    returnVouchers(deps, basketId, 'taken-away', voucherId);
    return answerBasket(deps, basketId);
  });
}

const hashCode = (code: string): string => sha256Hex(`marquee voucher 1\n${code}`);

function answerBasket(deps: VoucherDeps, basketId: string): { ok: true; basket: BasketView } {
  const basket = seeBasket(deps, basketId);
  assert(basket, 'a basket with a voucher is there');
  return { ok: true, basket };
}
