/** An evening at the door: a kiosk that sells, and a gate that leads to one venue and has its own cable to the server. */
import { decodeBase45, encodeBase45 } from '@marquee/shared/tickets/base45';
import Database from 'better-sqlite3';
import { buyBestSeats } from '../demo/guests.ts';
import { type BoxOffice, openBoxOffice } from './box-office.ts';
import type { Kiosk } from './kiosk.ts';
import { findShow, type Show } from './show.ts';
import { listSlips, scanSlip } from './slips.ts';
import type { TcpProxy } from './tcp-proxy.ts';

export interface Evening {
  office: BoxOffice;
  gate: Kiosk;
  /** Leads everywhere, and asks nobody to sign in. */
  southGate: Kiosk;
  kiosk: Kiosk;
  /** Of the gate. */
  cable: TcpProxy;
  show: Show;
  /** Leads through another door. */
  otherShow: Show;
  /** Through the gate's own door, and not yet. */
  laterShow: Show;
  /** So many adults' tickets, sold now: what a scanner reads on the paper. */
  sell(show: Show, count: number): Promise<string[]>;
  /** Resolves when the gate has heard that so many seats are sold. */
  untilHeard(show: Show, sold: number): Promise<void>;
  close(): Promise<void>;
}

export async function openEvening(): Promise<Evening> {
  const office = await openBoxOffice({ kiosks: 2 });
  try {
    const { kiosk } = await office.addKiosk();
    const show = await findShow([kiosk]);
    const otherShow = await findOther(kiosk, show);
    const laterShow = await findLater(kiosk, show);
    const server = new Database(office.serverDatabaseFile);
    const venue = server.prepare('SELECT venue_id AS id FROM screening WHERE id = ?').get(show.screeningId);
    server.close();
    const env = {
      ROLE: 'gate',
      GATE_VENUES: String((venue as { id: number }).id),
      GATE_OPENS_MINUTES: String(opensMinutes),
    };
    const { kiosk: gate, cable } = await office.addKiosk({ env });
    const south = { ROLE: 'gate', GATE_SIGN_IN: 'optional', GATE_OPENS_MINUTES: String(opensMinutes) };
    const { kiosk: southGate } = await office.addKiosk({ env: south });
    return {
      office,
      gate,
      southGate,
      kiosk,
      cable,
      show,
      otherShow,
      laterShow,
      sell: (of, count) => sell(kiosk, of, count),
      untilHeard: async ({ screeningId }, sold) => {
        await gate.untilAnswer(
          'see-gate',
          {},
          ({ screenings }) => screenings.some((each) => each.screeningId === screeningId && each.sold >= sold),
          20_000,
        );
      },
      close: () => office.close(),
    };
  } catch (thrown) {
    await office.close();
    throw thrown;
  }
}

/** Longer than until the show of the evening begins. */
const opensMinutes = 17 * 60 + 5;

async function findLater(kiosk: Kiosk, { venueName, ...show }: Show): Promise<Show> {
  const { nowMs } = await kiosk.call('see-terminal', {});
  const { films } = await kiosk.call('list-films', {});
  const later = films
    .flatMap((film) => film.screenings.map((each) => ({ ...each, title: film.title })))
    .find((each) => each.venueName === venueName && each.startsAtMs > nowMs + (opensMinutes + 10) * 60_000);
  if (!later) throw new Error(`${venueName} shows nothing tomorrow`);
  return { ...show, ...later };
}

async function findOther(kiosk: Kiosk, { venueName, ...show }: Show): Promise<Show> {
  const { films } = await kiosk.call('list-films', {});
  const other = films
    .flatMap((film) => film.screenings.map((each) => ({ ...each, title: film.title })))
    .find((each) => each.venueName !== venueName && each.offline > 0);
  if (!other) throw new Error('the demo cinema has one venue');
  return { ...show, ...other };
}

async function sell(kiosk: Kiosk, { screeningId }: Show, count: number): Promise<string[]> {
  const party = {
    phase: 'door',
    screeningId,
    tickets: [{ ticketClass: 'adult' as const, count }],
    tender: 'cash' as const,
  };
  const bought = await buyBestSeats(kiosk, party);
  if (!bought.ok) throw new Error(`refused: ${bought.reason}`);
  const { basketId, seq } = bought.order;
  await kiosk.untilAnswer(
    'see-basket',
    { basketId },
    ({ basket }) => basket?.sale?.tickets.every(({ print }) => print === 'printed') ?? false,
    20_000,
  );
  const slips = listSlips(kiosk.papersFolder).filter((slip) => slip.kind === 'ticket' && slip.seq === seq);
  return slips.map(({ path }) => scanSlip(path) ?? '');
}

/** The same ticket with one bit of its signature turned over. */
export function forge(code: string): string {
  const bytes = decodeBase45(code);
  if (!bytes) throw new Error('a ticket is Base45');
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  return encodeBase45(bytes);
}
