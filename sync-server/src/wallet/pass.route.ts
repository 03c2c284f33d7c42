/** The mobile API's links by which tickets are passed on. */
import { Seating } from '@marquee/shared/protocol/streams';
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { linesPerIssue } from '@marquee/shared/tickets/ticket-issue';
import { z } from 'zod';
import { type ApiRoute, defineRoute, type Refusal, refuse } from '../platform/api.ts';
import { numberText, orderKeyText } from '../platform/read-params.ts';
import { acceptTicket, type PassingDeps, passTicket, readLink, withdrawPass } from './pass-ticket.ts';
import { nameTicket } from './ticket-name.ts';
import type { OfferedRow } from './wallet.sql.ts';

export type PassApiDeps = PassingDeps & {
  /** What a link begins with; its token comes after it. */
  ticketLink: string;
};

export const makePassApi = (deps: PassApiDeps): ApiRoute[] => [
  makePassTicket(deps),
  makeWithdrawPass(deps),
  makePassedTicket(deps),
  makeAcceptTicket(deps),
];

const tag = 'tickets' as const;
const authority = 'user' as const;
const timeMs = z.int().nonnegative();
const LineParams = z.object({ order: orderKeyText, line: numberText(linesPerIssue - 1) });
const passedOn = { status: 409, title: 'Somebody else has accepted it: it is not yours any more.' } as const;
const used = { status: 409, title: 'Somebody came in with it: it is not passed on any more.' } as const;
const cancelled = { status: 409, title: 'The screening is cancelled; the money goes back to whoever paid.' } as const;

const makePassTicket = (deps: PassApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Pass_on_ticket',
    method: 'post',
    path: '/api/v1/bookings/:order/tickets/:line/pass',
    tag,
    summary: 'A link to pass an own ticket on: good once, for 48 hours, and not beyond the start',
    description: 'An older link to the same ticket ends with it. Whoever has the link can take the ticket.',
    authority,
    params: LineParams,
    answer: z.strictObject({ link: z.string(), token: z.string(), expiresAtMs: timeMs }),
    status: 201,
    idempotent: true,
    refusals: {
      'ticket-passed-on': passedOn,
      'ticket-not-valid': { status: 409, title: 'It is no valid ticket any more: load the wallet again.' },
      'ticket-used': used,
      'screening-cancelled': cancelled,
      'too-late-to-pass': { status: 409, title: 'The screening has begun.' },
      'passed-too-often': { status: 409, title: 'It has changed hands too often; the cinema’s staff can help.' },
    },
    async handle({ params: { order, line }, caller: { userId }, idempotencyKey: key }) {
      const answer = await passTicket(deps, { key, ticket: { ...order, line }, userId });
      if (!answer.ok) return refuse(answer.reason);
      const { token, expiresAtMs } = answer;
      return { link: `${deps.ticketLink}${token}`, token, expiresAtMs };
    },
  });

const makeWithdrawPass = (deps: PassApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Withdraw_passed_ticket',
    method: 'delete',
    path: '/api/v1/bookings/:order/tickets/:line/pass',
    tag,
    summary: 'Takes back a link that nobody has accepted',
    authority,
    params: LineParams,
    answer: z.strictObject({ withdrawn: z.boolean().meta({ description: 'Whether one was open.' }) }),
    refusals: { 'ticket-passed-on': passedOn },
    async handle({ params: { order, line }, caller: { userId } }) {
      const answer = await withdrawPass(deps, { ...order, line }, userId);
      return answer.ok ? { withdrawn: answer.withdrawn } : refuse(answer.reason);
    },
  });

const TokenParams = z.object({ token: z.string().regex(/^[\w-]{1,100}$/, 'must be the token of a link') });
const linkRefusals: Record<string, Refusal> = {
  'pass-taken': { status: 409, title: 'Somebody else was faster.' },
  'pass-withdrawn': { status: 410, title: 'Whoever made the link has taken it back, or made another.' },
  'pass-expired': { status: 410, title: 'Its time is over. Ask for another link.' },
  'ticket-not-valid': { status: 410, title: 'The ticket was given back or changed hands.' },
  'ticket-used': used,
  'screening-cancelled': cancelled,
};

const OfferedTicket = z.strictObject({
  title: z.string(),
  rating: z.string().nullable(),
  display: Display,
  language: z.string(),
  seating: Seating,
  cinemaName: z.string(),
  city: z.string(),
  timeZone: z.string(),
  venueName: z.string(),
  startsAtMs: timeMs,
  endsAtMs: timeMs,
  row: z.string(),
  label: z.string(),
  kind: SeatKind,
  ticketClass: TicketClass,
});

const describeOffered = (row: OfferedRow): z.input<typeof OfferedTicket> => ({
  title: row.title,
  rating: row.rating,
  display: row.display,
  language: row.language,
  seating: row.seating,
  cinemaName: row.cinema_name,
  city: row.city,
  timeZone: row.time_zone,
  venueName: row.venue_name,
  startsAtMs: row.starts_at_ms,
  endsAtMs: row.ends_at_ms,
  row: row.row_label,
  label: row.label,
  kind: row.kind,
  ticketClass: row.ticket_class,
});

const makePassedTicket = (deps: PassApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Passed_ticket',
    method: 'get',
    path: '/api/v1/passed-tickets/:token',
    tag,
    summary: 'What a link is for, before it is accepted',
    authority,
    limit: { requests: 60, seconds: 60 },
    params: TokenParams,
    answer: z.strictObject({
      ticket: OfferedTicket,
      expiresAtMs: timeMs,
      state: z.enum(['open', 'accepted']).meta({ description: '`accepted`: by you; it is in your wallet.' }),
      own: z.boolean().meta({ description: 'You made this link: it is for somebody else.' }),
    }),
    refusals: linkRefusals,
    async handle({ params: { token }, caller: { userId } }) {
      const answer = await readLink(deps, token, userId);
      if (!answer.ok) return refuse(answer.reason);
      const { ticket, expiresAtMs, state, own } = answer;
      return { ticket: describeOffered(ticket), expiresAtMs, state, own };
    },
  });

const makeAcceptTicket = (deps: PassApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Accept_ticket',
    method: 'post',
    path: '/api/v1/passed-tickets/:token/accept',
    tag,
    summary: 'Takes the ticket of a link; it has another code from then on. Load the wallet next',
    authority,
    params: TokenParams,
    answer: z.strictObject({ id: z.string().meta({ description: 'Of the ticket in the wallet.' }) }),
    idempotent: true,
    refusals: { ...linkRefusals, 'own-ticket': { status: 409, title: 'It is yours: the link is for somebody else.' } },
    async handle({ params: { token }, caller: { userId }, idempotencyKey: key }) {
      const answer = await acceptTicket(deps, { key, token, userId });
      return answer.ok ? { id: nameTicket(answer.ticket) } : refuse(answer.reason);
    },
  });
