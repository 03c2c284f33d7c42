import { formatFault } from '@marquee/shared/errors';
import { Icon } from '../../ui-kit/Icon.tsx';
import type { WordKey } from '../../ui-kit/languages.ts';
import { useWords } from '../../ui-kit/words.ts';
import { payByVouchers } from './basket-facts.ts';
import type { TillProps } from './till-props.ts';
import type { Sold } from './till-state.ts';

/** The change, as large as it can be; the next sale begins over it without a tap. */
export function SoldPane({ state, actions, sold }: TillProps & { sold: Sold }) {
  const { t, money } = useWords();
  const { sale, lines, items } = sold.basket;
  const waiting = (sale?.tickets ?? []).filter((ticket) => ticket.print !== 'printed').length;
  const { parts, dueMinor: leftMinor } = payByVouchers(sold.basket);
  const dueMinor = leftMinor - (sold.exchanged?.worthMinor ?? 0);
  const paidMinor = sold.exchanged ? dueMinor : sold.basket.totalMinor;
  const handedMinor = sold.changeMinor > 0 ? sold.changeMinor : Math.abs(paidMinor);
  const printer = state.terminal?.faults.find((fault) => fault.code.startsWith('printer'));
  return (
    <div className="till-sold" data-testid="sold">
      <p className="till-sold-word">
        <Icon name="check" />
        {t(wordOf(sold, dueMinor))}
      </p>
      {handedMinor > 0 && (
        <strong className="till-change" data-testid="change">
          {money(handedMinor)}
        </strong>
      )}
      {sold.givenMinor !== null && (
        <p className="till-sold-sum">
          {t('till.total')} {money(paidMinor)} · {t('till.given', { amount: money(sold.givenMinor) })}
        </p>
      )}
      {parts.length > 0 && (
        <p className="till-sold-sum">
          {t('till.vouchers-pay')} {money(sold.basket.totalMinor - leftMinor)}
        </p>
      )}
      <p className="till-order-key" data-testid="order-key">
        {sale?.orderKey}
      </p>
      <p className="till-sold-what" data-testid="sold-what">
        {lines.length > 0 && <span>{lines.map((line) => line.seatLabel).join(', ')}</span>}
        {items.map(({ line, name, quantity }) => (
          <span key={line}>
            {quantity} × {name}
          </span>
        ))}
      </p>
      <p className="muted">
        {waiting > 0 && printer
          ? t('till.printer', { code: formatFault(printer.code) })
          : waiting > 0
            ? t('till.printing', { count: waiting })
            : t('till.printed')}
      </p>
      <button type="button" className="button primary" data-testid="next" onClick={actions.clearBasket}>
        {t('till.next')} <kbd>Enter</kbd>
      </button>
    </div>
  );
}

function wordOf({ changeMinor, exchanged }: Sold, dueMinor: number): WordKey {
  if (changeMinor > 0) return 'till.change';
  if (!exchanged) return 'till.no-change';
  return dueMinor < 0 ? 'till.give-back' : dueMinor > 0 ? 'till.no-change' : 'till.exchanged';
}
