import { type FormEvent, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { nameBasket } from './basket-facts.ts';
import { TextField } from './fields.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

export function ParkDialog(props: TillProps) {
  const { state, actions } = props;
  const { t } = useWords();
  const [name, setName] = useState('');
  const seats = state.basket ? nameBasket(state.basket) : '';
  const park = (event: FormEvent) => {
    event.preventDefault();
    actions.park(name.trim() || seats.slice(0, 40));
  };
  return (
    <TillDialog {...props} title={t('till.park')} testId="park-dialog" onClose={() => actions.open(null)}>
      <form className="till-form" onSubmit={park}>
        <p>{seats}</p>
        <p className="muted">{t('till.parked-hint')}</p>
        <TextField label={t('till.park-name')} value={name} max={40} onChange={setName} testId="park-name" autoFocus />
        <button type="submit" className="button primary" data-testid="park-now">
          {t('till.park')} <kbd>Enter</kbd>
        </button>
      </form>
    </TillDialog>
  );
}

export function ParkedDialog(props: TillProps) {
  const { state, actions } = props;
  const { t, money, time } = useWords();
  return (
    <TillDialog
      {...props}
      title={t('till.recall')}
      size="wide"
      testId="parked-dialog"
      onClose={() => actions.open(null)}
    >
      {state.parked.length === 0 && <p className="muted">{t('till.parked-none')}</p>}
      <ul className="till-list">
        {state.parked.map(({ name, parkedAtMs, filmTitle, startsAtMs, basket }) => (
          <li key={basket.basketId}>
            <button type="button" data-testid="parked" onClick={() => actions.recall(basket.basketId)}>
              <strong>{name}</strong>
              <span>
                {basket.screeningId !== null && `${time(startsAtMs)} ${filmTitle} · `}
                {nameBasket(basket)}
              </span>
              <b>{money(basket.totalMinor)}</b>
              <small className="muted">{t('till.parked-since', { time: time(parkedAtMs) })}</small>
            </button>
          </li>
        ))}
      </ul>
    </TillDialog>
  );
}
