/**
 * A ticket is passed on by a link that is good once. Whoever accepts it has it from then on, under another code: what the
 * giver still has on a phone or on paper is named by no seat any more. The money, the right and its version stay as they are.
 */
import { assert } from '@marquee/shared/assert';
import type { TicketId } from '@marquee/shared/ids';
import { issueMax, tellLine } from '@marquee/shared/tickets/ticket-issue';
import { noteAct } from '../accounts/accounts.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { tellPickUp } from '../pick-up/pick-up.ts';
import { RolledBack, type Transaction, transactionOrRefusal } from '../platform/database.ts';
import { describeSeats, type RightsDeps, renameSold } from '../rights/rights.ts';
import { namePass, nonceBytes, readPassToken, writePassToken } from './pass-token.ts';
import { endOpenPass, hasPassed, insertPass, type PassRow, reissueTicket, selectPass, takePass } from './passes.sql.ts';
import { lockTicket, type OfferedRow, type PassableRow, selectOffered, selectPassable } from './wallet.sql.ts';

export type PassingDeps = RightsDeps & {
  /** Signs the links. */
  passSecret: Uint8Array;
};

/** A link is good so long, and never beyond the start. */
export const passMs = 48 * 3600_000;

interface PassOrder {
  /** Chosen and saved by the phone before it is sent. */
  key: string;
  ticket: TicketId;
  userId: number;
}
export type PassRefusal =
  | 'not-found'
  | 'ticket-passed-on'
  | 'ticket-not-valid'
  | 'ticket-used'
  | 'screening-cancelled'
  | 'too-late-to-pass'
  | 'passed-too-often';
type No<R extends string> = { ok: false; reason: R };
export type PassAnswer = { ok: true; token: string; expiresAtMs: number } | No<PassRefusal>;
type Offered = { ok: true; nonce: string; expiresAtMs: number } | No<PassRefusal>;

const no = <R extends string>(reason: R): RolledBack<No<R>> => new RolledBack({ ok: false, reason });

/**
 * A link to an own ticket; an older one of it is over with that. A repeat gets the same link: what is kept of the answer is
 * its random part, which without the secret is worth nothing.
 */
export async function passTicket(deps: PassingDeps, { key, ticket, userId }: PassOrder): Promise<PassAnswer> {
  const offered = await runOnce<Offered, Offered>(
    deps,
    { operationId: `pass-ticket:${userId}:${key}`, body: ticket },
    (tx) => offer(tx, deps, ticket, userId),
    (refusal) => refusal,
  );
  if (!offered.ok) return offered;
  return { ok: true, token: writePassToken(deps.passSecret, offered), expiresAtMs: offered.expiresAtMs };
}

async function offer(tx: Transaction, deps: PassingDeps, ticket: TicketId, userId: number): Promise<Offered> {
  const nowMs = deps.clock.nowMs();
  const row = await takeOwn(tx, ticket, userId);
  if (row.screening_state === 'cancelled') throw no('screening-cancelled');
  if (row.valid !== 1) throw no('ticket-not-valid');
  if (row.used_at_ms !== null) throw no('ticket-used');
  if (row.starts_at_ms <= nowMs) throw no('too-late-to-pass');
  if (row.issue >= issueMax) throw no('passed-too-often');
  const link = {
    nonce: Buffer.from(deps.randomness.bytes(nonceBytes)).toString('base64url'),
    expiresAtMs: Math.min(nowMs + passMs, row.starts_at_ms),
  };
  const id = namePass(writePassToken(deps.passSecret, link));
  await endOpenPass(tx, ticket, { as: 'replaced', nowMs });
  const { expiresAtMs } = link;
  await insertPass(tx, { id, ticket: { ...ticket, issue: row.issue }, fromUserId: userId, expiresAtMs }, nowMs);
  await noteAct(tx, deps, { operation: 'pass-ticket', by: `user ${userId}`, userId, detail: { ticket } });
  return { ok: true, ...link };
}

/** Of anybody else there is none; to whoever had it once, it says so. */
async function takeOwn(tx: Transaction, ticket: TicketId, userId: number): Promise<PassableRow> {
  await lockTicket(tx, ticket);
  const row = await selectPassable(tx, ticket);
  if (row?.owner_id === userId) return row;
  const wasTheirs = row && (row.buyer_id === userId || (await hasPassed(tx, ticket, userId)));
  throw wasTheirs ? no('ticket-passed-on') : no('not-found');
}

export type WithdrawAnswer = { ok: true; withdrawn: boolean } | No<'not-found' | 'ticket-passed-on'>;

/** A link that nobody has accepted is over. `withdrawn`: whether there was one. */
export function withdrawPass(deps: PassingDeps, ticket: TicketId, userId: number): Promise<WithdrawAnswer> {
  return transactionOrRefusal<WithdrawAnswer>(deps.database, 'withdraw-pass', async (tx) => {
    await takeOwn(tx, ticket, userId);
    const withdrawn = await endOpenPass(tx, ticket, { as: 'withdrawn', nowMs: deps.clock.nowMs() });
    if (withdrawn)
      await noteAct(tx, deps, { operation: 'withdraw-pass', by: `user ${userId}`, userId, detail: { ticket } });
    return { ok: true, withdrawn };
  });
}

