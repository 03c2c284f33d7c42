/**
 * A booking that was made on a phone is printed here, by its code or by any of its tickets' QR codes. All that this needs
 * has come down the stream of its screening before, so it works without a network. Nothing is printed that its seat does
 * not name: what was refunded or passed on since has another ticket, or none.
 */
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import { formatOrderKey, type OrderId } from '@marquee/shared/ids';
import { PickUp } from '@marquee/shared/protocol/streams';
import { checkCertificate } from '@marquee/shared/tickets/key-certificate';
import { type FindKey, type TicketFields, verifyTicket } from '@marquee/shared/tickets/ticket-code';
import type { FindPickUpAnswer, PickUpPrinting, PickUpView, PrintPickUpAnswer } from '../calls.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import { verifySignature } from '../platform/keys.ts';
import type { Store } from '../platform/store.ts';
import type { AtTheTill } from '../sell/sell.ts';
import { type PickUpTicket, pickUpPayload } from './papers.ts';
import * as sql from './pick-up.sql.ts';

export interface PickUpDeps extends JournalDeps {
  clock: { monotonicMs(): number };
  catalogue: Catalogue;
  /** The key that this terminal was enrolled with: it certifies the keys that sign tickets. */
  cinemaKey: string;
  counter: { write(seq: number): void };
  isOnline(): boolean;
  /** At a till somebody answers for it. */
  till?: AtTheTill;
  /** After the commit: there is something to print. */
  onPrinted(entrySeq: number): void;
}

export interface PickUpDesk {
  /** `text`: typed by a guest, or of a ticket that was scanned. */
  find(text: string): FindPickUpAnswer;
  /** Only of the booking that was found last: whoever can't name it gets nothing of it. */
  print(order: OrderId, language: 'en' | 'zh'): PrintPickUpAnswer;
  see(entrySeq: number): PickUpPrinting | null;
}

/** Wrong codes in this time; a code has 40 bits, so nobody comes by one that way. */
const triesMax = 5;
const triesMs = 60_000;
/** The journal counts no further. */
const copyMax = 100;

/** Must run in the transaction that moves the screening's cursor. `whole`: of a snapshot, which names all there are. */
export function applyPickUps(
  store: Store,
  screeningId: number,
  { pickUps, whole }: { pickUps: readonly PickUp[] | undefined; whole: boolean },
): void {
  if (pickUps === undefined) return;
  if (whole) sql.emptyPickUps(store, screeningId);
  for (const pickUp of pickUps) sql.upsertPickUp(store, screeningId, pickUp);
}

export function openPickUpDesk(deps: PickUpDeps): PickUpDesk {
  const { store, clock } = deps;
  let missedAtMs: number[] = [];
  let found: { order: OrderId; by: 'code' | 'qr' } | null = null;
  const programme = deps.catalogue.current();
  if (programme)
    sql.forgetPickUps(
      store,
      programme.screenings.map(({ id }) => id),
    );

  return {
    find(text) {
      const refused = deps.till?.refuse(false);
      if (refused) return { ok: false, reason: 'not-signed-in' };
      const nowMs = clock.monotonicMs();
      missedAtMs = missedAtMs.filter((atMs) => nowMs - atMs < triesMs);
      if (missedAtMs.length >= triesMax) return { ok: false, reason: 'too-many-tries' };
      found = null;
      const named = nameBooking(deps, text);
      if (!named) {
        missedAtMs.push(nowMs);
        return { ok: false, reason: 'not-found', online: deps.isOnline() };
      }
      const looked = lookAt(deps, named.row);
      if (!looked.ok) return looked;
      const order = { terminal: named.row.terminal, seq: named.row.seq };
      // Whoever a ticket was passed on to has a code of that booking too, but nothing that it could print.
      if (named.ticket && !looked.tickets.some(({ line }) => line === named.ticket?.line))
        return { ok: false, reason: 'nothing-left' };
      found = { order, by: named.ticket ? 'qr' : 'code' };
      return { ok: true, pickUp: toView(deps, order, looked) };
    },
    print(order, language) {
      const refused = deps.till?.refuse(false);
      if (refused) return { ok: false, reason: 'not-signed-in' };
      if (found?.order.terminal !== order.terminal || found.order.seq !== order.seq)
        return { ok: false, reason: 'not-found' };
      const { by } = found;
      const row = sql.selectByOrder(store, order);
      if (!row) return { ok: false, reason: 'not-found' };
      const looked = lookAt(deps, row);
      if (!looked.ok) return looked;
      const entrySeq = store.transaction(() => writePrinting(deps, looked, { order, by, language }));
      deps.counter.write(entrySeq);
      deps.onPrinted(entrySeq);
      const printing = seePrinting(store, entrySeq);
      assert(printing, 'what was just written is there');
      return { ok: true, printing };
    },
    see: (entrySeq) => seePrinting(store, entrySeq),
  };
}

interface Named {
  row: sql.PickUpRow;
  /** Where it was a ticket that named it. */
  ticket: TicketFields | null;
}

