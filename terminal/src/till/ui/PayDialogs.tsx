import { type FormEvent, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { quickAmounts } from './basket-facts.ts';
import { dueOf } from './exchange-facts.ts';
import { AmountField } from './fields.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

export function CashDialog(props: TillProps) {
  const { state, actions } = props;
  const { t, money } = useWords();
  const totalMinor = dueOf(state);
  const [givenMinor, setGivenMinor] = useState<number | null>(totalMinor);
  const missing = totalMinor - (givenMinor ?? 0);
  const pay = (minor: number) => actions.pay([{ kind: 'cash', givenMinor: minor }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (givenMinor !== null && missing <= 0) pay(givenMinor);
  };
  return (
    <TillDialog
      {...props}
      title={`${t('till.cash')} · ${money(totalMinor)}`}
      testId="cash-dialog"
      onClose={() => actions.open(null)}
    >
      <form className="till-form" onSubmit={submit}>
        <div className="till-quick">
          {quickAmounts(totalMinor).map((minor) => (
            <button
              key={minor}
              type="button"
              className="button"
              data-testid={`quick-${minor}`}
              onClick={() => pay(minor)}
            >
              {minor === totalMinor && <small>{t('till.exact')}</small>}
              {money(minor)}
            </button>
          ))}
        </div>
        <AmountField
          label={t('till.cash-given')}
          testId="given"
          autoFocus
          onAmount={(minor) => setGivenMinor(minor ?? totalMinor)}
        />
        <p className="till-change-line" data-short={missing > 0}>
          {missing > 0 ? t('till.cash-missing', { amount: money(missing) }) : `${t('till.change')} ${money(-missing)}`}
        </p>
        <button type="submit" className="button primary" data-testid="take-cash" disabled={missing > 0}>
          {t('till.cash-take')} <kbd>Enter</kbd>
        </button>
      </form>
    </TillDialog>
  );
}

export function MixedDialog(props: TillProps) {
  const { state, actions } = props;
  const { t, money } = useWords();
  const totalMinor = state.basket?.totalMinor ?? 0;
  const [cardMinor, setCardMinor] = useState<number | null>(null);
  const [givenMinor, setGivenMinor] = useState<number | null>(null);
  const [half, setHalf] = useState(0);
  const restMinor = totalMinor - (cardMinor ?? 0);
  const possible = cardMinor !== null && cardMinor > 0 && cardMinor < totalMinor;
  const changeMinor = (givenMinor ?? restMinor) - restMinor;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!possible || changeMinor < 0) return;
    actions.pay([
      { kind: 'card', amountMinor: cardMinor },
      { kind: 'cash', givenMinor: givenMinor ?? restMinor },
    ]);
  };
  const halfMinor = Math.round(totalMinor / 2);
  return (
    <TillDialog
      {...props}
      title={`${t('till.mixed')} · ${money(totalMinor)}`}
      testId="mixed-dialog"
      onClose={() => actions.open(null)}
    >
      <form className="till-form" onSubmit={submit}>
        <AmountField
          key={half}
          label={t('till.card-part')}
          testId="card-part"
          autoFocus
          start={half > 0 ? (halfMinor / 100).toFixed(2) : ''}
          onAmount={setCardMinor}
        />
        <button
          type="button"
          className="button small"
          data-testid="half"
          onClick={() => {
            setHalf(half + 1);
            setCardMinor(halfMinor);
          }}
        >
          {t('till.mixed-half')}
        </button>
        <p className="till-change-line" data-short={!possible}>
          {t('till.cash-part')} {money(Math.max(0, restMinor))}
        </p>
        <AmountField label={t('till.cash-given')} testId="mixed-given" onAmount={setGivenMinor} />
        <p className="till-change-line" data-short={changeMinor < 0}>
          {changeMinor < 0
            ? t('till.cash-missing', { amount: money(-changeMinor) })
            : `${t('till.change')} ${money(changeMinor)}`}
        </p>
        <button
          type="submit"
          className="button primary"
          data-testid="take-mixed"
          disabled={!possible || changeMinor < 0}
        >
          {t('till.mixed-take')} <kbd>Enter</kbd>
        </button>
      </form>
    </TillDialog>
  );
}

export function ChargingVeil({ state }: TillProps) {
  const { t, money } = useWords();
  return (
    <div className="till-veil" role="status" data-testid="charging">
      <p>
        <strong>{t('till.charging')}</strong>
        <span>{t('till.charging-sub', { amount: money(Math.max(0, dueOf(state))) })}</span>
      </p>
    </div>
  );
}
