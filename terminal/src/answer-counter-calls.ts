/** The cashier's calls (counter-calls.ts) as the core answers them. */
import type { Language } from '@marquee/printer-templates/words/languages';
import { z } from 'zod';
import type { CallAnswer, CallArgs, CallName, TerminalView } from './calls.ts';
import type { Core } from './core.ts';
import type { CounterCalls } from './counter-calls.ts';
import { listOpenBaskets, listParked, parkBasket, recallBasket } from './park/park.ts';
import { payMixed } from './payment/payment.ts';
import type { BridgeHandler } from './platform/bridge-calls.ts';
import { paperLanguage } from './print/payload.ts';
import { exchangeSale, listSales, reprintSale, requestRefund, seeSale, undoSale } from './sales/sales.ts';
import { listItems, setComps, setItems, setMember, tillTicketsMax } from './sell/sell.ts';
import { dropVoucher, takeVoucher } from './vouchers/vouchers.ts';

export interface CounterPorts {
  answer<N extends CallName>(
    args: z.ZodType<CallArgs<N>>,
    run: (args: CallArgs<N>) => CallAnswer<N> | Promise<CallAnswer<N>>,
  ): BridgeHandler;
  /** Throws the fault with which this terminal must not sell. */
  checkInService(): void;
  tenders(): TerminalView['tenders'];
  /** Keeps a basket for another while. */
  isKept(basketId: string): boolean;
  /** The basket on the counter: its seats are the customer's own on the map. */
  setOwn(basketId: string | null): void;
  onUnsettled(payment: { basketId: string; language: Language }): void;
  wakePrinter(): void;
}

const nothing = z.object({}) as z.ZodType<Record<string, never>>;
const seq = z.int().min(1).max(0xffff_ffff);
const basketId = z.string().min(1).max(64);
const minor = z.int().min(0).max(100_000_000);
const someLines = z.array(z.int().min(1).max(0xffff)).max(20);
const lines = someLines.min(1);
const reason = z.string().trim().min(1).max(200);
const language = z.string().max(35).exactOptional();
const OfSale = z.object({ saleSeq: seq, lines, reason });
/** Tickets or items, or both. */
const Undone = z
  .object({ saleSeq: seq, lines: someLines, itemLines: someLines.exactOptional(), reason })
  .refine((wish) => wish.lines.length + (wish.itemLines?.length ?? 0) > 0);
const approvalId = z.string().max(64).exactOptional();
const id = z.int().min(1).max(0xffff_ffff);
/** More than anybody may buy, so that one too many is refused with its reason rather than as a malformed message. */
const Items = z.array(z.object({ itemId: id, quantity: z.int().min(1).max(10_000) })).max(500);
const Mixed = z.object({
  basketId,
  tenders: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('cash'), givenMinor: minor }),
        z.object({ kind: z.literal('card'), amountMinor: minor.min(1) }),
      ]),
    )
    .max(2)
    .refine((tenders) => new Set(tenders.map(({ kind }) => kind)).size === tenders.length),
  language,
});

