/** A cinema in the middle of its evening: two kiosks that sell, one that is cut off, one that was closed as dead. */
import Database from 'better-sqlite3';
import { buyBestSeats } from '../demo/guests.ts';
import { type BoxOffice, openBoxOffice } from './box-office.ts';
import type { Kiosk } from './kiosk.ts';
import { findShow, type Show } from './show.ts';
import type { TcpProxy } from './tcp-proxy.ts';

export interface ManagedHouse {
  office: BoxOffice;
  kiosks: Kiosk[];
  cables: TcpProxy[];
  show: Show;
  /** The show's business date. */
  day: string;
}

/** Adults' tickets for the best seats. */
export async function sell(kiosk: Kiosk, { screeningId }: Pick<Show, 'screeningId'>, count: number): Promise<void> {
  const tickets = [{ ticketClass: 'adult' as const, count }];
  const bought = await buyBestSeats(kiosk, { phase: 'evening', screeningId, tickets, tender: 'card' });
  if (!bought.ok) throw new Error(bought.reason);
}

/** Its number: terminals are numbered as they come. */
export function findTerminal(office: BoxOffice, name: string): number {
  const server = new Database(office.serverDatabaseFile, { readonly: true });
  const row = server.prepare('SELECT id FROM terminal WHERE name = ?').get(name);
  server.close();
  return (row as { id: number }).id;
}

export function findDay(office: BoxOffice, { screeningId }: Pick<Show, 'screeningId'>): string {
  const server = new Database(office.serverDatabaseFile, { readonly: true });
  const row = server.prepare('SELECT show_date AS day FROM screening WHERE id = ?').get(screeningId);
  server.close();
  return (row as { day: string }).day;
}

export async function openManagedHouse(): Promise<ManagedHouse> {
  const office = await openBoxOffice({ kiosks: 4 });
  try {
    const opened = await Promise.all(Array.from({ length: 4 }, () => office.addKiosk()));
    const kiosks = opened.map(({ kiosk }) => kiosk);
    const cables = opened.map(({ cable }) => cable);
    const show = await findShow(kiosks, 4);
    const [first, second] = kiosks;
    for (let turn = 0; turn < 6; turn++) {
      if (first) await sell(first, show, 1 + (turn % 3));
      if (second) await sell(second, show, 2);
    }
    cables[2]?.cut('reset');
    await order(office, `/api/v1/terminals/${findTerminal(office, 'kiosk-4')}/break`, {
      as: 'dead',
      reason: 'Its disk has failed',
    });
    await blockSoldSeat(office, show);
    return { office, kiosks, cables, show, day: findDay(office, show) };
  } catch (thrown) {
    await office.close();
    throw thrown;
  }
}

let orders = 0;
async function order(office: BoxOffice, path: string, body: object): Promise<void> {
  orders += 1;
  const answer = await fetch(office.serverUrl + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...body, operationId: `managed-house-${orders}`, by: 'Morgan' }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** So there is something to settle. */
export async function blockSoldSeat(office: BoxOffice, { screeningId }: Pick<Show, 'screeningId'>): Promise<void> {
  const server = new Database(office.serverDatabaseFile, { readonly: true });
  const row = server
    .prepare("SELECT seat_id AS id FROM seat_right WHERE screening_id = ? AND state = 'sold' ORDER BY seat_id")
    .get(screeningId) as { id: number } | undefined;
  server.close();
  if (row === undefined) throw new Error('nothing is sold yet');
  await order(office, `/api/v1/screenings/${screeningId}/block`, { seatIds: [row.id], reason: 'broken' });
}