function nameBooking(deps: PickUpDeps, text: string): Named | null {
  const code = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  // Both short: a ticket's text is more than ten times as long as a code.
  if (text.length <= 2 * codeCharsMax) {
    const row = sql.selectByCode(deps.store, code);
    return row ? { row, ticket: null } : null;
  }
  const ticket = readScanned(deps, text);
  const row = ticket ? sql.selectByOrder(deps.store, ticket) : undefined;
  return ticket && row ? { row, ticket } : null;
}
const codeCharsMax = 12;

/** Null for a text that none of the cinema's keys has signed. */
function readScanned(deps: PickUpDeps, text: string): TicketFields | null {
  try {
    // A code may end in a space; what a scanner adds to it is a line's end or a tab.
    return verifyTicket(text.replace(/[\r\n\t]+$/, ''), findKeyIn(deps), verifySignature);
  } catch (thrown) {
    if (thrown instanceof Fault && (thrown.code === 'ticket-forged' || thrown.code === 'ticket-unreadable'))
      return null;
    throw thrown;
  }
}

const findKeyIn =
  ({ catalogue, cinemaKey }: PickUpDeps): FindKey =>
  (keyId) => {
    const { keys = [], revokedKeys = [] } = catalogue.current() ?? {};
    const certificate = keys.find((key) => key.keyId === keyId);
    if (!certificate || revokedKeys.includes(keyId)) return undefined;
    return checkCertificate(certificate, cinemaKey, verifySignature) ? certificate : undefined;
  };

type Looked =
  | { ok: true; screeningId: number; tickets: PickUpTicket[] }
  | { ok: false; reason: 'nothing-left' | 'too-late' };

/** What of it could be printed now. */
function lookAt({ store, catalogue, nowMs }: PickUpDeps, row: sql.PickUpRow): Looked {
  const { terminal, seq, screening_id: screeningId } = row;
  const told = PickUp.shape.tickets.parse(JSON.parse(row.tickets));
  if (told.length === 0) return { ok: false, reason: 'nothing-left' };
  const screening = catalogue.screening(screeningId);
  // What is no longer in the programme is over.
  if (!screening || nowMs() >= screening.endsAtMs) return { ok: false, reason: 'too-late' };
  const seats = catalogue.seatsOf(screeningId);
  const tickets = told.flatMap((ticket) => {
    const seat = seats.get(ticket.seatId);
    return seat && sql.isNamed(store, screeningId, { ...ticket, terminal, seq }) ? [{ ...ticket, seat }] : [];
  });
  return tickets.length > 0 ? { ok: true, screeningId, tickets } : { ok: false, reason: 'nothing-left' };
}

function toView({ store, catalogue }: PickUpDeps, order: OrderId, looked: Looked & { ok: true }): PickUpView {
  const screening = catalogue.screening(looked.screeningId);
  assert(screening, 'what can be printed is in the programme');
  const isFree = screening.seating === 'unnumbered';
  return {
    order,
    orderKey: formatOrderKey(order),
    screeningId: screening.id,
    movieId: screening.movieId,
    filmTitle: catalogue.current()?.movies.find(({ id }) => id === screening.movieId)?.title ?? '',
    venueName: catalogue.venueOf(screening.id)?.name ?? '',
    startsAtMs: screening.startsAtMs,
    display: screening.display,
    tickets: looked.tickets.map(({ line, seat, ticketClass }) => ({
      line,
      seatLabel: isFree ? null : seat.label,
      ticketClass,
    })),
    printed: new Set(sql.selectPrinted(store, order).map(({ entry_seq }) => entry_seq)).size,
  };
}

/** The entry and the slips, or neither. Answers the entry's number. */
function writePrinting(
  deps: PickUpDeps,
  { screeningId, tickets }: Looked & { ok: true },
  { order, by, language }: { order: OrderId; by: 'code' | 'qr'; language: 'en' | 'zh' },
): number {
  const { store } = deps;
  const printed = sql.selectPrinted(store, order);
  const copy = Math.min(copyMax, new Set(printed.map(({ entry_seq }) => entry_seq)).size + 1);
  const lines = tickets.map(({ line }) => line);
  const staffId = deps.till?.now().staffId;
  const entrySeq = appendEntry(deps, 'tickets.picked-up', {
    order,
    lines,
    copy,
    by,
    ...(staffId !== undefined && { staffId }),
  });
  const before = new Set(printed.map(({ line }) => line));
  tickets.forEach((ticket, at) => {
    const { line } = ticket;
    sql.insertPrinted(store, entrySeq, { ...order, line });
    sql.insertPickUpJob(store, {
      entrySeq,
      line,
      payload: pickUpPayload(deps, ticket, { order, screeningId, language, number: at + 1, of: tickets.length }),
      duplicate: before.has(line),
    });
  });
  return entrySeq;
}

function seePrinting(store: Store, entrySeq: number): PickUpPrinting | null {
  const jobs = sql.selectJobs(store, entrySeq);
  if (jobs.length === 0) return null;
  return {
    entrySeq,
    tickets: jobs.map(({ line, state, seatLabel, freeSeating }) => ({
      line,
      seatLabel: freeSeating ? null : seatLabel,
      print: state,
    })),
  };
}
