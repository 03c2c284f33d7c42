import { type FormEvent, type ReactNode, useState } from 'react';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { quickAmounts } from './basket-facts.ts';
import { VoucherForm } from './CodeDialogs.tsx';
import { dueNow } from './exchange-facts.ts';
import { AmountField } from './fields.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';
import { VoucherLines } from './VoucherLines.tsx';

interface PayDialogProps extends TillProps {
  word: string;
  testId: string;
  children: ReactNode;
}
/** What both ways have: vouchers can still be taken, and where they cover everything nothing else is asked for. */
function PayDialog({ word, testId, children, ...props }: PayDialogProps) {
  const { state, actions } = props;
  const { t, money } = useWords();
  const [takes, setTakes] = useState(false);
  const dueMinor = dueNow(state);
  return (
    <TillDialog {...props} title={`${word} · ${money(dueMinor)}`} testId={testId} onClose={() => actions.open(null)}>
      <VoucherLines {...props} />
      {takes ? (
        <VoucherForm {...props} onTaken={() => setTakes(false)} />
      ) : dueMinor === 0 ? (
        <FinishForm {...props} />
      ) : (
        <>
          {children}
          <button
            type="button"
            className="button small till-take-voucher"
            data-testid="pay-voucher"
            onClick={() => setTakes(true)}
          >
            <Icon name="plus" />
            {t('till.voucher')}
          </button>
        </>
      )}
    </TillDialog>
  );
}

function FinishForm({ actions }: TillProps) {
  const { t } = useWords();
  const finish = (event: FormEvent) => {
    event.preventDefault();
    actions.pay([]);
  };
  return (
    <form className="till-form" onSubmit={finish}>
      <p>{t('till.finish-sub')}</p>
      {/* biome-ignore lint/a11y/noAutofocus: Enter is all that is left to press */}
      <button type="submit" className="button primary" data-testid="finish-now" autoFocus>
        {t('till.finish')} <kbd>Enter</kbd>
      </button>
    </form>
  );
}

export function CashDialog(props: TillProps) {
  const { state, actions } = props;
  const { t, money } = useWords();
  const dueMinor = dueNow(state);
  const [typedMinor, setTypedMinor] = useState<number | null>(null);
  const givenMinor = typedMinor ?? dueMinor;
  const missing = dueMinor - givenMinor;
  const pay = (minor: number) => actions.pay([{ kind: 'cash', givenMinor: minor }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing <= 0) pay(givenMinor);
  };
  return (
    <PayDialog {...props} word={t('till.cash')} testId="cash-dialog">
      <form className="till-form" onSubmit={submit}>
        <div className="till-quick">
          {quickAmounts(dueMinor).map((minor) => (
            <button
              key={minor}
              type="button"
              className="button"
              data-testid={`quick-${minor}`}
              onClick={() => pay(minor)}
            >
              {minor === dueMinor && <small>{t('till.exact')}</small>}
              {money(minor)}
            </button>
          ))}
        </div>
        <AmountField label={t('till.cash-given')} testId="given" autoFocus onAmount={setTypedMinor} />
        <p className="till-change-line" data-short={missing > 0}>
          {missing > 0 ? t('till.cash-missing', { amount: money(missing) }) : `${t('till.change')} ${money(-missing)}`}
        </p>
        <button type="submit" className="button primary" data-testid="take-cash" disabled={missing > 0}>
          {t('till.cash-take')} <kbd>Enter</kbd>
        </button>
      </form>
    </PayDialog>
  );
}

export function MixedDialog(props: TillProps) {
  const { state, actions } = props;
  const { t, money } = useWords();
  const dueMinor = dueNow(state);
  const [cardMinor, setCardMinor] = useState<number | null>(null);
  const [givenMinor, setGivenMinor] = useState<number | null>(null);
  const [half, setHalf] = useState(0);
  const restMinor = dueMinor - (cardMinor ?? 0);
  const possible = cardMinor !== null && cardMinor > 0 && cardMinor < dueMinor;
  const changeMinor = (givenMinor ?? restMinor) - restMinor;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!possible || changeMinor < 0) return;
    actions.pay([
      { kind: 'card', amountMinor: cardMinor },
      { kind: 'cash', givenMinor: givenMinor ?? restMinor },
    ]);
  };
  const halfMinor = Math.round(dueMinor / 2);
  return (
    <PayDialog {...props} word={t('till.mixed')} testId="mixed-dialog">
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
    </PayDialog>
  );
}

export function ChargingVeil({ state }: TillProps) {
  const { t, money } = useWords();
  return (
    <div className="till-veil" role="status" data-testid="charging">
      <p>
        <strong>{t('till.charging')}</strong>
        <span>{t('till.charging-sub', { amount: money(Math.max(0, dueNow(state))) })}</span>
      </p>
    </div>
  );
}
