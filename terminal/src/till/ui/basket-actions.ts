/** What is in a basket beside seats: items, gifts of the house, a member's prices, gift vouchers. */
import type { BasketView } from '../../calls.ts';
import type { Ask, Refuse } from './ask.ts';
import { itemsNow, quantityOf, withQuantity } from './basket-facts.ts';
import type { BasketWishes } from './basket-wishes.ts';
import type { TillStore } from './till-store.ts';

export interface BasketActions {
  /** So many more of it, or fewer; the first opens a basket. */
  addItem(itemId: number, by: number): void;
  /** Gives these seats away and no others. Without an approval where one is needed, the page asks a manager. */
  setComps(comps: { seatIds: number[]; reason: string; approvalId?: string }): Promise<'done' | 'approve' | 'no'>;
  /** Null takes them out again. */
  setMember(memberNumber: string | null): Promise<boolean>;
  takeVoucher(code: string): Promise<boolean>;
  dropVoucher(voucherId: number): void;
}

export interface BasketActionPorts {
  store: TillStore;
  ask: Ask;
  refuse: Refuse;
  /** They carry over what these actions put into a basket. */
  wishes: () => BasketWishes;
}

export function createBasketActions({ store, ask, refuse, wishes }: BasketActionPorts): BasketActions & {
  carryOver(from: BasketView): Promise<void>;
} {
  const { get, dispatch } = store;
  /** Of the vouchers that were taken by this page: the core shows the end of a code only. */
  const codes = new Map<number, string>();

  const told = (basket: BasketView) => dispatch({ type: 'basket-told', basket });
  /** The basket as it will be when everything is told. */
  const whenTold = async () => {
    await wishes().whenTold();
    return get().charging ? null : get().basket;
  };

  async function takeVoucher(code: string): Promise<boolean> {
    const basket = await whenTold();
    if (!basket) return false;
    const plain = code.replace(/[\s-]/g, '').toUpperCase();
    const answer = await ask('take-voucher', { basketId: basket.basketId, code: plain });
    if (!answer) return false;
    if (!answer.ok) {
      refuse(answer);
      return false;
    }
    const taken = answer.basket.vouchers.at(-1);
    if (taken) codes.set(taken.voucherId, plain);
    told(answer.basket);
    dispatch({ type: 'noticed', notice: { kind: 'done', what: 'voucher', detail: taken?.codeEnd ?? '' } });
    return true;
  }

  async function setMember(memberNumber: string | null): Promise<boolean> {
    const basket = await whenTold();
    if (!basket) return false;
    const number = memberNumber === null ? null : memberNumber.replace(/[\s-]/g, '').toUpperCase();
    const answer = await ask('set-member', { basketId: basket.basketId, memberNumber: number });
    if (!answer) return false;
    if (!answer.ok) {
      refuse(answer);
      return false;
    }
    told(answer.basket);
    if (number !== null) dispatch({ type: 'noticed', notice: { kind: 'done', what: 'member', detail: number } });
    return true;
  }

  return {
    addItem(itemId, by) {
      if (get().charging) return;
      const items = itemsNow(get());
      wishes().wantItems(withQuantity(items, itemId, quantityOf(items, itemId) + by));
    },
    async setComps(comps) {
      const basket = await whenTold();
      if (!basket) return 'no';
      const answer = await ask('set-comps', { basketId: basket.basketId, ...comps });
      if (!answer) return 'no';
      if (answer.ok) {
        told(answer.basket);
        return 'done';
      }
      if (answer.reason === 'approval-needed' && comps.approvalId === undefined) return 'approve';
      refuse(answer);
      return 'no';
    },
    setMember,
    takeVoucher,
    async dropVoucher(voucherId) {
      const basket = await whenTold();
      if (!basket) return;
      const answer = await ask('drop-voucher', { basketId: basket.basketId, voucherId });
      if (answer?.ok) told(answer.basket);
      else if (answer) refuse(answer);
    },
    async carryOver(from) {
      const { basket } = get();
      if (!basket) return;
      if (from.memberNumber !== null) {
        const answer = await ask('set-member', { basketId: basket.basketId, memberNumber: from.memberNumber });
        if (answer?.ok) told(answer.basket);
      }
      for (const { voucherId } of from.vouchers) {
        const code = codes.get(voucherId);
        if (code === undefined) continue;
        const answer = await ask('take-voucher', { basketId: basket.basketId, code });
        if (answer?.ok) told(answer.basket);
        else if (answer) refuse(answer);
      }
    },
  };
}
