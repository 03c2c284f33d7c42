import { shareUnchangedSeats } from '../../ui-kit/seats/seat-choice.ts';
import type { TillEvent, TillState } from './till-state.ts';

export function reduceTill(state: TillState, event: TillEvent): TillState {
  switch (event.type) {
    case 'link-changed':
      return { ...state, link: event.link };
    case 'terminal-told':
      return { ...state, terminal: event.terminal };
    case 'films-told':
      return { ...state, films: event.films };
    case 'staff-told':
      return { ...state, staff: event.staff, signedIn: event.signedIn };
    case 'signed-in':
      // Whoever comes next sees nothing of what was open: only the basket on the counter stays.
      return { ...state, signedIn: event.signedIn, dialog: null, notice: null, sold: null };
    case 'shift-told':
      return { ...state, shift: event.shift };
    case 'screening-chosen':
      return event.screeningId === state.screeningId
        ? { ...state, sold: null }
        : { ...state, screeningId: event.screeningId, map: null, sold: null, notice: null };
    case 'map-told':
      // A late answer about another screening.
      if (event.map.screening.screeningId !== state.screeningId) return state;
      return { ...state, map: shareUnchangedSeats(state.map, event.map) };
    case 'wished':
      return { ...state, wish: event.wish, sold: event.wish ? null : state.sold };
    case 'items-told':
      return { ...state, items: event.items };
    case 'items-wished':
      return { ...state, itemWish: event.items, sold: event.items ? null : state.sold };
    case 'basket-told':
      return { ...state, basket: event.basket?.state === 'dropped' ? null : event.basket };
    case 'charging':
      return { ...state, charging: event.charging };
    case 'sold':
      return {
        ...state,
        sold: event.sold,
        exchange: null,
        basket: null,
        wish: null,
        itemWish: null,
        charging: false,
        dialog: null,
        notice: null,
      };
    case 'sold-told':
      if (state.sold?.basket.basketId !== event.basket.basketId) return state;
      return { ...state, sold: { ...state.sold, basket: event.basket } };
    case 'exchange':
      return { ...state, exchange: event.exchange, sold: null, wish: null, dialog: null, notice: null };
    case 'sold-closed':
      return { ...state, sold: null };
    case 'parked-told':
      return { ...state, parked: event.parked };
    case 'report-told':
      return { ...state, report: event.report };
    case 'dialog':
      return {
        ...state,
        dialog: event.dialog,
        search: { text: event.search ?? '', round: state.search.round + (event.search === undefined ? 0 : 1) },
        notice: null,
      };
    case 'noticed':
      return { ...state, notice: event.notice };
    case 'language':
      return { ...state, language: event.language };
    case 'theme':
      return { ...state, theme: event.theme };
    case 'look':
      return { ...state, ...event.look };
  }
}
