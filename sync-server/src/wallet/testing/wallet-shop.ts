/** A shop with wallets, a second venue to move to, and what the screening's stream says of a seat. */
import { type ScreeningChange, type SeatChange, screeningStream } from '@marquee/shared/protocol/streams';
import { drawHouse } from '@marquee/shared/testing/draw-house';
import { insertRows } from '../../platform/database.ts';
import type { engines } from '../../platform/testing/databases.ts';
import { snapshotScreening } from '../../rights/rights.ts';
import { moveScreening, planMove } from '../../screenings/screenings.ts';
import { cinemaId } from '../../testing/house.ts';
import { openTestServer, type TestServer } from '../../testing/test-server.ts';
import { openTicketShop, type TicketShop } from '../../tickets/testing/ticket-shop.ts';
import { makeTicketsApi } from '../../tickets/tickets.route.ts';
import { makeWalletApi } from '../wallet.route.ts';

export const passSecret = Buffer.alloc(32, 8);
export const ticketLink = 'https://app.example/tickets/#';

export interface WalletShop extends TicketShop {
  server: TestServer;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what came, whatever it is.
  wallet(token: string, cursor?: string): Promise<any>;
  /** Answers the token of the link. */
  pass(token: string, order: string, line: number): Promise<string>;
  accept(token: string, link: string, key?: string): ReturnType<TicketShop['json']>;
  /** The ticket that a seat names: in the snapshot of its screening, and in the last change that told of it. */
  named(screeningId: number, seatId: number): Promise<SeatChange['ticket'][]>;
  /** To venue 2. */
  move(screeningId: number): Promise<void>;
}

export async function openWalletShop(engine: (typeof engines)[number]): Promise<WalletShop> {
  const server = await openTestServer(engine);
  const { database, deps } = server;
  const ticketFiles = { read: async () => new Uint8Array() };
  const shop = await openTicketShop(server, [
    ...makeTicketsApi({ ...deps, ticketFiles, cancelMsBefore: 30 * 60_000 }),
    ...makeWalletApi({ ...deps, passSecret, ticketLink }),
  ]);
  await insertSecondVenue(server);
  return {
    ...shop,
    server,
    wallet: async (token, cursor) =>
      (await shop.json(token, 'GET', `/api/v1/wallet${cursor === undefined ? '' : `?cursor=${cursor}`}`)).body,
    pass: async (token, order, line) =>
      (await shop.json(token, 'POST', `/api/v1/bookings/${order}/tickets/${line}/pass`)).body.token,
    accept: (token, link, key) => shop.json(token, 'POST', `/api/v1/passed-tickets/${link}/accept`, undefined, key),
    async named(screeningId, seatId) {
      const snapshot = await snapshotScreening(database, screeningId);
      const changes = await database.all<{ body: unknown }>(
        'SELECT body FROM `change` WHERE stream = ? ORDER BY revision',
        [screeningStream(screeningId)],
      );
      const told = changes.flatMap(({ body }) => {
        const change = (typeof body === 'string' ? JSON.parse(body) : body) as ScreeningChange;
        return change.seats.filter((seat) => seat.seatId === seatId);
      });
      return [snapshot.seats.find((seat) => seat.seatId === seatId)?.ticket ?? null, told.at(-1)?.ticket ?? null];
    },
    async move(screeningId) {
      const planned = await planMove(database, screeningId, 2);
      if (!planned.ok) throw new Error(planned.reason);
      const { hash } = planned.plan;
      const operationId = `move-of-${screeningId}`;
      await moveScreening(deps, { operationId, screeningId, toVenueId: 2, hash, by: 'Mara' });
    },
    async close() {
      await shop.close();
      await server.close();
    },
  };
}

function insertSecondVenue({ database }: TestServer): Promise<void> {
  return database.transaction('venue', async (tx) => {
    const venue = { id: 2, cinema_id: cinemaId, name: 'Venue 2', information: '', category: 'standard' };
    await insertRows(tx, 'venue', Object.keys(venue), [Object.values(venue)]);
    await insertRows(
      tx,
      'seats',
      ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'],
      drawHouse('ssss').seats.map(({ id, x, y, row, label, kind }) => [id + 2000, 2, x, y, row, label, kind, 0, 1]),
    );
  });
}
