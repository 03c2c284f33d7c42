import { useWords } from '../../ui-kit/words.ts';
import { itemsNow, quantityMax } from './basket-facts.ts';
import { Stepper } from './Stepper.tsx';
import type { TillProps } from './till-props.ts';

/** What is in the basket beside tickets, one kind a row. */
export function ItemRows({ state, actions }: TillProps) {
  const { t, money } = useWords();
  const items = itemsNow(state);
  if (items.length === 0) return null;
  return (
    <ul className="till-lines" data-testid="items">
      {items.map(({ itemId, quantity }) => {
        const known = state.items.find((item) => item.itemId === itemId);
        const line = state.basket?.items.find((item) => item.itemId === itemId);
        const name = line?.name ?? known?.name ?? '';
        // The core's own price as soon as it has said it.
        const priceMinor = line?.quantity === quantity ? line.priceMinor : (known?.priceMinor ?? 0) * quantity;
        return (
          <li key={itemId} data-testid={`line-item-${itemId}`}>
            <span className="till-line-name">
              {name} <small className="till-line-price">{money(priceMinor)}</small>
            </span>
            <Stepper
              count={quantity}
              testId={`item-${itemId}`}
              fewer={t('till.fewer', { name })}
              more={t('till.more', { name })}
              canMore={quantity < quantityMax}
              onChange={(by) => actions.addItem(itemId, by)}
            />
          </li>
        );
      })}
    </ul>
  );
}
