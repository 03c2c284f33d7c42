/**
 * The gate: an usher holds a ticket up, and the terminal says whether it admits, with or without a network. The first
 * valid scan is written down as the admission, in one transaction with its journal entry, before anybody is let in.
 */
import { assert } from '@marquee/shared/assert';
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { formatOrderKey } from '@marquee/shared/ids';
import { TicketScanned } from '@marquee/shared/protocol/journal';
import type { Screening } from '@marquee/shared/protocol/streams';
import { type GateRuling, judgeTicket, type ScannedTicket } from '@marquee/shared/tickets/judge-ticket';
import { readTicket, type TicketFields } from '@marquee/shared/tickets/ticket-code';
import { readLine } from '@marquee/shared/tickets/ticket-issue';
import type { GateScreening, GateView, ScanView, SignedIn } from '../calls.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import { verifySignature } from '../platform/keys.ts';
import { isStopped } from '../rights/rights.ts';
import {
  countAdmitted,
  countSold,
  insertAdmission,
  selectAdmissions,
  selectLastScans,
  selectSeatCopy,
} from './gate.sql.ts';
import type { FindKnownKey } from './known-keys.ts';

export { applyAdmitted } from './gate.sql.ts';
export { openKnownKeys } from './known-keys.ts';

/** Longer than any code: what a scanner or a camera could ever make of one. */
export const scanCharsMax = 2048;

export interface GateSettings {
  /** Null: the door to all of them. */
  venueIds: readonly number[] | null;
  /** So long before its start a screening is entered. */
  opensBeforeMs: number;
  /** Nothing is judged while nobody is signed in. A locked gate judges nothing anyway. */
  mustSignIn: boolean;
}

export interface GateDeps extends JournalDeps, GateSettings {
  catalogue: Catalogue;
  terminal: number;
  counter: { write(seq: number): void };
  clock: Pick<Clock, 'monotonicMs'>;
  findKey: FindKnownKey;
  isOnline(): boolean;
  /** Who stands here; null while nobody is signed in or the gate is locked. */
  staffId(): number | null;
  signedIn(): SignedIn | null;
  /** Somebody came in. After the commit. */
  onAdmitted(screeningId: number): void;
  /** The last scan that admitted nobody, since this program started. */
  lastRefused: { of: string; atMs: number } | null;
}

/** A scanner that sees the same refused code again within this time has not been shown another one: it is written down once. */
const sameScanMs = 5000;

export function scanTicket(deps: GateDeps, text: string): ScanView {
  // Said, and neither judged nor written down: nobody answers for it.
  if (!mayJudge(deps)) return { ...blank(deps), verdict: 'not-signed-in' };
  const read = readCode(text);
  if (!read) return { ...blank(deps), verdict: 'unreadable' };
  const ticket = checkSignature(deps, read);
  const { fields } = read;
  const { ruling, entrySeq } = deps.store.transaction(() => {
    const judged = judgeHere(deps, ticket);
    return { ruling: judged, entrySeq: writeDown(deps, fields, judged) };
  });
  if (entrySeq !== null) deps.counter.write(entrySeq);
  if (ruling.verdict === 'valid') deps.onAdmitted(fields.screeningId);
  return viewScan(deps, fields, ruling);
}

function mayJudge({ mustSignIn, signedIn }: GateDeps): boolean {
  const here = signedIn();
  return here ? !here.locked : !mustSignIn;
}

type ReadCode = ReturnType<typeof readTicket>;

/** Null for whatever isn't a ticket's code. Scanners may add a line's end. */
function readCode(text: string): ReadCode | null {
  try {
    return readTicket(text.replace(/[\r\n]+$/, ''));
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'ticket-unreadable') return null;
    throw thrown;
  }
}

function checkSignature({ findKey }: GateDeps, { fields, signed, signature }: ReadCode): ScannedTicket {
  const key = findKey(fields.keyId);
  if (!key) return { fields, ofServer: false, signature: 'unknown' };
  const isTheirs = key.terminal === fields.terminal && verifySignature(key.publicKey, signed, signature);
  const isGood = key.revoked ? 'revoked' : 'good';
  return { fields, ofServer: key.ofServer, signature: isTheirs ? isGood : 'forged' };
}

function judgeHere(deps: GateDeps, ticket: ScannedTicket): GateRuling {
  const { store, catalogue } = deps;
  const { screeningId, seatId, terminal } = ticket.fields;
  const screening = catalogue.screening(screeningId);
  return judgeTicket(ticket, {
    seat: selectSeatCopy(store, { screeningId, seatId }, terminal),
    admissions: selectAdmissions(store, screeningId, seatId),
    screening: screening ? { ...screening, isHere: leadsTo(deps, screening) } : null,
    // Of a screening that the server has lost the copy stands still, whatever the link does.
    online: deps.isOnline() && !isStopped(store, screeningId),
    nowMs: deps.nowMs(),
    opensBeforeMs: deps.opensBeforeMs,
  });
}

const leadsTo = ({ venueIds }: GateSettings, { venueId }: Screening): boolean =>
  venueIds === null || venueIds.includes(venueId);

