/**
 * When the cash drawer opens: after a call of the page during which an entry about cash came into the journal, once for
 * each entry. Nothing of it is kept: after a restart a drawer stays shut, whatever was sold a moment before, and what the
 * terminal does by itself opens none.
 */
import { type Fault, toFault } from '@marquee/shared/errors';
import type { EntryPayload, EntryType } from '@marquee/shared/protocol/journal';
import type { CashDrawer } from '../devices/cash-drawer.ts';
import { lastSeq, readEntries } from '../journal/journal.ts';
import type { BridgeHandlers } from '../platform/bridge-calls.ts';
import type { Store } from '../platform/store.ts';

export interface DrawerDeps {
  store: Store;
  /** Null: none is connected. */
  drawer: CashDrawer | null;
  log: Record<'info' | 'warn', (context: object, message: string) => void>;
  /** The drawer's fault came or went. */
  onChange(): void;
}

export interface DrawerWatch {
  /** The same calls, after which the drawer opens where cash has moved. */
  watch<H extends BridgeHandlers>(handlers: H): H;
  /** Why the drawer stayed shut when it was last wanted. */
  fault(): Fault | null;
  /** One is connected. */
  readonly isThere: boolean;
}

type OfType<T extends EntryType> = { type: T; payload: EntryPayload<T> };
type CashEntry = OfType<'sale.made'> | OfType<'tickets.refunded'> | OfType<'cash.moved'> | OfType<'shift.opened'>;

/** A float is put in, money comes, goes or is moved, somebody looks in with a reason, and the count is taken out. */
export function opensDrawer(entry: CashEntry | { type: string; payload: unknown }): boolean {
  const known = entry as CashEntry | OfType<'shift.closed'>;
  switch (known.type) {
    case 'sale.made':
    case 'tickets.refunded':
      return known.payload.tenders.some(({ kind, amountMinor }) => kind === 'cash' && amountMinor > 0);
    case 'shift.opened':
      return known.payload.floatMinor > 0;
    case 'cash.moved':
    case 'shift.closed':
      return true;
    default:
      return false;
  }
}

/** More than any call writes. */
const entriesMax = { entries: 20, bytes: 1_000_000 };

export function watchDrawer({ store, drawer, log, onChange }: DrawerDeps): DrawerWatch {
  let fault: Fault | null = null;
  /** Entries up to here have had their turn: calls overlap. */
  let seenSeq = 0;

  function noteFault(next: Fault | null): void {
    if (fault === null && next === null) return;
    fault = next;
    onChange();
  }
  async function open(): Promise<void> {
    try {
      await drawer?.open();
      noteFault(null);
    } catch (thrown) {
      log.warn({ err: thrown }, 'the cash drawer stayed shut');
      noteFault(toFault(thrown));
    }
  }
  function openAfter(beforeSeq: number): void {
    const fromSeq = Math.max(seenSeq, beforeSeq) + 1;
    const entries = readEntries(store, fromSeq, entriesMax);
    seenSeq = Math.max(seenSeq, entries.at(-1)?.seq ?? 0);
    // Nobody waits for it: the sale stands, and its answer goes to the page now.
    if (entries.some(({ type, payload }) => opensDrawer({ type, payload: JSON.parse(payload) }))) void open();
  }
  return {
    fault: () => fault,
    isThere: drawer !== null,
    watch<H extends BridgeHandlers>(handlers: H): H {
      if (drawer === null) return handlers;
      const watched = Object.entries(handlers).map(([name, handler]) => [
        name,
        {
          args: handler.args,
          run: async (args: never) => {
            const beforeSeq = lastSeq(store);
            try {
              return await handler.run(args);
            } finally {
              openAfter(beforeSeq);
            }
          },
        },
      ]);
      return Object.fromEntries(watched) as H;
    },
  };
}
