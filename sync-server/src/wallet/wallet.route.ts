/** The mobile API's wallet. Only a ticket's owner has it: whoever bought it, or accepted it. */
import { KeyCertificate, Seating } from '@marquee/shared/protocol/streams';
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { type ApiRoute, defineFileRoute, defineRoute, refuse } from '../platform/api.ts';
import { FileAnswer } from '../platform/file-answer.ts';
import { drawQrPng, drawQrSvg, languages, makeCalendar, signRow } from '../tickets/tickets.ts';
import { makePassApi, type PassApiDeps } from './pass.route.ts';
import { nameTicket, parseTicketName } from './ticket-name.ts';
import { causes, keptMs, loadWallet, loadWalletRows, pageMax, toId, type WalletDeps } from './wallet.ts';
import { cursorMax, ticketsMax } from './wallet-cursor.ts';

export type WalletApiDeps = WalletDeps & PassApiDeps;

export const makeWalletApi = (deps: WalletApiDeps): ApiRoute[] => [
  makeWallet(deps),
  makeWalletQr(deps),
  makeWalletCalendar(deps),
  ...makePassApi(deps),
];

const timeMs = z.int().nonnegative();
const minor = z.int().nonnegative();

const WalletTicket = z
  .strictObject({
    id: z.string().meta({ description: 'Stays while the code and the owner change.' }),
    orderKey: z.string(),
    line: z.int(),
    code: z.string().meta({ description: 'The text of its QR code: alphanumeric mode, level M.' }),
    received: z.boolean().meta({ description: 'Somebody has passed it on to this account.' }),
    screeningId: z.int(),
    movieId: z.int(),
    title: z.string(),
    rating: z.string().nullable().meta({ description: 'Age rating as printed.' }),
    display: Display,
    language: z.string().meta({ description: 'Of the sound, BCP 47.' }),
    seating: Seating.meta({ description: '`unnumbered`: guests sit where they like; the seat is not to be shown.' }),
    cinemaId: z.int(),
    cinemaName: z.string(),
    city: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    timeZone: z.string(),
    venueName: z.string(),
    row: z.string(),
    label: z.string().meta({ description: 'Of the seat it is for now.' }),
    kind: SeatKind,
    ticketClass: TicketClass,
    price: z
      .strictObject({ priceMinor: minor, taxMinor: minor, currency: z.string() })
      .nullable()
      .meta({ description: 'Null where somebody else has paid.' }),
    pickUpCode: z.string().nullable().meta({ description: 'Typed at a kiosk or till it prints what the buyer has.' }),
    startsAtMs: timeMs,
    endsAtMs: timeMs,
    validFromMs: timeMs,
    validUntilMs: timeMs.meta({ description: 'From `validFromMs` to this an app may show it as valid offline.' }),
    linkUntilMs: timeMs.nullable().meta({ description: 'Until when a link that passes it on is open; null: none is.' }),
  })
  .meta({ id: 'WalletTicket' });

const WalletAnswer = z.strictObject({
  fresh: z.boolean().meta({ description: 'Forget what the phone has: this begins anew.' }),
  changed: z.array(WalletTicket).meta({ description: `New or changed, whole; ${pageMax} at most.` }),
  removed: z.array(
    z.strictObject({
      id: z.string(),
      because: z
        .enum(causes)
        .nullable()
        .meta({ description: '`beyond`: good, but later than the first 200. Null: it can’t be told.' }),
    }),
  ),
  cinemas: z
    .array(
      z.strictObject({
        cinemaId: z.int(),
        cinemaKey: z.string().meta({ description: 'Ed25519, 32 bytes, base64url.' }),
        certificates: z.array(KeyCertificate).meta({ description: 'Of the keys that signed these codes.' }),
        revokedKeyIds: z.array(z.int()).meta({ description: 'A code by one of these is worth nothing.' }),
      }),
    )
    .meta({ description: 'Whole at each answer: of all cinemas that the wallet has a ticket of.' }),
  cursor: z.string().meta({ description: 'What the phone has after this answer: bring it along next time.' }),
  more: z.boolean().meta({ description: 'Ask again at once with the new cursor.' }),
  truncated: z.boolean().meta({ description: `There are more than ${ticketsMax}: those that end last are left out.` }),
});

const makeWallet = (deps: WalletApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Wallet',
    method: 'get',
    path: '/api/v1/wallet',
    tag: 'tickets',
    summary:
      'The own valid tickets, bought or received, for a phone without a network; what has changed since a cursor',
    description: `Of screenings that ended less than ${keptMs / 3600_000} hours ago. A cursor that can’t be read, or is of another account, is answered with all (\`fresh\`).`,
    authority: 'user',
    query: z.object({
      cursor: z
        .string()
        .regex(/^[\w-]*$/, 'must be a cursor of the wallet')
        .max(cursorMax)
        .optional(),
    }),
    answer: WalletAnswer,
    handle: ({ query: { cursor }, caller: { userId } }) => loadWallet(deps, userId, cursor),
  });

const TicketParams = z.object({
  id: z.string().transform((text, context) => {
    const ticket = parseTicketName(text);
    if (ticket) return nameTicket(ticket);
    context.addIssue('must be the id of a ticket');
    return z.NEVER;
  }),
});

const makeWalletQr = (deps: WalletApiDeps): ApiRoute =>
  defineFileRoute({
    operationId: 'Wallet_qr',
    path: '/api/v1/wallet/:id/qr',
    tag: 'tickets',
    summary: 'The QR code of a ticket in the own wallet as a picture',
    authority: 'user',
    params: TicketParams,
    query: z.object({ format: z.enum(['svg', 'png']).default('svg') }),
    files: ['image/svg+xml', 'image/png'],
    async handle({ params: { id }, query: { format }, caller: { userId } }) {
      const row = (await loadWalletRows(deps, userId)).find((each) => nameTicket(toId(each)) === id);
      if (!row) return refuse('not-found');
      const { code } = signRow(deps.serverKeys, row, row);
      const name = `${id}.${format}`;
      return format === 'svg'
        ? new FileAnswer({ type: 'image/svg+xml', body: drawQrSvg(code), name })
        : new FileAnswer({ type: 'image/png', body: await drawQrPng(code), name });
    },
  });

const makeWalletCalendar = (deps: WalletApiDeps): ApiRoute =>
  defineFileRoute({
    operationId: 'Wallet_calendar',
    path: '/api/v1/wallet/:id/calendar',
    tag: 'tickets',
    summary: 'A ticket of the own wallet for the phone’s calendar, with those of the same booking',
    authority: 'user',
    params: TicketParams,
    query: z.object({ language: z.enum(languages).default('en') }),
    files: ['text/calendar'],
    async handle({ params: { id }, query: { language }, caller: { userId } }) {
      const rows = await loadWalletRows(deps, userId);
      const booking = rows.find((each) => nameTicket(toId(each)) === id);
      if (!booking) return refuse('not-found');
      const own = rows.filter((row) => row.order_key === booking.order_key);
      const tickets = own.map((row) => signRow(deps.serverKeys, row, row));
      const body = makeCalendar({ booking, tickets }, { language, nowMs: deps.clock.nowMs() });
      return new FileAnswer({ type: 'text/calendar; charset=utf-8', body, name: `${booking.order_key}.ics` });
    },
  });
