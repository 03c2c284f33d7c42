import { type FormEvent, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { findItems, itemsNow, quantityOf, readItemSearch } from './basket-facts.ts';
import { TextField } from './fields.tsx';
import { ItemRows } from './ItemRows.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

/** Popcorn and the like: touched, or typed (`3 pop`, Enter); Enter alone goes back to the sale. */
export function ItemsDialog(props: TillProps) {
  const { state, actions } = props;
  const { t, money } = useWords();
  const [text, setText] = useState('');
  const { quantity, find } = readItemSearch(text);
  const found = findItems(state.items, find);
  const inBasket = itemsNow(state);
  const [first] = found;
  const add = (itemId: number) => {
    actions.addItem(itemId, quantity);
    setText('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') actions.open(null);
    else if (first && find !== '') add(first.itemId);
  };
  return (
    <TillDialog
      {...props}
      title={t('till.items')}
      size="drawer"
      testId="items-dialog"
      onClose={() => actions.open(null)}
    >
      <div className="till-items">
        <form className="till-items-choose" onSubmit={submit}>
          <TextField
            label={t('till.items-find')}
            value={text}
            max={40}
            onChange={setText}
            testId="find-item"
            autoFocus
          />
          {found.length === 0 && (
            <p className="muted">{t(state.items.length === 0 ? 'till.items-none' : 'till.items-no-match')}</p>
          )}
          <ul className="till-item-grid">
            {found.map((item) => (
              <li key={item.itemId}>
                <button
                  type="button"
                  className="till-item"
                  data-testid={`item-${item.itemId}`}
                  data-next={find !== '' && item === first}
                  onClick={() => add(item.itemId)}
                >
                  <strong>{item.name}</strong>
                  <span>{money(item.priceMinor)}</span>
                  {quantityOf(inBasket, item.itemId) > 0 && (
                    <b className="till-badge">{quantityOf(inBasket, item.itemId)}</b>
                  )}
                </button>
              </li>
            ))}
          </ul>
        </form>
        <section className="till-items-taken" aria-label={t('till.items-added')}>
          <h3>{t('till.items-added')}</h3>
          {inBasket.length === 0 && <p className="muted">{t('till.items-empty')}</p>}
          <ItemRows {...props} />
          <p className="till-total">
            <span>{t('till.total')}</span>
            <strong data-working={state.itemWish !== null}>{money(state.basket?.totalMinor ?? 0)}</strong>
          </p>
          <button type="button" className="button primary" data-testid="items-done" onClick={() => actions.open(null)}>
            {t('till.items-done')} <kbd>Enter</kbd>
          </button>
        </section>
      </div>
    </TillDialog>
  );
}