export function makeCounterHandlers(core: Core, ports: CounterPorts): Record<keyof CounterCalls, BridgeHandler> {
  const { deps } = core;
  const { answer } = ports;

  async function takeMixed(args: CallArgs<'pay-mixed'>): Promise<CallAnswer<'pay-mixed'>> {
    ports.checkInService();
    const accepted = ports.tenders();
    if (args.tenders.some(({ kind }) => !accepted.includes(kind))) return { ok: false, reason: 'tender-refused' };
    const paper = paperLanguage(args.language);
    const paid = await payMixed(deps, {
      basketId: args.basketId,
      cardMinor: args.tenders.reduce((sum, part) => sum + (part.kind === 'card' ? part.amountMinor : 0), 0),
      cashGivenMinor: args.tenders.reduce((sum, part) => sum + (part.kind === 'cash' ? part.givenMinor : 0), 0),
      language: paper,
    });
    if (!paid.ok && paid.reason === 'payment-unsettled')
      ports.onUnsettled({ basketId: args.basketId, language: paper });
    if (!paid.ok) ports.isKept(args.basketId);
    return paid;
  }

  /** Whoever changes a basket is still at work on it. */
  function kept<A>(id: string, answer: A): A {
    ports.isKept(id);
    return answer;
  }

  return {
    'list-items': answer<'list-items'>(nothing, () => ({ items: listItems(deps) })),
    'set-items': answer<'set-items'>(z.object({ basketId: basketId.nullable(), items: Items }), (args) => {
      ports.checkInService();
      const set = setItems(deps, args);
      if (set.ok) {
        core.keepBasket(set.basket.basketId);
        ports.setOwn(set.basket.basketId);
      }
      return set;
    }),
    'set-comps': answer<'set-comps'>(
      z
        .object({
          basketId,
          seatIds: z.array(id).max(tillTicketsMax),
          reason: z.string().trim().max(80),
          approvalId,
        })
        .refine(
          ({ seatIds, reason }) => seatIds.length === 0 || reason !== '',
          'nothing is given away without a reason',
        ),
      ({ approvalId: approval, ...args }) =>
        kept(
          args.basketId,
          setComps(deps, args, () => core.shift.staff.spendApproval(approval, 'comp')),
        ),
    ),
    'set-member': answer<'set-member'>(z.object({ basketId, memberNumber: z.string().max(80).nullable() }), (args) =>
      kept(args.basketId, setMember(deps, args)),
    ),
    'take-voucher': answer<'take-voucher'>(z.object({ basketId, code: z.string().max(40) }), async (args) => {
      ports.checkInService();
      const taken = await takeVoucher(deps, args);
      if (ports.isKept(args.basketId)) deps.onBasket(args.basketId);
      return taken;
    }),
    'drop-voucher': answer<'drop-voucher'>(z.object({ basketId, voucherId: z.int().min(1) }), (args) => {
      const dropped = dropVoucher(deps, args);
      if (ports.isKept(args.basketId)) deps.onBasket(args.basketId);
      return dropped;
    }),
    'pay-mixed': answer<'pay-mixed'>(Mixed, takeMixed),
    'see-open-baskets': answer<'see-open-baskets'>(nothing, () => {
      const baskets = listOpenBaskets(deps);
      ports.setOwn(baskets[0]?.basketId ?? null);
      return { baskets };
    }),
    'park-basket': answer<'park-basket'>(z.object({ basketId, name: z.string().trim().min(1).max(40) }), (args) => {
      if (!parkBasket(deps, args)) return { ok: false, reason: 'basket-gone' };
      core.keepBasket(args.basketId, 'parked');
      ports.setOwn(null);
      deps.onBasket(args.basketId);
      return { ok: true };
    }),
    'list-parked': answer<'list-parked'>(nothing, () => ({ parked: listParked(deps) })),
    'recall-basket': answer<'recall-basket'>(z.object({ basketId }), (args) => {
      const basket = recallBasket(deps, args.basketId);
      if (!basket) return { ok: false, reason: 'basket-gone' };
      core.keepBasket(args.basketId);
      ports.setOwn(args.basketId);
      return { ok: true, basket };
    }),
    'list-sales': answer<'list-sales'>(z.object({ search: z.string().max(40) }), ({ search }) => ({
      sales: listSales(deps, search),
    })),
    'see-sale': answer<'see-sale'>(z.object({ saleSeq: seq }), ({ saleSeq }) => ({ sale: seeSale(deps, saleSeq) })),
    'void-sale': answer<'void-sale'>(Undone, (args) => undoSale(deps, 'void', args)),
    'refund-sale': answer<'refund-sale'>(Undone.safeExtend({ approvalId }), ({ approvalId: approval, ...args }) =>
      undoSale(deps, 'refund', args, core.shift.staff.spendApproval(approval, 'refund') ?? undefined),
    ),
    'request-refund': answer<'request-refund'>(
      z.object({ orderKey: z.string().max(20), lines: someLines, reason, language }),
      (args) => {
        ports.checkInService();
        const answer = requestRefund(deps, { ...args, language: paperLanguage(args.language) });
        if (answer.ok) ports.wakePrinter();
        return answer;
      },
    ),
    'reprint-sale': answer<'reprint-sale'>(OfSale, (args) => {
      ports.checkInService();
      const reprinted = reprintSale(deps, args);
      if (reprinted.ok) ports.wakePrinter();
      return reprinted;
    }),
    'exchange-sale': answer<'exchange-sale'>(
      z.object({
        ...OfSale.shape,
        basketId,
        tender: z.enum(['card', 'cash']),
        givenMinor: minor.exactOptional(),
        language,
      }),
      (args) => exchangeSale(deps, { ...args, language: paperLanguage(args.language) }),
    ),
  };
}
