import { formatFault } from '@marquee/shared/errors';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { payByVouchers } from './basket-facts.ts';
import type { TillProps } from './till-props.ts';
import type { Sold } from './till-state.ts';

/** The change, as large as it can be; the next sale begins over it without a tap. */
export function SoldPane({ state, actions, sold }: TillProps & { sold: Sold }) {
  const { t, money } = useWords();
  const { sale, lines, items } = sold.basket;
  const { parts, dueMinor } = payByVouchers(sold.basket);
  const waiting = (sale?.tickets ?? []).filter((ticket) => ticket.print !== 'printed').length;
  const printer = state.terminal?.faults.find((fault) => fault.code.startsWith('printer'));
  return (
    <div className="till-sold" data-testid="sold">
      <p className="till-sold-word">
        <Icon name="check" />
        {sold.changeMinor > 0 ? t('till.change') : t('till.no-change')}
      </p>
      <strong className="till-change" data-testid="change">
        {money(sold.changeMinor > 0 ? sold.changeMinor : sold.basket.totalMinor)}
      </strong>
      {sold.givenMinor !== null && (
        <p className="till-sold-sum">
          {t('till.total')} {money(sold.basket.totalMinor)} · {t('till.given', { amount: money(sold.givenMinor) })}
        </p>
      )}
      {parts.length > 0 && (
        <p className="till-sold-sum">
          {t('till.vouchers-pay')} {money(sold.basket.totalMinor - dueMinor)}
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
