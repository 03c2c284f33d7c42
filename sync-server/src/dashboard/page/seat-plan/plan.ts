/**
 * A plan of seats while it is drawn: pure steps from one plan to the next. `x` grows to the right and `y` away from the
 * screen, in whole seat widths; they may be negative until the plan is saved.
 */
export const seatKinds = ['standard', 'vip', 'wheelchair', 'companion'] as const;
export type SeatKind = (typeof seatKinds)[number];

export interface PlannedSeat {
  row: string;
  label: string;
  x: number;
  y: number;
  kind: SeatKind;
}
/** `key` names it while it is drawn, whatever it is called. */
export interface Place extends PlannedSeat {
  key: number;
  isBroken: boolean;
}
export interface Plan {
  places: readonly Place[];
  nextKey: number;
}
export type Keys = ReadonlySet<number>;
export interface Cell {
  x: number;
  y: number;
}

export const limits = { seats: 3000, label: 8, row: 4, place: 999 } as const;

export const makePlan = (seats: readonly (PlannedSeat & { isBroken?: boolean })[]): Plan => ({
  places: seats.map((seat, at) => ({ ...seat, isBroken: seat.isBroken ?? false, key: at + 1 })),
  nextKey: seats.length + 1,
});

/** Within the room: nothing to the left of 0 or before it. From the screen back and from the left. */
export function finishPlan({ places }: Plan): PlannedSeat[] {
  const { left, top } = boundsOf(places);
  const [right, back] = [Math.max(0, -left), Math.max(0, -top)];
  return [...places]
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map(({ row, label, x, y, kind }) => ({ row, label, x: x + right, y: y + back, kind }));
}

/** Of an empty plan: one place. */
export function boundsOf(places: readonly Cell[]): { left: number; top: number; right: number; bottom: number } {
  if (places.length === 0) return { left: 0, top: 0, right: 0, bottom: 0 };
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const { x, y } of places) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

export const cellName = ({ x, y }: Cell): string => `${x} ${y}`;

export function countKinds(places: readonly Place[]): Record<SeatKind, number> {
  const counts: Record<SeatKind, number> = { standard: 0, vip: 0, wheelchair: 0, companion: 0 };
  for (const { kind } of places) counts[kind] += 1;
  return counts;
}

export const keysWithin = (plan: Plan, a: Cell, b: Cell): number[] =>
  plan.places
    .filter(
      ({ x, y }) =>
        x >= Math.min(a.x, b.x) && x <= Math.max(a.x, b.x) && y >= Math.min(a.y, b.y) && y <= Math.max(a.y, b.y),
    )
    .map(({ key }) => key);

const change = (plan: Plan, keys: Keys, to: (place: Place) => Place): Plan => ({
  ...plan,
  places: plan.places.map((place) => (keys.has(place.key) ? to(place) : place)),
});

export const setKind = (plan: Plan, keys: Keys, kind: SeatKind): Plan =>
  change(plan, keys, (place) => ({ ...place, kind }));

export const setLabel = (plan: Plan, key: number, label: string): Plan =>
  change(plan, new Set([key]), (place) => ({ ...place, label }));

export const removePlaces = (plan: Plan, keys: Keys): Plan => ({
  ...plan,
  places: plan.places.filter(({ key }) => !keys.has(key)),
});

/** Null where somebody sits already. */
export function movePlaces(plan: Plan, keys: Keys, by: Cell): Plan | null {
  const taken = new Set(plan.places.filter(({ key }) => !keys.has(key)).map(cellName));
  const moved = change(plan, keys, (place) => ({ ...place, x: place.x + by.x, y: place.y + by.y }));
  return moved.places.some((place) => keys.has(place.key) && taken.has(cellName(place))) ? null : moved;
}

/** What stands to the right of a place goes further: in these rows, or in all of them. */
export const insertAisle = (plan: Plan, fromX: number, rows: ReadonlySet<number> | null): Plan => ({
  ...plan,
  places: plan.places.map((place) =>
    place.x >= fromX && (rows === null || rows.has(place.y)) ? { ...place, x: place.x + 1 } : place,
  ),
});

/** A way across: what stands behind it goes further back. */
export const insertCrossAisle = (plan: Plan, fromY: number): Plan => ({
  ...plan,
  places: plan.places.map((place) => (place.y >= fromY ? { ...place, y: place.y + 1 } : place)),
});

export function mirror(plan: Plan): Plan {
  const { left, right } = boundsOf(plan.places);
  return { ...plan, places: plan.places.map((place) => ({ ...place, x: left + right - place.x })) };
}

/** The screen is at the other end: who sat on the left sits on the right. */
export function turnRound(plan: Plan): Plan {
  const { top, bottom } = boundsOf(plan.places);
  const turned = mirror(plan);
  return { ...turned, places: turned.places.map((place) => ({ ...place, y: top + bottom - place.y })) };
}

/** The labels that begin with the row's old name begin with the new one. */
export const renameRow = (plan: Plan, from: string, to: string): Plan => ({
  ...plan,
  places: plan.places.map((place) => {
    if (place.row !== from) return place;
    const label = place.label.startsWith(from) ? `${to}${place.label.slice(from.length)}` : place.label;
    return { ...place, row: to, label };
  }),
});

export interface Numbering {
  start: number;
  step: number;
  from: 'left' | 'right';
}
/** Row by row, each from its own end. */
export function renumber(plan: Plan, keys: Keys, { start, step, from }: Numbering): Plan {
  const labels = new Map<number, string>();
  const chosen = plan.places.filter(({ key }) => keys.has(key));
  for (const row of Map.groupBy(chosen, ({ y }) => y).values()) {
    row.sort((a, b) => (from === 'left' ? a.x - b.x : b.x - a.x));
    for (const [at, place] of row.entries()) labels.set(place.key, labelOf(place.row, start + at * step));
  }
  return change(plan, keys, (place) => ({ ...place, label: labels.get(place.key) ?? place.label }));
}

/** Seat 11 of row 1 must not be called as seat 1 of row 11. */
export const labelOf = (row: string, number: number): string => `${row}${/\d$/.test(row) ? '-' : ''}${number}`;

/** In the row that is there already, under the next free number. */
export function addSeat(plan: Plan, { x, y }: Cell): Plan {
  if (plan.places.some((place) => place.x === x && place.y === y)) return plan;
  const beside = plan.places.find((place) => place.y === y);
  const row = beside?.row ?? nextRowName(plan);
  const numbers = plan.places.filter((place) => place.row === row).map(({ label }) => numberIn(label));
  const label = labelOf(row, Math.max(0, ...numbers) + 1);
  const place: Place = { key: plan.nextKey, row, label, x, y, kind: 'standard', isBroken: false };
  return { places: [...plan.places, place], nextKey: plan.nextKey + 1 };
}

const numberIn = (label: string): number => Number(/(\d+)$/.exec(label)?.[1] ?? 0);

function nextRowName({ places }: Plan): string {
  const names = new Set(places.map(({ row }) => row));
  for (let at = 0; ; at++) if (!names.has(letterAt(at))) return letterAt(at);
}

/** A … Z, AA, AB … */
export const letterAt = (at: number): string =>
  (at >= 26 ? letterAt(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26));
