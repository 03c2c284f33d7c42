/** A terminal without a network, on a real database file: what tests of selling and paying need, and no more. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeatChange } from '@marquee/shared/protocol/streams';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import { aCinemaSnapshot } from '@marquee/shared/testing/builders';
import type { TicketCount } from '../calls.ts';
import { openCatalogue } from '../catalogue/catalogue.ts';
import { appendEntry } from '../journal/journal.ts';
import { type PaymentDeps, pay } from '../payment/payment.ts';
import { makeSimulatedReader, type ReaderMemory, type SimulatedReader } from '../payment/simulated-reader.ts';
import { readTerminalKey } from '../platform/keys.ts';
import { type Handle, makeStore, migrateStore, openStoreFile, type Store } from '../platform/store.ts';
import { applyGrantChange, applyScreeningChange, makeRefusedSeats } from '../rights/rights.ts';
import { type BasketDeps, chooseSeats } from '../sell/sell.ts';
import { type HandClock, makeHandClock } from './hand-clock.ts';

export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const terminalNumber = 17;
export const seed = new Uint8Array(32).fill(7);

/** Counts up, so that ids differ and a test can be repeated. */
export function makeCounting(): Randomness {
  let count = 0;
  return {
    bytes: (length) => {
      count += 1;
      return Uint8Array.from({ length }, (_, index) =>
        index === length - 1 ? count % 256 : (count * 31 + index * 7) % 256,
      );
    },
    fraction: () => 0.5,
  };
}

export type Deps = PaymentDeps & BasketDeps;

export interface BoxOffice {
  readonly file: string;
  readonly handle: Handle;
  readonly store: Store;
  readonly deps: Deps;
  readonly clock: HandClock;
  readonly reader: SimulatedReader;
  /** What the counter file was told. */
  readonly counted: number[];
  online: boolean;
  /** This terminal was closed by a manager. */
  stopped: boolean;
  grant(seatIds: readonly number[], version?: number): void;
  /** What the server last said of a seat. */
  picture(seatId: number, state: SeatChange['state']): void;
  /** Adults in these seats; refused choices throw. */
  fillBasket(seatIds: readonly number[], tickets?: TicketCount[]): Promise<string>;
  /** Sold to adults: the sale's number in the journal. */
  sell(seatIds: readonly number[], tender?: 'cash' | 'card'): Promise<number>;
  types(): string[];
  /** As after its enrolment: the database knows which terminal it is. */
  identify(): void;
  /** As after a crash: the same files, everything in memory lost. */
  reopen(): void;
  close(): void;
}

export const readerAnswerMs = 100;
export const readerTimeoutMs = 3000;

export function openBoxOffice(): BoxOffice {
  const folder = mkdtempSync(join(tmpdir(), 'box-office-'));
  const file = join(folder, 'terminal.db');
  const clock = makeHandClock();
  const randomness = makeCounting();
  const remembered: ReturnType<ReaderMemory['load']> = {};
  const memory: ReaderMemory = {
    load: () => structuredClone(remembered),
    save: (attempts) => void Object.assign(remembered, structuredClone(attempts)),
  };
  const office = { file, clock, counted: [], online: false, stopped: false } as unknown as BoxOffice & {
    handle: Handle;
    store: Store;
    deps: Deps;
    reader: SimulatedReader;
  };

  function open(): void {
    const handle = openStoreFile(file);
    migrateStore(handle, file);
    const store = makeStore(handle);
    const reader = makeSimulatedReader({ clock, memory, answerMs: readerAnswerMs, timeoutMs: readerTimeoutMs });
    const deps: Deps = {
      store,
      key: readTerminalKey(seed),
      nowMs: clock.nowMs,
      refusedSeats: makeRefusedSeats(clock),
      askedSeats: new Set(),
      awaited: new Set(),
      catalogue: openCatalogue(store),
      terminal: terminalNumber,
      keyId: 3,
      channel: 'kiosk',
      counter: { write: (seq) => void office.counted.push(seq) },
      reader,
      mayStoreCharges: true,
      clock,
      log: quiet,
      makeId: () => makeRandomId(randomness),
      isOnline: () => office.online,
      mustNotSell: () => office.stopped,
      askSeats: async (_screeningId, seatIds) => ({ outcome: 'refused', seatIds: [...seatIds] }),
      onBasket: () => undefined,
    };
    Object.assign(office, { handle, store, deps, reader });
  }

  open();
  office.store.transaction(() => {
    office.deps.catalogue.save(aCinemaSnapshot());
    appendEntry(office.deps, 'terminal.opened', { terminal: terminalNumber, publicKey: office.deps.key.publicKey });
  });
  office.deps.catalogue.reload();
  return Object.assign(office, {
    grant(seatIds: readonly number[], version = 1) {
      const seats = seatIds.map((seatId) => ({ seatId, version }));
      office.store.transaction(() => applyGrantChange(office.deps, { kind: 'grant', screeningId: 1, seats }));
    },
    picture(seatId: number, state: SeatChange['state']) {
      const seat: SeatChange = { seatId, state, version: 1, holder: 0, ticket: null };
      office.store.transaction(() => applyScreeningChange(office.store, 1, { seats: [seat], covered: [] }));
    },
    fillBasket: (seatIds: readonly number[], tickets?: TicketCount[]) => fillBasket(office.deps, 1, seatIds, tickets),
    async sell(seatIds: readonly number[], tender: 'cash' | 'card' = 'cash') {
      const paying = pay(office.deps, { basketId: await office.fillBasket(seatIds), tender, language: 'en' });
      await clock.advance(1000);
      const paid = await paying;
      if (!paid.ok) throw new Error(`refused: ${paid.reason}`);
      return paid.basket.sale?.seq ?? 0;
    },
    types: () => office.store.all<{ type: string }>('SELECT type FROM journal ORDER BY seq').map((row) => row.type),
    identify() {
      office.store.run(
        "INSERT INTO identity (id, terminal, key_id, cinema_id, cinema_key, token) VALUES (1, ?, 3, 1, '', '')",
        terminalNumber,
      );
    },
    reopen() {
      office.store.close();
      open();
    },
    close() {
      office.store.close();
      rmSync(folder, { recursive: true });
    },
  });
}

/** Adults in these seats, unless told otherwise; a refused choice throws. */
export async function fillBasket(
  deps: BasketDeps,
  screeningId: number,
  seatIds: readonly number[],
  tickets: TicketCount[] = [{ ticketClass: 'adult', count: seatIds.length }],
): Promise<string> {
  const chosen = await chooseSeats(deps, {
    basketId: null,
    screeningId,
    seatIds: [...seatIds],
    tickets,
    allowSingleSeat: true,
  });
  if (!chosen.ok) throw new Error(`refused: ${chosen.reason}`);
  return chosen.basket.basketId;
}
