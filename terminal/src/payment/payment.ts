/**
 * Taking money. Each step is on the disk before the next is taken outside: basket -> charging(attempt) -> charged -> sold.
 * What a crash leaves in between is settled by asking the reader about the attempt: sold or voided, never guessed.
 */
import { assert } from '@marquee/shared/assert';
import type { Clock } from '@marquee/shared/clock';
import { Fault, toFault } from '@marquee/shared/errors';
import { type ChargeVoided, SaleMade, type Tender } from '@marquee/shared/protocol/journal';
import type { PayAnswer, PayMixedAnswer } from '../calls.ts';
import { appendEntry, readEntries } from '../journal/journal.ts';
import type { Store } from '../platform/store.ts';
import { coverMinor, hasBlockedRight, isStopped } from '../rights/rights.ts';
import {
  dropBasket,
  moveBasketState,
  type PaperLanguage,
  readBasket,
  type SellDeps,
  seeBasket,
  sellTickets,
} from '../sell/sell.ts';
import type { CardReader, ChargeOutcome } from './card-reader.ts';
import {
  approveCharge,
  type ChargeRow,
  insertCharge,
  moveCharge,
  selectCharge,
  selectOpenCharges,
} from './payment.sql.ts';

export interface PaymentDeps extends SellDeps {
  reader: CardReader;
  /** The reader may approve without its bank, within its own limits. */
  mayStoreCharges: boolean;
  clock: Clock;
  makeId(): string;
  /** This terminal was closed, or its disk fails: a charge that is approved now is voided. */
  mustNotSell(): boolean;
  log: Record<'info' | 'warn' | 'error', (context: object, message: string) => void>;
  /** Attempts that a customer is waiting for right now: the background settling leaves them alone. */
  awaited: Set<string>;
  /** Something that a page shows has changed. */
  onBasket(basketId: string): void;
}

const settleTriesMax = 6;
const settleWaitMs = 1500;

/** See `pay` in calls.ts. */
export async function pay(
  deps: PaymentDeps,
  payment: { basketId: string; tender: 'card' | 'cash'; givenMinor?: number; language: PaperLanguage },
): Promise<PayAnswer> {
  const { basketId } = payment;
  if (readBasket(deps.store, basketId)?.state === 'sold') return answerSold(deps, basketId);
  const payable = checkPayable(deps, basketId, payment.tender === 'cash');
  if (!payable.ok) return payable;
  const { basket, dueMinor } = payable;
  if (dueMinor === 0) return payNothing(deps, payment, basket);
  return payment.tender === 'cash'
    ? payCash(deps, payment, dueMinor)
    : payByCard(deps, payment, { ...basket, total_minor: dueMinor });
}

type Basket = NonNullable<ReturnType<typeof readBasket>>;

/** `dueMinor`: what the basket's vouchers, which pay first, leave over. */
function checkPayable(
  deps: PaymentDeps,
  basketId: string,
  isCash: boolean,
): { ok: true; basket: Basket; dueMinor: number } | NotCharged {
  const basket = readBasket(deps.store, basketId);
  if (basket?.state !== 'open') return { ok: false, reason: 'basket-gone' };
  if (!isOnSale(deps, basket.screening_id) || deps.mustNotSell()) return { ok: false, reason: 'sales-closed' };
  if (isStopped(deps.store, basket.screening_id)) return { ok: false, reason: 'screening-stopped' };
  const dueMinor = basket.total_minor - coverMinor(deps.store, basketId, basket.total_minor);
  // Nothing to pay is nothing for a drawer.
  const refused = deps.till?.refuse(isCash && dueMinor > 0);
  if (refused) return { ok: false, reason: refused };
  if (dropIfBlocked(deps, basketId)) return { ok: false, reason: 'basket-gone' };
  return { ok: true, basket, dueMinor };
}

/** Items alone are on sale as long as the terminal is. */
export function isOnSale({ catalogue, nowMs }: PaymentDeps, screeningId: number | null): boolean {
  if (screeningId === null) return true;
  const screening = catalogue.screening(screeningId);
  return screening !== undefined && nowMs() < screening.salesEndAtMs;
}

export interface MixedPayment {
  basketId: string;
  cardMinor: number;
  cashGivenMinor: number;
  language: PaperLanguage;
}

