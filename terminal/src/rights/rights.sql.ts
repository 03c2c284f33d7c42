import type { SeatChange } from '@marquee/shared/protocol/streams';
import type { Store } from '../platform/store.ts';

export interface RightRow {
  screening_id: number;
  seat_id: number;
  version: number;
  state: 'held' | 'basket' | 'sold' | 'returned';
  basket_id: string | null;
  return_wanted: number;
  /** The sale's journal entry. */
  sold_seq: number | null;
  /** 1: goes back as soon as no customer has it. */
  blocked: number;
}
export interface PictureRow {
  seat_id: number;
  state: SeatChange['state'];
  version: number;
  holder: number;
}

const columns = 'screening_id, seat_id, version, state, basket_id, return_wanted, sold_seq, blocked';

export function selectRight(store: Store, screeningId: number, seatId: number): RightRow | undefined {
  return store.get(`SELECT ${columns} FROM seat_right WHERE screening_id = ? AND seat_id = ?`, screeningId, seatId);
}
export function selectRights(store: Store, screeningId: number): RightRow[] {
  return store.all(`SELECT ${columns} FROM seat_right WHERE screening_id = ?`, screeningId);
}
/** Asked for one by one, and in no basket. */
export function selectUnwanted(store: Store): RightRow[] {
  return store.all(
    `SELECT ${columns} FROM seat_right WHERE state = 'held' AND return_wanted = 1 ORDER BY screening_id, seat_id`,
  );
}
export function selectAllHeld(store: Store): RightRow[] {
  return store.all(
    `SELECT ${columns} FROM seat_right WHERE state IN ('held', 'basket') ORDER BY screening_id, seat_id`,
  );
}
export function selectBasketRights(store: Store, basketId: string): RightRow[] {
  return store.all(
    `SELECT ${columns} FROM seat_right WHERE basket_id = ? AND state = 'basket' ORDER BY seat_id`,
    basketId,
  );
}

/** The highest-version grant counts: a repeated, late or snapshotted one can't bring back what was sold or returned. */
export function upsertGrant(
  store: Store,
  grant: { screeningId: number; seatId: number; version: number; returnWanted: boolean },
): boolean {
  return (
    store.run(
      `INSERT INTO seat_right (screening_id, seat_id, version, state, return_wanted) VALUES (?, ?, ?, 'held', ?)
       ON CONFLICT (screening_id, seat_id) DO UPDATE
          SET version = excluded.version, state = 'held', basket_id = NULL, return_wanted = excluded.return_wanted,
              sold_seq = NULL, blocked = 0
        WHERE excluded.version > seat_right.version`,
      grant.screeningId,
      grant.seatId,
      grant.version,
      grant.returnWanted ? 1 : 0,
    ) === 1
  );
}

/** Moves one right on, only from the state in which the caller saw it. Answers whether it did. */
export function moveRight(
  store: Store,
  from: RightRow,
  to: { state: RightRow['state']; basketId: string | null },
): boolean {
  const seen = [from.screening_id, from.seat_id, from.version, from.state, from.basket_id] as const;
  const where = 'WHERE screening_id = ? AND seat_id = ? AND version = ? AND state = ? AND basket_id IS ?';
  // An unchanged basket is left out: naming it would write a page of its index for nothing, in every sale.
  if (to.basketId === from.basket_id)
    return store.run(`UPDATE seat_right SET state = ? ${where}`, to.state, ...seen) === 1;
  return store.run(`UPDATE seat_right SET state = ?, basket_id = ? ${where}`, to.state, to.basketId, ...seen) === 1;
}

/** A basket's right is sold by this journal entry. */
export function sellRight(store: Store, from: RightRow, soldSeq: number): boolean {
  return (
    store.run(
      `UPDATE seat_right SET state = 'sold', sold_seq = ?
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND state = 'basket' AND basket_id IS ?`,
      soldSeq,
      from.screening_id,
      from.seat_id,
      from.version,
      from.basket_id,
    ) === 1
  );
}
/** The sale of a right was undone: it may be sold again, whoever asked for it first. */
export function unsellRight(store: Store, from: RightRow): boolean {
  return (
    store.run(
      `UPDATE seat_right SET state = 'held', sold_seq = NULL, basket_id = NULL, return_wanted = blocked
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND state = 'sold' AND sold_seq = ?`,
      from.screening_id,
      from.seat_id,
      from.version,
      from.sold_seq,
    ) === 1
  );
}

export function markBlocked(store: Store, right: RightRow): void {
  store.run(
    'UPDATE seat_right SET blocked = 1 WHERE screening_id = ? AND seat_id = ? AND version = ?',
    right.screening_id,
    right.seat_id,
    right.version,
  );
}

