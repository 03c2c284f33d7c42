/**
 * Other seats for tickets that were paid: a refund to a credit, and a sale that is paid with it, in one transaction of
 * this terminal. What the new tickets cost more is paid before that; what they cost less is paid out in cash.
 */
import { sumMinor } from '@marquee/shared/money';
import type { Tender } from '@marquee/shared/protocol/journal';
import type { BasketView, PayAnswer } from '../calls.ts';
import { type ApprovedCharge, chargeBasket, dropIfBlocked, isOnSale } from '../payment/payment.ts';
import { RolledBack, transactionOrRefusal } from '../platform/store.ts';
import { coverMinor, isStopped } from '../rights/rights.ts';
import { announceSale, type PaperLanguage, readBasket, seeBasket, toTenderRow, writeSale } from '../sell/sell.ts';
import { saveNewSale, selectRefund } from './refund.sql.ts';
import {
  findRefund,
  finishRefund,
  type Plan,
  planRefund,
  type RefundDeps,
  type RefundRefusal,
  type RefundView,
  type RefundWish,
  startRefund,
  viewRefund,
} from './refund-steps.ts';
import { cashLast, kindOf, takeFrom, type Way } from './split-money.ts';

export interface ExchangeWish extends RefundWish {
  /** The new seats, in an open basket. */
  basketId: string;
  /** For what they cost more. */
  tender: 'card' | 'cash';
  givenMinor?: number;
  language: PaperLanguage;
}
export type ExchangeAnswer =
  | { ok: true; refund: RefundView; basket: BasketView }
  | { ok: false; reason: RefundRefusal | Extract<PayAnswer, { ok: false }>['reason'] };

export async function exchangeTickets(deps: RefundDeps, exchange: ExchangeWish): Promise<ExchangeAnswer> {
  const wish = { ...exchange, kind: 'exchange' as const };
  if (findRefund(deps, wish)) return answerExchanged(deps, exchange.refundId);
  const plan = planRefund(deps, wish);
  if (!plan.ok) return plan;
  const basket = readBasket(deps.store, exchange.basketId);
  if (basket?.state !== 'open' || basket.currency !== plan.sale.currency) return { ok: false, reason: 'basket-gone' };
  if (!isOnSale(deps, basket.screening_id)) return { ok: false, reason: 'sales-closed' };
  if (isStopped(deps.store, basket.screening_id)) return { ok: false, reason: 'screening-stopped' };
  if (dropIfBlocked(deps, exchange.basketId)) return { ok: false, reason: 'basket-gone' };
  // The old tickets pay first: a voucher would only be paid out again.
  const aboveMinor = Math.max(0, basket.total_minor - plan.totalMinor);
  const dueMinor = aboveMinor - coverMinor(deps.store, exchange.basketId, aboveMinor);
  const isCash = dueMinor > 0 ? exchange.tender === 'cash' : basket.total_minor < plan.totalMinor;
  const refused = deps.till?.refuse(isCash);
  if (refused) return { ok: false, reason: refused };
  if (dueMinor > 0 && exchange.tender === 'card') {
    return chargeBasket<ExchangeAnswer>(deps, {
      basketId: exchange.basketId,
      amountMinor: dueMinor,
      currency: basket.currency,
      sell: (charge) => exchangeNow(deps, exchange, charge),
    });
  }
  const givenMinor = exchange.givenMinor ?? dueMinor;
  if (givenMinor < dueMinor) return { ok: false, reason: 'cash-short' };
  const cash: Tender[] = dueMinor > 0 ? [{ kind: 'cash', amountMinor: dueMinor, givenMinor }] : [];
  return exchangeNow(deps, exchange, { tenders: cash });
}

/** All of it or nothing: after a charge the tickets are looked at once more, since other things went on meanwhile. */
function exchangeNow(
  deps: RefundDeps,
  exchange: ExchangeWish,
  paid: ApprovedCharge | { tenders: readonly Tender[] },
): ExchangeAnswer {
  const { store } = deps;
  const { refundId, basketId, language } = exchange;
  const wish = { ...exchange, kind: 'exchange' as const };
  const isCharged = 'spend' in paid;
  const refusal = transactionOrRefusal<Extract<ExchangeAnswer, { ok: false }> | null>(store, () => {
    const refuse = (reason: Extract<ExchangeAnswer, { ok: false }>['reason']) =>
      new RolledBack<ExchangeAnswer>({ ok: false, reason });
    const plan = planRefund(deps, wish);
    if (!plan.ok) throw refuse(plan.reason);
    const totalMinor = readBasket(store, basketId)?.total_minor ?? 0;
    const { credit, out } = splitCredit(plan, Math.min(plan.totalMinor, totalMinor));
    startRefund(deps, wish, {
      plan,
      parts: [
        ...credit.map((way) => ({ kind: 'credit' as const, way })),
        ...out.map((way) => ({ kind: kindOf(way) === 'voucher' ? ('voucher' as const) : ('cash' as const), way })),
      ],
    });
    const creditSeq = finishRefund(deps, refundId);
    const creditMinor = sumMinor(credit.map((way) => way.minor));
    const others = isCharged ? [paid.tender] : paid.tenders;
    const seq = writeSale(deps, isCharged ? 'charged' : 'open', {
      basketId,
      language,
      tenders: [{ kind: 'credit', amountMinor: creditMinor, creditSeq }, ...others],
      sources: [
        ...credit.map(({ minor, ...from }) => ({ kind: 'credit' as const, amountMinor: minor, ...from })),
        ...others.map(toTenderRow),
      ],
      alsoInTransaction: () => isCharged && paid.spend(),
    });
    if (seq === null) throw refuse('basket-gone');
    saveNewSale(store, refundId, seq);
    return null;
  });
  if (refusal) return refusal;
  announceSale(deps, selectRefund(store, refundId)?.new_sale_seq ?? 0, basketId);
  return answerExchanged(deps, refundId);
}

/**
 * What is paid out comes from the cash of the old sale first, so that the credit stems from its card or voucher. What had
 * been a voucher's goes back to it.
 */
function splitCredit(plan: Plan, creditMinor: number): { credit: Way[]; out: Way[] } {
  const cashFirst = cashLast(plan.ways).reverse();
  const out = takeFrom(cashFirst, plan.totalMinor - creditMinor);
  return { out: out.taken, credit: takeFrom(cashLast(out.left), creditMinor).taken };
}

function answerExchanged(deps: RefundDeps, refundId: string): ExchangeAnswer {
  const saleSeq = selectRefund(deps.store, refundId)?.new_sale_seq ?? 0;
  const basketId = deps.store.get<{ basket_id: string }>(
    'SELECT basket_id FROM sale WHERE seq = ?',
    saleSeq,
  )?.basket_id;
  const basket = basketId === undefined ? null : seeBasket(deps, basketId);
  if (!basket) return { ok: false, reason: 'basket-gone' };
  return { ok: true, refund: viewRefund(deps, refundId), basket };
}
