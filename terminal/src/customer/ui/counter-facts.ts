import type { ServingView } from '../../calls.ts';

export interface LineGroup {
  key: string;
  ticketClass: ServingView['lines'][number]['ticketClass'];
  seatKind: ServingView['lines'][number]['seatKind'];
  isFree: boolean;
  count: number;
  priceMinor: number;
  seatLabels: string[];
}

/** Like tickets together, in the order in which they come: a large party stays readable. */
export function groupLines(lines: ServingView['lines']): LineGroup[] {
  const groups = Map.groupBy(lines, (line) =>
    [line.ticketClass, line.seatKind, line.priceMinor, line.isFree].join(' '),
  );
  return [...groups].flatMap(([key, of]) => {
    const [first] = of;
    if (!first) return [];
    const { ticketClass, seatKind, isFree } = first;
    return [
      {
        key,
        ticketClass,
        seatKind,
        isFree,
        count: of.length,
        priceMinor: of.reduce((sum, line) => sum + line.priceMinor, 0),
        seatLabels: of.map((line) => line.seatLabel),
      },
    ];
  });
}
