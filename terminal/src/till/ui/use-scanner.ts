import { useEffect } from 'react';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { createWedge } from '../../ui-kit/wedge.ts';
import { classifyScan, onScan, type ScanHandlers } from './scanned.ts';
import type { TillActions } from './till-actions.ts';
import type { ScanMiss } from './till-state.ts';
import type { TillStore } from './till-store.ts';

const wait = (ms: number, then: () => void) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

const isField = (target: EventTarget | null): target is HTMLInputElement =>
  target instanceof HTMLInputElement && target.type !== 'checkbox';

/** As if it had been typed back: React looks at the event, and only where the value was set past it. */
function putBack(field: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

interface TypedInto {
  element: HTMLInputElement;
  before: string;
}

/**
 * A scanner's code, whatever has the focus. Keys are held back for a blink and given back where they were a hand's; in a
 * field they are typed at once, and taken out again when they turn out to be a code that this till knows.
 */
export function listenToScanner(target: Window, onText: (text: string) => void): () => void {
  const givenBack = new WeakSet<KeyboardEvent>();
  /** Where the keys that the wedge collects now were typed into, and what stood there before them. */
  let field: TypedInto | null = null;
  const wedge = createWedge<KeyboardEvent>({
    wait,
    isCode: (text) => field === null || classifyScan(text).kind !== 'unknown',
    onText: (text) => {
      if (field) putBack(field.element, field.before);
      field = null;
      onText(text);
    },
    onHands: (keys) => {
      const isTyped = field !== null;
      field = null;
      if (isTyped) return;
      for (const pressed of keys) {
        const again = new KeyboardEvent('keydown', pressed);
        givenBack.add(again);
        (pressed.target ?? target).dispatchEvent(again);
      }
    },
  });
  const press = (event: KeyboardEvent) => {
    if (givenBack.has(event)) return;
    const element = isField(event.target) ? event.target : null;
    const isText = [...event.key].length === 1;
    if (element && !field && isText) field = { element, before: element.value };
    const isHeld = wedge.press(event);
    if (!isHeld || (element && isText)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  target.addEventListener('keydown', press, true);
  return () => {
    target.removeEventListener('keydown', press, true);
    wedge.stop();
  };
}

/** A scanner that types, or one on a serial line. Only while somebody is signed in: a locked till listens to PINs alone. */
export function useScanner(
  { bridge, actions, store }: { bridge: Bridge; actions: TillActions | null; store: TillStore },
  isOn: boolean,
): void {
  useEffect(() => {
    if (!actions || !isOn) return;
    const take = (text: string) => {
      if (!store.get().charging) onScan(text, scanHandlers(actions, store));
    };
    const stopKeys = listenToScanner(window, take);
    const stopEvents = bridge.onEvent((event) => {
      if (event.event === 'scanned') take(event.code);
    });
    return () => {
      stopKeys();
      stopEvents();
    };
  }, [bridge, actions, store, isOn]);
}

export function scanHandlers(actions: TillActions, store: TillStore): ScanHandlers {
  const miss = (kind: ScanMiss, detail: string) =>
    store.dispatch({ type: 'noticed', notice: { kind: 'scan', miss: kind, detail } });
  const withBasket = (run: () => void) => {
    const { basket, wish, itemWish, exchange } = store.get();
    // What old tickets are exchanged for has their money.
    if (exchange) miss('exchange', '');
    else if (basket || wish || itemWish) run();
    else miss('basket-first', '');
  };
  return {
    sale: actions.findSale,
    pickUp: actions.showPickUp,
    voucher: (code) => withBasket(() => void actions.takeVoucher(code)),
    member: (memberNumber) => withBasket(() => void actions.setMember(memberNumber)),
    unknown: (text) => miss('unknown', text.slice(0, 30)),
  };
}
