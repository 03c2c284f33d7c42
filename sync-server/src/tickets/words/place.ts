import type { Seating } from '@marquee/shared/protocol/streams';
import type { Words } from './words.ts';

/** The number alone, since the row is said beside it: `12` of `F12`. */
export function seatNumber(row: string, label: string): string {
  const rest = label.startsWith(row) ? label.slice(row.length).replace(/^[-\s]+/, '') : label;
  return rest === '' ? label : rest;
}

/** Where somebody sits, in a sentence. */
export function placeOf(
  { row_label: row, label }: { row_label: string; label: string },
  { seating }: { seating: Seating },
  say: Words,
): string {
  return seating === 'unnumbered' ? say.freeSeating : say.place(row, seatNumber(row, label));
}
