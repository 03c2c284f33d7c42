import { useState } from 'react';
import type { TicketClass, WantedTicket } from '../api-types.ts';
import { useApp } from '../app.ts';
import { Sheet } from '../parts/parts.tsx';

export const classes: readonly TicketClass[] = ['adult', 'child', 'student', 'senior'];

/** How many of each class; the cinema then finds the best seats, or there are no numbers at all. */
export function TicketCounts({
  isNumbered,
  most,
  priceOf,
  isBusy,
  onClose,
  onFind,
}: {
  isNumbered: boolean;
  most: number;
  priceOf: (ticketClass: TicketClass) => string;
  isBusy: boolean;
  /** Null where it is the screen itself. */
  onClose: (() => void) | null;
  onFind: (tickets: WantedTicket[]) => void;
}) {
  const { words } = useApp();
  const [counts, setCounts] = useState<Record<TicketClass, number>>({ adult: 2, child: 0, student: 0, senior: 0 });
  const all = classes.reduce((sum, each) => sum + counts[each], 0);
  const add = (each: TicketClass, by: number) => setCounts({ ...counts, [each]: counts[each] + by });
  const tickets = classes.flatMap((ticketClass) =>
    Array.from({ length: counts[ticketClass] }, () => ({ ticketClass })),
  );
  const inside = (
    <>
      <ul className="counts">
        {classes.map((each) => (
          <li key={each}>
            <span>
              <b>{words.t(`class.${each}`)}</b>
              <span className="small">{priceOf(each)}</span>
            </span>
            <button
              type="button"
              className="round"
              aria-label={words.t('seats.fewer', { class: words.t(`class.${each}`) })}
              disabled={counts[each] === 0}
              onClick={() => add(each, -1)}
            >
              −
            </button>
            <output>{counts[each]}</output>
            <button
              type="button"
              className="round"
              aria-label={words.t('seats.more', { class: words.t(`class.${each}`) })}
              disabled={all >= most}
              onClick={() => add(each, 1)}
            >
              +
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="main" disabled={all === 0 || isBusy} onClick={() => onFind(tickets)}>
        {words.t(isNumbered ? 'seats.find' : 'seats.book')}
      </button>
    </>
  );
  if (onClose === null) return <section className="card">{inside}</section>;
  return (
    <Sheet title={words.t('seats.how-many')} onClose={onClose}>
      {inside}
    </Sheet>
  );
}