/** Must run in the transaction that judged. Null where the same refusal has just been written down. */
function writeDown(deps: GateDeps, fields: TicketFields, ruling: GateRuling): number | null {
  const { terminal, seq, line, screeningId, seatId, version } = fields;
  const { verdict, named } = ruling;
  const isValid = verdict === 'valid';
  if (!isValid && isSameAgain(deps, `${terminal}-${seq}-${line} ${screeningId}-${seatId} ${verdict}`)) return null;
  const ticket = { terminal, seq, line };
  const staffId = deps.staffId();
  const entrySeq = appendEntry(deps, 'ticket.scanned', {
    ticket,
    screeningId,
    seatId,
    version,
    verdict,
    named,
    online: deps.isOnline(),
    ...(staffId === null ? {} : { staffId }),
  });
  if (!isValid) return entrySeq;
  const admission = { ticket, screeningId, seatId, version, gate: deps.terminal, atMs: deps.nowMs(), entrySeq };
  assert(insertAdmission(deps.store, admission), 'a ticket is admitted once');
  return entrySeq;
}

function isSameAgain(deps: GateDeps, of: string): boolean {
  const last = deps.lastRefused;
  const atMs = deps.clock.monotonicMs();
  deps.lastRefused = { of, atMs };
  return last?.of === of && atMs - last.atMs < sameScanMs;
}

function blank(deps: GateDeps): Omit<ScanView, 'verdict'> {
  return {
    atMs: deps.nowMs(),
    named: false,
    online: deps.isOnline(),
    orderKey: null,
    line: null,
    ticketClass: null,
    film: null,
    seat: null,
    used: null,
    opensAtMs: null,
    passedOn: false,
    why: null,
  };
}

function viewScan(deps: GateDeps, fields: TicketFields, ruling: GateRuling): ScanView {
  const { verdict, named } = ruling;
  const view = { ...blank(deps), verdict, named };
  if (ruling.verdict === 'forged' || (ruling.verdict === 'to-desk' && ruling.why === 'key-unknown'))
    return { ...view, why: ruling.verdict === 'to-desk' ? ruling.why : null };
  return {
    ...view,
    orderKey: formatOrderKey(fields),
    line: readLine(fields.line).line,
    ticketClass: fields.ticketClass,
    film: describeFilm(deps, fields),
    seat: describeSeat(deps, fields),
    used:
      ruling.verdict === 'already-used'
        ? { gate: ruling.gate, here: ruling.gate === deps.terminal, atMs: ruling.atMs }
        : null,
    opensAtMs: ruling.verdict === 'too-early' ? ruling.opensAtMs : null,
    passedOn: ruling.verdict === 'refunded' && ruling.passedOn,
    why: ruling.verdict === 'to-desk' ? ruling.why : null,
  };
}

function describeFilm(
  { catalogue }: GateDeps,
  { screeningId, startsAtMs }: { screeningId: number; startsAtMs: number },
): NonNullable<ScanView['film']> {
  const screening = catalogue.screening(screeningId);
  const movie = catalogue.current()?.movies.find(({ id }) => id === screening?.movieId);
  return {
    title: movie?.title ?? '',
    rating: movie?.rating ?? null,
    venueName: catalogue.venueOf(screeningId)?.name ?? '',
    // It may have been moved since the ticket was sold.
    startsAtMs: screening?.startsAtMs ?? startsAtMs,
  };
}

function describeSeat(
  { catalogue }: GateDeps,
  { screeningId, seatId }: { screeningId: number; seatId: number },
): ScanView['seat'] {
  const seat = catalogue.seatsOf(screeningId).get(seatId);
  const isNumbered = catalogue.screening(screeningId)?.seating === 'numbered';
  return seat && isNumbered ? { row: seat.row, label: seat.label, kind: seat.kind } : null;
}

/** An evening's screenings, and not next week's. */
const aheadMs = 6 * 3_600_000;
const lastScansMax = 10;

export function seeGate(deps: GateDeps): GateView {
  const nowMs = deps.nowMs();
  const near = (deps.catalogue.current()?.screenings ?? [])
    .filter((each) => leadsTo(deps, each) && nowMs < each.endsAtMs && each.startsAtMs < nowMs + aheadMs)
    .sort((a, b) => a.startsAtMs - b.startsAtMs || a.id - b.id);
  const ids = near.map(({ id }) => id);
  const admitted = countAdmitted(deps.store, ids);
  const sold = countSold(deps.store, ids);
  return {
    terminal: deps.terminal,
    online: deps.isOnline(),
    timeZone: deps.catalogue.current()?.cinema.timeZone ?? 'UTC',
    signedIn: deps.signedIn(),
    mustSignIn: deps.mustSignIn,
    screenings: near.map((screening): GateScreening => {
      const { id: screeningId, startsAtMs, endsAtMs } = screening;
      const { title, venueName } = describeFilm(deps, { screeningId, startsAtMs });
      const counts = { admitted: admitted.get(screeningId) ?? 0, sold: sold.get(screeningId) ?? 0 };
      return {
        screeningId,
        title,
        venueName,
        startsAtMs,
        endsAtMs,
        open: nowMs >= startsAtMs - deps.opensBeforeMs,
        ...counts,
      };
    }),
    lastScans: selectLastScans(deps.store, lastScansMax).map((row) => viewLastScan(deps, row)),
  };
}

function viewLastScan(deps: GateDeps, row: { payload: string; at_ms: number }): GateView['lastScans'][number] {
  const { ticket, screeningId, seatId, verdict } = TicketScanned.parse(JSON.parse(row.payload));
  const tells = verdict !== 'forged';
  const film = describeFilm(deps, { screeningId, startsAtMs: 0 });
  return {
    verdict,
    atMs: row.at_ms,
    title: tells ? film.title : '',
    seatLabel: tells ? (describeSeat(deps, { screeningId, seatId })?.label ?? null) : null,
    orderKey: tells ? formatOrderKey(ticket) : '',
  };
}
