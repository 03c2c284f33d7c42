import type { OrderId } from '@marquee/shared/ids';
import type { PickUp } from '@marquee/shared/protocol/streams';
import type { PrintState } from '../calls.ts';
import type { Store } from '../platform/store.ts';

export interface PickUpRow {
  terminal: number;
  seq: number;
  code: string;
  screening_id: number;
  /** JSON, as the server told them. */
  tickets: string;
}
const columns = 'terminal, seq, code, screening_id, tickets';

export function upsertPickUp(store: Store, screeningId: number, { order, code, tickets }: PickUp): void {
  store.run(
    `INSERT INTO pick_up (terminal, seq, code, screening_id, tickets) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (terminal, seq) DO UPDATE
        SET code = excluded.code, screening_id = excluded.screening_id, tickets = excluded.tickets`,
    order.terminal,
    order.seq,
    code,
    screeningId,
    JSON.stringify(tickets),
  );
}

/** A booking that is told of no more is still known, so that its guest hears that nothing is left of it. */
export function emptyPickUps(store: Store, screeningId: number): void {
  store.run("UPDATE pick_up SET tickets = '[]' WHERE screening_id = ? AND tickets <> '[]'", screeningId);
}

export function forgetPickUps(store: Store, screeningIds: readonly number[]): void {
  store.run(
    'DELETE FROM pick_up WHERE screening_id NOT IN (SELECT value FROM json_each(?))',
    JSON.stringify(screeningIds),
  );
}

export const selectByCode = (store: Store, code: string): PickUpRow | undefined =>
  store.get(`SELECT ${columns} FROM pick_up WHERE code = ?`, code);

export const selectByOrder = (store: Store, { terminal, seq }: OrderId): PickUpRow | undefined =>
  store.get(`SELECT ${columns} FROM pick_up WHERE terminal = ? AND seq = ?`, terminal, seq);

/** Whether the seat, as the server last told of it, names this ticket. */
export function isNamed(
  store: Store,
  screeningId: number,
  ticket: OrderId & { seatId: number; version: number; line: number },
): boolean {
  const row = store.get(
    `SELECT 1 FROM seat_picture WHERE screening_id = ? AND seat_id = ? AND state = 'sold' AND version = ?
       AND ticket_terminal = ? AND ticket_seq = ? AND ticket_line = ?`,
    screeningId,
    ticket.seatId,
    ticket.version,
    ticket.terminal,
    ticket.seq,
    ticket.line,
  );
  return row !== undefined;
}

/** The printings of a booking here: which lines each had. */
export function selectPrinted(store: Store, { terminal, seq }: OrderId): { entry_seq: number; line: number }[] {
  return store.all('SELECT entry_seq, line FROM pick_up_printed WHERE terminal = ? AND seq = ?', terminal, seq);
}

export function insertPrinted(store: Store, entrySeq: number, ticket: OrderId & { line: number }): void {
  store.run(
    'INSERT INTO pick_up_printed (entry_seq, terminal, seq, line) VALUES (?, ?, ?, ?)',
    entrySeq,
    ticket.terminal,
    ticket.seq,
    ticket.line,
  );
}

export function insertPickUpJob(
  store: Store,
  job: { entrySeq: number; line: number; payload: string; duplicate: boolean },
): void {
  store.run(
    `INSERT INTO print_job (pick_up_seq, line, kind, payload, state, duplicate) VALUES (?, ?, 'ticket', ?, 'queued', ?)`,
    job.entrySeq,
    job.line,
    job.payload,
    job.duplicate ? 1 : 0,
  );
}

export function selectJobs(
  store: Store,
  entrySeq: number,
): { line: number; state: PrintState; seatLabel: string; freeSeating: number | null }[] {
  return store.all(
    `SELECT line, state, json_extract(payload, '$.seatLabel') AS seatLabel,
            json_extract(payload, '$.freeSeating') AS freeSeating
       FROM print_job WHERE pick_up_seq = ? ORDER BY line`,
    entrySeq,
  );
}