/** See `pay-mixed`: the card's part first, since it alone can be refused; the sale then holds both. */
export async function payMixed(deps: PaymentDeps, payment: MixedPayment): Promise<PayMixedAnswer> {
  const { basketId, cardMinor, cashGivenMinor, language } = payment;
  if (readBasket(deps.store, basketId)?.state === 'sold') return answerMixed(deps, basketId);
  const payable = checkPayable(deps, basketId, cashGivenMinor > 0 || cardMinor === 0);
  if (!payable.ok) return payable;
  const { basket, dueMinor } = payable;
  if (cardMinor < 0 || cardMinor > dueMinor) return { ok: false, reason: 'amount-wrong' };
  if (dueMinor === 0) {
    const given = payNothing(deps, payment, basket);
    return given.ok ? answerMixed(deps, basketId) : given;
  }
  const cashMinor = dueMinor - cardMinor;
  if (cashGivenMinor < cashMinor) return { ok: false, reason: 'cash-short' };
  const cash: Tender[] =
    cashMinor > 0 || cardMinor === 0 ? [{ kind: 'cash', amountMinor: cashMinor, givenMinor: cashGivenMinor }] : [];
  if (cardMinor === 0) {
    const sold = sellTickets(deps, 'open', { basketId, language, tenders: cash });
    return sold.ok ? answerMixed(deps, basketId) : sold;
  }
  return chargeBasket<PayMixedAnswer>(deps, {
    basketId,
    amountMinor: cardMinor,
    currency: basket.currency,
    sell({ tender, spend }) {
      const sold = sellTickets(deps, 'charged', {
        basketId,
        language,
        tenders: [tender, ...cash],
        alsoInTransaction: spend,
      });
      return sold.ok ? answerMixed(deps, basketId) : sold;
    },
  });
}

/** The change as the journal has it, so that a repeat says the same. */
function answerMixed(deps: PaymentDeps, basketId: string): PayMixedAnswer {
  const answer = answerSold(deps, basketId);
  if (!answer.ok) return answer;
  const [entry] = readEntries(deps.store, answer.basket.sale?.seq ?? 0, { entries: 1, bytes: 0 });
  assert(entry?.type === 'sale.made', 'a sold basket has its entry');
  const { tenders } = SaleMade.parse(JSON.parse(entry.payload));
  const changeMinor = tenders.reduce(
    (sum, part) => sum + ((part.givenMinor ?? part.amountMinor) - part.amountMinor),
    0,
  );
  return { ok: true, basket: answer.basket, changeMinor };
}

/** Broken or kept by the house since it was chosen: nobody is to sit there, so nobody is to pay for it. */
export function dropIfBlocked(deps: PaymentDeps, basketId: string): boolean {
  if (!hasBlockedRight(deps.store, basketId)) return false;
  dropBasket(deps, basketId);
  deps.onBasket(basketId);
  return true;
}

/** What is given away is sold all the same, for a tender of nothing: no drawer opens for it. Or vouchers pay all of it. */
function payNothing(
  deps: PaymentDeps,
  { basketId, language }: { basketId: string; language: PaperLanguage },
  { total_minor }: Basket,
): PayAnswer {
  const tenders: Tender[] = total_minor === 0 ? [{ kind: 'cash', amountMinor: 0 }] : [];
  const sold = sellTickets(deps, 'open', { basketId, language, tenders });
  return sold.ok ? answerSold(deps, basketId) : sold;
}

function payCash(
  deps: PaymentDeps,
  payment: { basketId: string; givenMinor?: number; language: PaperLanguage },
  totalMinor: number,
): PayAnswer {
  const givenMinor = payment.givenMinor ?? totalMinor;
  if (givenMinor < totalMinor) return { ok: false, reason: 'cash-short' };
  const sold = sellTickets(deps, 'open', {
    basketId: payment.basketId,
    language: payment.language,
    tenders: [{ kind: 'cash', amountMinor: totalMinor, givenMinor }],
  });
  return sold.ok ? answerSold(deps, payment.basketId) : sold;
}

/** A charge of an open basket. `sell` is called once it is approved and durable, and answers whether it sold. */
export interface Charging<R> {
  basketId: string;
  amountMinor: number;
  currency: string;
  sell(charge: ApprovedCharge): R;
}
/** For the transaction of the sale: its tender, and what marks it as spent. */
export interface ApprovedCharge {
  tender: Tender;
  spend(): void;
}
type NotCharged = Extract<PayAnswer, { ok: false }>;

function payByCard(
  deps: PaymentDeps,
  { basketId, language }: { basketId: string; language: PaperLanguage },
  basket: { total_minor: number; currency: string },
): Promise<PayAnswer> {
  return chargeBasket<PayAnswer>(deps, {
    basketId,
    amountMinor: basket.total_minor,
    currency: basket.currency,
    sell({ tender, spend }) {
      const sold = sellTickets(deps, 'charged', { basketId, language, tenders: [tender], alsoInTransaction: spend });
      return sold.ok ? answerSold(deps, basketId) : sold;
    },
  });
}