export function wantBack(store: Store, screeningId: number, seatId: number, version: number): void {
  store.run(
    "UPDATE seat_right SET return_wanted = 1 WHERE screening_id = ? AND seat_id = ? AND version = ? AND state = 'basket'",
    screeningId,
    seatId,
    version,
  );
}

/** All seats of a change in one statement: a drained backlog brings back thousands. */
export function upsertPictures(store: Store, screeningId: number, seats: readonly SeatChange[]): void {
  const rows = seats.map(({ seatId, state, version, holder, ticket }) => [
    seatId,
    state,
    version,
    holder,
    ticket?.terminal ?? null,
    ticket?.seq ?? null,
    ticket?.line ?? null,
  ]);
  const fields = rows[0]?.map((_, index) => `json_extract(value, '$[${index}]')`).join(', ');
  if (fields === undefined) return;
  store.run(
    `INSERT INTO seat_picture (screening_id, seat_id, state, version, holder, ticket_terminal, ticket_seq, ticket_line)
     SELECT ?, ${fields} FROM json_each(?) WHERE true
     ON CONFLICT (screening_id, seat_id) DO UPDATE
        SET state = excluded.state, version = excluded.version, holder = excluded.holder,
            ticket_terminal = excluded.ticket_terminal, ticket_seq = excluded.ticket_seq, ticket_line = excluded.ticket_line`,
    screeningId,
    JSON.stringify(rows),
  );
}
/** Up to which entry of each terminal's journal the picture goes; a snapshot that was read early may say less again. */
export function upsertCovered(
  store: Store,
  screeningId: number,
  covered: readonly { terminal: number; seq: number }[],
): void {
  for (const { terminal, seq } of covered) {
    store.run(
      `INSERT INTO covered (screening_id, terminal, seq) VALUES (?, ?, ?)
       ON CONFLICT (screening_id, terminal) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > covered.seq`,
      screeningId,
      terminal,
      seq,
    );
  }
}
const ownCovered =
  'SELECT c.seq FROM covered c, identity i WHERE i.id = 1 AND c.terminal = i.terminal AND c.screening_id = ';
/** Up to which entry of this terminal's own journal the picture of a screening goes. */
export function selectCovered(store: Store, screeningId: number): number {
  return store.get<{ seq: number }>(`${ownCovered}?`, screeningId)?.seq ?? 0;
}
export function selectPicture(store: Store, screeningId: number): PictureRow[] {
  return store.all('SELECT seat_id, state, version, holder FROM seat_picture WHERE screening_id = ?', screeningId);
}

export interface SeatCount {
  screening_id: number;
  sold: number;
  mine: number;
  on_request: number;
}

/**
 * Per screening: how many seats are sold, mine to sell, and to be had from the server. Own rights win over the picture,
 * but for a sale that the picture covers: a refund by the server may have freed that seat since. Only a sale that the
 * picture doesn't show is looked up among what it covers, for this reads tens of thousands of seats.
 */
export function selectSeatCounts(store: Store): SeatCount[] {
  const covered = `COALESCE((${ownCovered} p.screening_id), 0)`;
  return store.all(
    `SELECT p.screening_id,
            SUM(CASE WHEN p.state = 'sold' THEN COALESCE(r.state, '') NOT IN ('held', 'basket')
                     WHEN r.state = 'sold' THEN r.sold_seq > ${covered} ELSE 0 END) AS sold,
            SUM(CASE WHEN r.state IN ('held', 'basket') THEN 1 ELSE 0 END) AS mine,
            SUM(CASE WHEN p.state NOT IN ('free', 'granted') THEN 0
                     WHEN r.state = 'sold' THEN r.sold_seq <= ${covered}
                     ELSE COALESCE(r.state, '') NOT IN ('held', 'basket') END) AS on_request
       FROM seat_picture p
       LEFT JOIN seat_right r ON r.screening_id = p.screening_id AND r.seat_id = p.seat_id
      GROUP BY p.screening_id`,
  );
}

/** Per screening: how many seats this terminal can sell without a network. */
export function countHeld(store: Store): { screening_id: number; seats: number }[] {
  return store.all(
    `SELECT screening_id, COUNT(*) AS seats FROM seat_right
      WHERE state IN ('held', 'basket') AND screening_id NOT IN (SELECT screening_id FROM stopped_screening)
      GROUP BY screening_id`,
  );
}
export function hasRefunding(store: Store): boolean {
  return store.get("SELECT 1 FROM ticket WHERE state = 'refunding' LIMIT 1") !== undefined;
}
