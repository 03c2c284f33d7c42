/** What is wrong with a plan, and what is only odd about it. */
import { boundsOf, cellName, limits, type Place, type Plan } from './plan.ts';

export interface PlanFault {
  word:
    | 'plan.none'
    | 'plan.too-many'
    | 'plan.wide'
    | 'plan.label-twice'
    | 'plan.place-twice'
    | 'plan.label-length'
    | 'plan.row-length'
    | 'plan.rows-apart'
    | 'plan.row-split'
    | 'plan.wheelchair-alone';
  values: Record<string, string | number>;
  /** The seats that it is about. */
  keys: number[];
  /** It can't be saved so. */
  isWrong: boolean;
}

/** As the server compares labels: without case and accents. */
const fold = (label: string): string => label.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const keysOf = (places: readonly Place[]) => places.map(({ key }) => key);
const namedMax = 6;
const nameSome = (places: readonly Place[]): string =>
  places
    .slice(0, namedMax)
    .map(({ label }) => label)
    .join(', ') + (places.length > namedMax ? ', …' : '');
/** More empty rows than a way across needs. */
const emptyRowsMax = 3;

export function findFaults({ places }: Plan): PlanFault[] {
  const wrong = (word: PlanFault['word'], of: readonly Place[], values = {}): PlanFault => ({
    word,
    values,
    keys: keysOf(of),
    isWrong: true,
  });
  if (places.length === 0) return [wrong('plan.none', [])];
  const faults: PlanFault[] = [];
  if (places.length > limits.seats) faults.push(wrong('plan.too-many', [], { n: places.length, max: limits.seats }));
  const { left, right, top, bottom } = boundsOf(places);
  const beyond = Math.max(right, right - left, bottom, bottom - top) > limits.place;
  if (beyond) faults.push(wrong('plan.wide', [], { max: limits.place + 1 }));
  for (const same of Map.groupBy(places, ({ label }) => fold(label)).values())
    if (same.length > 1) faults.push(wrong('plan.label-twice', same, { label: same[0]?.label ?? '', n: same.length }));
  for (const same of Map.groupBy(places, cellName).values())
    if (same.length > 1)
      faults.push(wrong('plan.place-twice', same, { labels: same.map(({ label }) => label).join(', ') }));
  const isLong = (text: string, max: number) => text.trim() === '' || text.length > max;
  for (const place of places.filter(({ label }) => isLong(label, limits.label)))
    faults.push(wrong('plan.label-length', [place], { label: place.label, row: place.row, max: limits.label }));
  for (const [row, seats] of Map.groupBy(places, (place) => place.row))
    if (isLong(row, limits.row)) faults.push(wrong('plan.row-length', seats, { row, max: limits.row }));
  return [...faults, ...findOddities(places)];
}

function findOddities(places: readonly Place[]): PlanFault[] {
  const odd = (word: PlanFault['word'], of: readonly Place[], values = {}): PlanFault => ({
    word,
    values,
    keys: keysOf(of),
    isWrong: false,
  });
  const oddities: PlanFault[] = [];
  const rows = [...Map.groupBy(places, ({ y }) => y)].sort(([a], [b]) => a - b);
  for (const [at, [y, seats]] of rows.entries()) {
    const [before, others] = rows[at - 1] ?? [y, []];
    const n = y - before - 1;
    if (n > emptyRowsMax)
      oddities.push(odd('plan.rows-apart', seats, { from: others[0]?.row ?? '', to: seats[0]?.row ?? '', n }));
  }
  for (const [row, seats] of Map.groupBy(places, (place) => place.row))
    if (new Set(seats.map(({ y }) => y)).size > 1) oddities.push(odd('plan.row-split', seats, { row }));
  const companions = new Set(places.filter(({ kind }) => kind === 'companion').map(cellName));
  const isAlone = ({ kind, x, y }: Place) =>
    kind === 'wheelchair' && ![x - 1, x + 1].some((beside) => companions.has(cellName({ x: beside, y })));
  const alone = places.filter(isAlone);
  if (alone.length > 0) oddities.push(odd('plan.wheelchair-alone', alone, { labels: nameSome(alone) }));
  return oddities;
}
