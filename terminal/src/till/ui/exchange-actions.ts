/** Other seats for tickets that were paid: the mode in which the basket is for them, and its end. */
import type { MixedTender, SaleDetail } from '../../calls.ts';
import type { Ask, AskOrSay, Refuse } from './ask.ts';
import { listShows } from './basket-facts.ts';
import { dueNow, isComplete, worthOf } from './exchange-facts.ts';
import type { Exchange } from './till-state.ts';
import type { TillStore } from './till-store.ts';

export interface ExchangeStart {
  sale: SaleDetail;
  lines: readonly number[];
  reason: string;
  to: Exchange['to'];
}

interface ExchangePorts {
  ask: Ask;
  askOrSay: AskOrSay;
  refuse: Refuse;
  chooseScreening(screeningId: number): void;
  recall(basketId: string): Promise<void>;
  store: TillStore;
  /** What the core says of the counter, where an answer was lost. */
  restoreBasket(): Promise<void>;
  refreshBasket(): Promise<void>;
  refreshAll(): void;
}

export interface ExchangeActions {
  /** The basket on the counter is put aside first. */
  startExchange(start: ExchangeStart): Promise<void>;
  /** As if it had never begun: the new seats are free again, and what was put aside is back. */
  leaveExchange(): Promise<void>;
  /** Cash is `givenMinor` for what is due; where nothing is, it is 0. */
  payExchange(tender: MixedTender): Promise<void>;
}

export function createExchangeActions(ports: ExchangePorts): ExchangeActions {
  const { store, ask, askOrSay } = ports;
  const { get, dispatch } = store;

  async function startExchange({ sale, lines, reason, to }: ExchangeStart): Promise<void> {
    if (get().charging) return;
    if (get().exchange) await leaveExchange();
    const { basket, films } = get();
    if (basket && !(await askOrSay('park-basket', { basketId: basket.basketId, name: '…' }))) return;
    const tickets = sale.tickets.filter(({ line }) => lines.includes(line));
    dispatch({ type: 'basket-told', basket: null });
    dispatch({ type: 'exchange', exchange: { sale, tickets, reason, to, parkedId: basket?.basketId ?? null } });
    // One that is over is not on the list any more.
    const { screeningId } = sale;
    const isListed = listShows(films ?? []).some((show) => show.screeningId === screeningId);
    if (screeningId !== null && isListed) ports.chooseScreening(screeningId);
  }

  async function leaveExchange(): Promise<void> {
    const { exchange, basket, charging } = get();
    if (!exchange || charging) return;
    dispatch({ type: 'exchange', exchange: null });
    if (basket) await ask('drop-basket', { basketId: basket.basketId });
    dispatch({ type: 'basket-told', basket: null });
    if (exchange.parkedId !== null) await ports.recall(exchange.parkedId);
    ports.refreshAll();
  }

  async function payExchange(tender: MixedTender): Promise<void> {
    const { basket, exchange, charging, language } = get();
    if (!basket || !exchange || charging) return;
    if (!isComplete(get())) return ports.refuse({ reason: 'seat-count-wrong' });
    const dueMinor = dueNow(get());
    const givenMinor = tender.kind === 'cash' ? tender.givenMinor : dueMinor;
    dispatch({ type: 'noticed', notice: null });
    dispatch({ type: 'charging', charging: true });
    const answer = await ask('exchange-sale', {
      saleSeq: exchange.sale.saleSeq,
      lines: exchange.tickets.map(({ line }) => line),
      reason: exchange.reason,
      basketId: basket.basketId,
      tender: tender.kind,
      ...(dueMinor > 0 && tender.kind === 'cash' && { givenMinor }),
      language,
    });
    dispatch({ type: 'charging', charging: false });
    if (answer?.ok) {
      const { paidBackMinor } = answer;
      const isCash = dueMinor > 0 && tender.kind === 'cash';
      dispatch({
        type: 'sold',
        sold: {
          basket: answer.basket,
          givenMinor: isCash ? givenMinor : null,
          changeMinor: isCash ? givenMinor - dueMinor : 0,
          exchanged: { worthMinor: worthOf(exchange), paidBackMinor },
        },
      });
      return ports.refreshAll();
    }
    if (!answer) {
      // Without an answer nobody knows: without its basket the exchange was made.
      await ports.restoreBasket();
      if (!get().basket) dispatch({ type: 'exchange', exchange: null });
      return;
    }
    dispatch({ type: 'dialog', dialog: null });
    ports.refuse(answer);
    void ports.refreshBasket();
  }

  return { startExchange, leaveExchange, payExchange };
}
