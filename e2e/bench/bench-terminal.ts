/** The real terminal core on real files, opened as terminal/src/start.ts does, without page and printer. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@marquee/shared/errors';
import type { Enrol } from '@marquee/shared/protocol/calls';
import type { CoreEvent } from '@marquee/terminal/calls';
import { type Core, openCore } from '@marquee/terminal/core';
import type { SendEnrolment } from '@marquee/terminal/enrol/enrol';
import { makeSimulatedReader } from '@marquee/terminal/payment/simulated-reader';
import { systemClock } from '@marquee/terminal/platform/clock';
import { openCounterFile } from '@marquee/terminal/platform/counter-file';
import { systemRandomness } from '@marquee/terminal/platform/randomness';
import { openSecretFile } from '@marquee/terminal/platform/secret-file';
import { type Handle, makeStore, migrateStore, openStoreFile } from '@marquee/terminal/platform/store';
import { applyGrantChange, applyScreeningChange } from '@marquee/terminal/rights/rights';
import { chooseSeats, sellTickets } from '@marquee/terminal/sell/sell';
import type { Link } from '@marquee/terminal/sync/link';
import type { House, Pair } from './house.ts';

export interface BenchTerminal {
  core: Core;
  handle: Handle;
  close(): Promise<void>;
}
export interface BenchTerminalOptions {
  link?: Link;
  /** Used once, by a folder that is not enrolled yet. */
  enrolment?: { enrol: Omit<Enrol, 'publicKey'>; send: SendEnrolment };
  announce?: (event: CoreEvent) => void;
}

export const databaseFile = (folder: string): string => join(folder, 'terminal.db');

/** The server can't be reached. */
export const brokenLink: Link = { open: () => Promise.reject(new Fault('link-down')) };

/** As a server would answer it: this terminal works, but only without a network. */
const offlineEnrolment: NonNullable<BenchTerminalOptions['enrolment']> = {
  enrol: { code: 'OFFLINE', name: 'bench', role: 'kiosk' },
  send: async () => ({ terminal: 1, keyId: 1, cinemaId: 1, cinemaKey: 'A'.repeat(43), token: 'offline' }),
};

/** What is worth a warning in a cinema is expected here: links break on purpose. Errors must not be. */
const log = {
  info: () => undefined,
  warn: () => undefined,
  error: (context: object, message: string) => console.error(message, context),
};

export async function openBenchTerminal(folder: string, options: BenchTerminalOptions = {}): Promise<BenchTerminal> {
  mkdirSync(folder, { recursive: true });
  const handle = openStoreFile(databaseFile(folder));
  migrateStore(handle, null);
  const store = makeStore(handle);
  const counter = openCounterFile(join(folder, 'counter'), log);
  const { enrol, send } = options.enrolment ?? offlineEnrolment;
  const core = await openCore({
    store,
    secrets: openSecretFile(join(folder, 'terminal-key')),
    counter,
    clock: systemClock,
    randomness: systemRandomness,
    link: options.link ?? brokenLink,
    reader: makeSimulatedReader({
      clock: systemClock,
      memory: { load: () => ({}), save: () => undefined },
      answerMs: 1000,
      timeoutMs: 8000,
    }),
    enrol,
    sendEnrolment: send,
    channel: 'kiosk',
    appVersion: 'bench',
    log,
    announce: options.announce ?? (() => undefined),
  });
  const close = async () => {
    await core.stop({ returnRights: false });
    counter.close();
    store.close();
  };
  return { core, handle, close };
}

/** Catalogue, pictures and rights of all seats, as a first sync would have left them on the disk. */
export function fillTerminal({ deps, catalogue, store, identity }: Core, house: House): void {
  const snapshot = { ...house, cinemaKey: identity.cinemaKey, keys: [], revokedKeys: [] };
  store.transaction(() => catalogue.save(snapshot));
  catalogue.reload();
  for (const { id } of house.screenings) {
    const seats = [...catalogue.seatsOf(id).keys()].map((seatId) => ({ seatId, version: 1 }));
    store.transaction(() => {
      const picture = seats.map(
        (seat) => ({ ...seat, state: 'granted', holder: identity.terminal, ticket: null }) as const,
      );
      applyScreeningChange(store, id, { seats: picture, covered: [] });
      applyGrantChange(deps, { kind: 'grant', screeningId: id, seats });
    });
  }
}

export interface OpenBasket {
  basketId: string;
  totalMinor: number;
}

/** An open basket of two adults. */
export async function fillBasket({ deps }: Core, { screeningId, seatIds }: Pair): Promise<OpenBasket> {
  const tickets = [{ ticketClass: 'adult', count: seatIds.length }] as const;
  const answer = await chooseSeats(deps, {
    basketId: null,
    screeningId,
    seatIds,
    tickets: [...tickets],
    allowSingleSeat: true,
  });
  if (!answer.ok)
    throw new Error(`no basket for seats ${seatIds.join(', ')} of screening ${screeningId}: ${answer.reason}`);
  return { basketId: answer.basket.basketId, totalMinor: answer.basket.totalMinor };
}

/** Sold against the exact sum in cash; on the disk when this returns. Answers the sale's journal entry. */
export function sellForCash({ deps }: Core, { basketId, totalMinor }: OpenBasket): number {
  const tenders = [{ kind: 'cash', amountMinor: totalMinor, givenMinor: totalMinor }] as const;
  const answer = sellTickets(deps, 'open', { basketId, tenders, language: 'en' });
  if (!answer.ok) throw new Error(`basket ${basketId} was not sold: ${answer.reason}`);
  return answer.seq;
}
