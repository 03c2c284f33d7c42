/** A measured figure beside its floor, and how it is printed. */
import { median } from './rounds.ts';

export interface Measured {
  /** What was run, in a few words. */
  what: string;
  /** One value per round. */
  rounds: readonly number[];
  /** Printed after the median: percentiles and the like. */
  notes?: readonly string[];
}

export interface Figure {
  title: string;
  unit: string;
  /** Whether more of the unit is better (sales a second) or less (milliseconds). */
  better: 'more' | 'less';
  ours: Measured;
  floor: Measured;
  /** `ratio`: of our speed to the floor's, at least or more than. `value`: of ours itself, below. Null: only watched. */
  target: { of: 'ratio'; atLeast: number } | { of: 'ratio'; above: number } | { of: 'value'; below: number } | null;
}

/** Our speed as a share of the floor's, from the medians; 1 is as fast, less is slower, whatever the unit. */
export function ratioOf({ ours, floor, better }: Figure): number {
  return speedShare(better, median(ours.rounds), median(floor.rounds));
}

const speedShare = (better: Figure['better'], ours: number, floor: number): number =>
  better === 'more' ? ours / floor : floor / ours;

export function isReached(figure: Figure): boolean {
  const { target } = figure;
  if (target === null) return true;
  if (target.of === 'value') return median(figure.ours.rounds) < target.below;
  const ratio = ratioOf(figure);
  return 'atLeast' in target ? ratio >= target.atLeast : ratio > target.above;
}

export function describeFigure(figure: Figure): string {
  const { title, unit, better, ours, floor } = figure;
  const pairs = ours.rounds.flatMap((value, round) => {
    const other = floor.rounds[round];
    return other === undefined ? [] : [speedShare(better, value, other)];
  });
  const range = `${Math.min(...pairs).toFixed(2)} to ${Math.max(...pairs).toFixed(2)} by round`;
  return [
    title,
    `  ours   ${describeMeasured(ours, unit)}`,
    `  floor  ${describeMeasured(floor, unit)}`,
    `  ratio  ${ratioOf(figure).toFixed(2)} (${range})   ${describeVerdict(figure)}`,
  ].join('\n');
}

function describeMeasured({ what, rounds, notes = [] }: Measured, unit: string): string {
  return [`${formatNumber(median(rounds))} ${unit}`.padEnd(18), [what, ...notes].join(', ')].join(' ');
}

function describeVerdict(figure: Figure): string {
  const { target, unit } = figure;
  if (target === null) return 'no target: only watched';
  const wanted =
    target.of === 'value'
      ? `below ${formatNumber(target.below)} ${unit}`
      : 'atLeast' in target
        ? `ratio at least ${Number(target.atLeast.toFixed(2))}`
        : `ratio above ${Number(target.above.toFixed(2))}`;
  return `target: ${wanted}   ${isReached(figure) ? 'ok' : 'NOT REACHED'}`;
}

/** Three digits that matter, at least: nobody reads more out of a measurement. */
export function formatNumber(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
