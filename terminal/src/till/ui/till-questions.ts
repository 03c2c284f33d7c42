/** What the page asks the core again and again: how things are. A late answer about something else is dropped. */
import type { TerminalView } from '../../calls.ts';
import type { Ask } from './ask.ts';
import { listShows } from './basket-facts.ts';
import type { TillStore } from './till-store.ts';

export function createTillQuestions({ store, ask }: { store: TillStore; ask: Ask }) {
  const { get, dispatch } = store;

  async function refreshTerminal(): Promise<void> {
    const terminal = await ask('see-terminal', {});
    if (terminal) dispatch({ type: 'terminal-told', terminal: terminal as TerminalView });
  }
  async function refreshFilms(): Promise<void> {
    const answer = await ask('list-films', {});
    if (!answer) return;
    dispatch({ type: 'films-told', films: answer.films });
    const { screeningId, terminal } = get();
    const shows = listShows(answer.films);
    if (screeningId !== null && shows.some((show) => show.screeningId === screeningId)) return;
    const next = shows.find((show) => show.startsAtMs > (terminal?.nowMs ?? 0) - 15 * 60_000) ?? shows[0];
    if (next) chooseScreening(next.screeningId);
  }
  async function refreshMap(): Promise<void> {
    const { screeningId } = get();
    if (screeningId === null) return;
    const map = await ask('see-seat-map', { screeningId });
    if (map) dispatch({ type: 'map-told', map });
  }
  async function refreshStaff(): Promise<void> {
    const answer = await ask('list-staff', {});
    if (answer) dispatch({ type: 'staff-told', ...answer });
  }
  async function refreshShift(): Promise<void> {
    const answer = await ask('see-shift', {});
    if (answer) dispatch({ type: 'shift-told', shift: answer.shift });
  }
  async function refreshItems(): Promise<void> {
    const answer = await ask('list-items', {});
    if (answer) dispatch({ type: 'items-told', items: answer.items });
  }
  async function refreshParked(): Promise<void> {
    const answer = await ask('list-parked', {});
    if (answer) dispatch({ type: 'parked-told', parked: answer.parked });
  }
  /** After a power cut, or a page that was loaded anew, the basket is on the counter again. */
  async function restoreBasket(): Promise<void> {
    const answer = await ask('see-open-baskets', {});
    const [basket] = answer?.baskets ?? [];
    if (!basket) return dispatch({ type: 'basket-told', basket: null });
    if (get().basket?.basketId !== basket.basketId && basket.state === 'open') {
      if (basket.screeningId !== null) dispatch({ type: 'screening-chosen', screeningId: basket.screeningId });
      dispatch({ type: 'noticed', notice: { kind: 'done', what: 'restored', detail: '' } });
    }
    dispatch({ type: 'basket-told', basket });
    void refreshMap();
  }
  async function refreshBasket(): Promise<void> {
    const { basket } = get();
    if (!basket) return;
    const answer = await ask('see-basket', { basketId: basket.basketId });
    if (answer && get().basket?.basketId === basket.basketId && answer.basket?.state !== 'sold')
      dispatch({ type: 'basket-told', basket: answer.basket });
  }

  function chooseScreening(screeningId: number): void {
    dispatch({ type: 'screening-chosen', screeningId });
    void refreshMap();
  }

  /** Its papers are coming out. */
  async function refreshSold(): Promise<void> {
    const { sold } = get();
    if (!sold) return;
    const answer = await ask('see-basket', { basketId: sold.basket.basketId });
    if (answer?.basket) dispatch({ type: 'sold-told', basket: answer.basket });
  }

  return {
    refreshTerminal,
    refreshFilms,
    refreshMap,
    refreshStaff,
    refreshShift,
    refreshItems,
    refreshParked,
    refreshBasket,
    refreshSold,
    restoreBasket,
    chooseScreening,
  };
}