/** A charge that is approved and not spent by `sell` is voided by the settling. */
export async function chargeBasket<R>(deps: PaymentDeps, charging: Charging<R>): Promise<R | NotCharged> {
  const { basketId, amountMinor, currency } = charging;
  const attempt = { attemptId: deps.makeId(), basketId, amountMinor, currency };
  const started = deps.store.transaction(() => {
    if (!moveBasketState(deps.store, basketId, 'open', 'charging')) return false;
    insertCharge(deps.store, attempt);
    return true;
  });
  if (!started) return { ok: false, reason: 'basket-gone' };
  deps.awaited.add(attempt.attemptId);
  deps.onBasket(basketId);
  try {
    const outcome = await chargeOrAsk(deps, attempt);
    return finishCharge(deps, attempt.attemptId, charging, outcome);
  } finally {
    deps.awaited.delete(attempt.attemptId);
    deps.onBasket(basketId);
  }
}

type Approval = Extract<ChargeOutcome, { outcome: 'approved' }>;
type Settled = ChargeOutcome | { outcome: 'cancelled' } | { outcome: 'unsettled' };

/** Charges; where the answer is lost, asks; where nothing was charged, cancels so that nothing can be charged later. */
async function chargeOrAsk(
  deps: PaymentDeps,
  attempt: { attemptId: string; amountMinor: number; currency: string },
): Promise<Settled> {
  try {
    return await deps.reader.charge({ ...attempt, mayStore: deps.mayStoreCharges });
  } catch (thrown) {
    const fault = toFault(thrown);
    deps.log.warn({ err: fault, attempt: attempt.attemptId }, 'the card reader gave no answer; asking it');
    // Nothing was sent, so nothing can be charged: the customer may pay another way at once.
    if (fault.code === 'reader-unreachable') return { outcome: 'cancelled' };
  }
  for (let tries = 0; tries < settleTriesMax; tries++) {
    const outcome = await askReader(deps, attempt.attemptId);
    if (outcome.outcome !== 'unsettled') return outcome;
    await deps.clock.sleep(settleWaitMs);
  }
  return { outcome: 'unsettled' };
}

async function askReader(deps: PaymentDeps, attemptId: string): Promise<Settled> {
  try {
    const found = await deps.reader.find(attemptId);
    if (found.outcome === 'approved' || found.outcome === 'declined') return found;
    if (found.outcome === 'voided') return { outcome: 'cancelled' };
    if (found.outcome === 'pending') return { outcome: 'unsettled' };
    assert(found.outcome === 'none', 'a charge is not a refund');
    await deps.reader.void(attemptId);
    return { outcome: 'cancelled' };
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.code === 'internal-error') throw thrown;
    deps.log.warn({ err: fault, attempt: attemptId }, 'the card reader cannot be asked');
    return { outcome: 'unsettled' };
  }
}

function finishCharge<R>(
  deps: PaymentDeps,
  attemptId: string,
  { basketId, sell }: Charging<R>,
  outcome: Settled,
): R | NotCharged {
  switch (outcome.outcome) {
    case 'approved': {
      saveApproval(deps, attemptId, basketId, outcome);
      // Nobody may sell now: the settling voids it.
      if (deps.mustNotSell()) return { ok: false, reason: 'sales-closed' };
      const basket = readBasket(deps.store, basketId);
      if (basket && isStopped(deps.store, basket.screening_id)) return { ok: false, reason: 'screening-stopped' };
      // Cancelled while the card was charged.
      if (basket && basket.screening_id !== null && !deps.catalogue.screening(basket.screening_id))
        return { ok: false, reason: 'sales-closed' };
      return sell(approvedCharge(deps, attemptId));
    }
    case 'declined':
      closeCharge(deps, attemptId, basketId);
      return { ok: false, reason: outcome.because === 'bank-away' ? 'card-offline' : 'card-declined' };
    case 'cancelled':
      closeCharge(deps, attemptId, basketId);
      return { ok: false, reason: 'card-timeout' };
    case 'unsettled':
      return { ok: false, reason: 'payment-unsettled' };
  }
}

function isStoppedBasket({ store }: PaymentDeps, basketId: string): boolean {
  const basket = readBasket(store, basketId);
  return basket !== undefined && isStopped(store, basket.screening_id);
}

