import { type TicketClass, ticketClasses } from '@marquee/shared/tickets/ticket-class';
import { useWords } from '../../ui-kit/words.ts';
import { Stepper } from './Stepper.tsx';
import type { TillProps } from './till-props.ts';
import type { Counts } from './till-state.ts';

interface ClassRowsProps extends TillProps {
  counts: Counts;
  canMore: (ticketClass: TicketClass) => boolean;
  onChange: (ticketClass: TicketClass, by: 1 | -1) => void;
}

/** How many tickets of each class, with what one costs in the room that is shown. */
export function ClassRows({ state, counts, canMore, onChange }: ClassRowsProps) {
  const { t, money } = useWords();
  const priceOf = (ticketClass: TicketClass) =>
    state.map?.classPrices.find((price) => price.ticketClass === ticketClass)?.priceMinor ?? 0;
  return (
    <ul className="till-lines till-classes">
      {ticketClasses.map((ticketClass) => {
        const name = t(`class.${ticketClass}`);
        return (
          <li key={ticketClass} data-some={counts[ticketClass] > 0}>
            <span className="till-line-name">
              {name} <small className="till-line-price">{money(priceOf(ticketClass))}</small>
            </span>
            <Stepper
              count={counts[ticketClass]}
              testId={ticketClass}
              fewer={t('till.fewer', { name })}
              more={t('till.more', { name })}
              canMore={canMore(ticketClass)}
              onChange={(by) => onChange(ticketClass, by)}
            />
          </li>
        );
      })}
    </ul>
  );
}