export type LinkRefusal =
  | 'not-found'
  | 'pass-taken'
  | 'pass-withdrawn'
  | 'pass-expired'
  | 'screening-cancelled'
  | 'ticket-not-valid'
  | 'ticket-used';

const toTicket = (pass: PassRow): TicketId => ({ terminal: pass.terminal_id, seq: pass.seq, line: pass.line });

/** Why this link gives nobody its ticket, if it is so. */
function judgeLink(pass: PassRow, ticket: PassableRow | undefined, nowMs: number): LinkRefusal | null {
  if (pass.state === 'accepted') return 'pass-taken';
  if (pass.state !== 'open') return 'pass-withdrawn';
  if (ticket?.screening_state === 'cancelled') return 'screening-cancelled';
  if (ticket?.valid !== 1 || ticket.issue !== pass.issue) return 'ticket-not-valid';
  if (ticket.used_at_ms !== null) return 'ticket-used';
  return pass.expires_at_ms <= nowMs || ticket.starts_at_ms <= nowMs ? 'pass-expired' : null;
}

export interface OpenLink {
  ok: true;
  ticket: OfferedRow;
  expiresAtMs: number;
  /** `accepted`: by the asker. */
  state: 'open' | 'accepted';
  /** The asker made the link. */
  own: boolean;
}

/** What a link is for, to whoever has it and has logged in. */
export async function readLink(
  { database, clock, passSecret }: PassingDeps,
  token: string,
  userId: number,
): Promise<OpenLink | No<LinkRefusal>> {
  const id = readPassToken(passSecret, token);
  const pass = id === null ? undefined : await selectPass(database, id);
  if (!pass) return { ok: false, reason: 'not-found' };
  const isTheirs = pass.state === 'accepted' && pass.to_user_id === userId;
  const reason = isTheirs ? null : judgeLink(pass, await selectPassable(database, toTicket(pass)), clock.nowMs());
  if (reason !== null) return { ok: false, reason };
  const ticket = await selectOffered(database, toTicket(pass));
  assert(ticket, 'a link is to a ticket');
  return {
    ok: true,
    ticket,
    expiresAtMs: pass.expires_at_ms,
    state: isTheirs ? 'accepted' : 'open',
    own: pass.from_user_id === userId,
  };
}

export type AcceptRefusal = LinkRefusal | 'own-ticket';
export type AcceptAnswer = { ok: true; ticket: TicketId } | No<AcceptRefusal>;

/** Whoever comes first has it; a repeat, under whatever key, finds that it is theirs. */
export function acceptTicket(
  deps: PassingDeps,
  { key, token, userId }: { key: string; token: string; userId: number },
): Promise<AcceptAnswer> {
  const id = readPassToken(deps.passSecret, token);
  if (id === null) return Promise.resolve({ ok: false, reason: 'not-found' });
  return runOnce<AcceptAnswer, AcceptAnswer>(
    deps,
    { operationId: `accept-ticket:${userId}:${key}`, body: { id } },
    (tx) => take(tx, deps, id, userId),
    (refusal) => refusal,
  );
}

/** The ticket first and its seat last, as all who undo tickets do. */
async function take(tx: Transaction, deps: PassingDeps, id: string, userId: number): Promise<AcceptAnswer> {
  const seen = await selectPass(tx, id);
  if (!seen) throw no('not-found');
  const ticket = toTicket(seen);
  await lockTicket(tx, ticket);
  const [pass = seen, row] = [await selectPass(tx, id), await selectPassable(tx, ticket)];
  if (pass.from_user_id === userId) throw no('own-ticket');
  if (pass.state === 'accepted' && pass.to_user_id === userId) return { ok: true, ticket };
  const nowMs = deps.clock.nowMs();
  const refusal = judgeLink(pass, row, nowMs);
  if (refusal !== null || !row) throw no(refusal ?? 'not-found');
  if (!(await takePass(tx, { id, userId, nowMs }))) throw no('pass-taken');
  const ownerId = userId === row.buyer_id ? null : userId;
  if (!(await reissueTicket(tx, ticket, { issue: pass.issue, ownerId }))) throw no(await whyNot(tx, ticket));
  await nameNewIssue(tx, deps, row);
  await noteAct(tx, deps, {
    operation: 'accept-ticket',
    by: `user ${userId}`,
    userId,
    detail: { ticket, from: pass.from_user_id },
  });
  return { ok: true, ticket };
}

/** It was good a moment ago. */
async function whyNot(tx: Transaction, ticket: TicketId): Promise<'ticket-used' | 'ticket-not-valid'> {
  const row = await selectPassable(tx, ticket);
  return row?.valid === 1 && row.used_at_ms !== null ? 'ticket-used' : 'ticket-not-valid';
}

/** The seat names the new code, and everybody who follows the screening is told. */
async function nameNewIssue(tx: Transaction, deps: PassingDeps, row: PassableRow): Promise<void> {
  const { terminal_id: terminal, seq, line, issue, screening_id: screeningId, seat_id: seatId, version } = row;
  const told = { terminal, seq, line: tellLine(line, issue) };
  const isNamed = await renameSold(tx, { screeningId, seatId, version }, told, tellLine(line, issue + 1));
  assert(isNamed, 'a valid ticket is named by its seat');
  const change = await describeSeats(tx, screeningId, [seatId]);
  await writeOpenChanges(tx, deps, [await tellPickUp(tx, deps, change, { terminal, seq })]);
}