function saveApproval(deps: PaymentDeps, attemptId: string, basketId: string, approval: Approval): void {
  deps.store.transaction(() => {
    assert(approveCharge(deps.store, attemptId, approval), 'a charge is approved once');
    assert(moveBasketState(deps.store, basketId, 'charging', 'charged'), 'a charging basket is charged once');
  });
}

/** The customer may try again, with the same seats. */
function closeCharge(deps: PaymentDeps, attemptId: string, basketId: string): void {
  deps.store.transaction(() => {
    assert(moveCharge(deps.store, attemptId, 'charging', 'declined'), 'a charge is declined once');
    assert(moveBasketState(deps.store, basketId, 'charging', 'open'), 'a charging basket opens again');
  });
}

function approvedCharge({ store }: PaymentDeps, attemptId: string): ApprovedCharge {
  const charge = selectCharge(store, attemptId);
  assert(charge?.state === 'approved', 'only an approved charge is sold');
  return {
    tender: {
      kind: 'card',
      amountMinor: charge.amount_minor,
      attemptId,
      authorisation: charge.authorisation ?? '',
      ...(charge.stored === 1 && { stored: true }),
    },
    spend: () => assert(moveCharge(store, attemptId, 'approved', 'sold'), 'a charge is sold once'),
  };
}

function answerSold(deps: PaymentDeps, basketId: string): PayAnswer {
  const basket = seeBasket(deps, basketId);
  assert(basket, 'a sold basket is kept');
  return { ok: true, basket };
}

/**
 * Settles what a crash or a lost answer left behind: nobody waits for it any more, so an approved charge is voided.
 * Answers how many charges are still open. Call at the start and then from time to time.
 */
export async function settleCharges(deps: PaymentDeps): Promise<number> {
  const left = () => selectOpenCharges(deps.store).filter((charge) => !deps.awaited.has(charge.attempt_id));
  for (const charge of left()) {
    if (charge.state === 'charging') await settleCharging(deps, charge);
    else if (charge.state === 'approved') await voidCharge(deps, charge);
    else await finishVoid(deps, charge);
  }
  return left().length;
}

/** Charges of which nobody knows yet whether they were made, apart from those that are under way. */
export function countUnsettled(deps: PaymentDeps): number {
  return selectOpenCharges(deps.store).filter((charge) => !deps.awaited.has(charge.attempt_id)).length;
}

/** The charge of a basket whose outcome is not known. */
export function findOpenCharge(store: Store, basketId: string): ChargeRow | undefined {
  return selectOpenCharges(store).find((charge) => charge.basket_id === basketId);
}

async function settleCharging(deps: PaymentDeps, charge: ChargeRow): Promise<void> {
  const outcome = await askReader(deps, charge.attempt_id);
  if (outcome.outcome === 'unsettled') return;
  if (outcome.outcome === 'approved') {
    saveApproval(deps, charge.attempt_id, charge.basket_id, outcome);
    await voidCharge(deps, charge);
    return;
  }
  closeCharge(deps, charge.attempt_id, charge.basket_id);
  dropBasket(deps, charge.basket_id);
  deps.onBasket(charge.basket_id);
}

async function voidCharge(deps: PaymentDeps, charge: ChargeRow): Promise<void> {
  deps.store.transaction(() => {
    assert(moveCharge(deps.store, charge.attempt_id, 'approved', 'voiding'), 'a charge is voided once');
    assert(readBasket(deps.store, charge.basket_id)?.state === 'charged', 'its basket is charged');
  });
  await finishVoid(deps, charge);
}

/** The void is repeatable at the reader; the journal says so once, when the reader has confirmed it. */
async function finishVoid(deps: PaymentDeps, charge: ChargeRow): Promise<void> {
  try {
    await deps.reader.void(charge.attempt_id);
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    deps.log.warn({ err: thrown, attempt: charge.attempt_id }, 'an approved charge waits for its void');
    return;
  }
  const payload: ChargeVoided = {
    attemptId: charge.attempt_id,
    amountMinor: charge.amount_minor,
    currency: charge.currency,
    reason: deps.mustNotSell()
      ? 'terminal-closed'
      : isStoppedBasket(deps, charge.basket_id)
        ? 'sale-refused'
        : 'customer-left',
  };
  deps.store.transaction(() => {
    assert(moveCharge(deps.store, charge.attempt_id, 'voiding', 'voided'), 'a charge is voided once');
    appendEntry(deps, 'charge.voided', payload);
    dropBasket(deps, charge.basket_id, 'charged');
  });
  deps.onBasket(charge.basket_id);
}
