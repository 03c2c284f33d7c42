import { type FormEvent, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { ApproveForm } from './ApproveForm.tsx';
import { denominationsOf } from './basket-facts.ts';
import type { TillProps } from './till-props.ts';

/** Blind: pieces of each coin and note; what should be there is shown only afterwards. */
export function CountForm(props: TillProps) {
  const { state, actions, dispatch } = props;
  const { t, money } = useWords();
  const values = denominationsOf(state.terminal?.currency ?? 'EUR');
  const [counts, setCounts] = useState<Record<number, number>>({});
  const [asks, setAsks] = useState<number | null>(null);
  const countedMinor = values.reduce((sum, value) => sum + value * (counts[value] ?? 0), 0);
  const close = async (approvalId?: string) => {
    const denominations = values.map((valueMinor) => ({ valueMinor, count: counts[valueMinor] ?? 0 }));
    const answer = await actions.ask('count-and-close-shift', {
      denominations,
      language: state.language,
      ...(approvalId !== undefined && { approvalId }),
    });
    if (!answer) return;
    if (!answer.ok) {
      setAsks(answer.reason === 'approval-needed' ? answer.overShortMinor : null);
      return actions.refuse(answer);
    }
    dispatch({ type: 'shift-told', shift: null });
    dispatch({ type: 'dialog', dialog: 'shift' });
    dispatch({ type: 'report-told', report: answer.report });
  };
  if (asks !== null)
    return (
      <>
        <p className="till-change-line" data-short data-testid="over-short">
          {t(asks > 0 ? 'till.over' : 'till.short', { amount: money(Math.abs(asks)) })}
        </p>
        <ApproveForm {...props} act="over-short" onApproved={(approvalId) => void close(approvalId)} />
      </>
    );
  // A locked drawer can't be counted; that it was opened is written down like any opening without a sale.
  const openDrawer = () =>
    actions.askOrSay('move-cash', {
      operationId: crypto.randomUUID(),
      kind: 'no-sale',
      amountMinor: 0,
      reason: t('till.count'),
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void close();
  };
  return (
    <form className="till-form" onSubmit={submit}>
      <p className="muted">{t('till.count-hint')}</p>
      <div className="till-count">
        {values.map((value, index) => (
          <label key={value}>
            <span>{money(value)}</span>
            <input
              inputMode="numeric"
              autoComplete="off"
              // biome-ignore lint/a11y/noAutofocus: the count begins with the largest note
              autoFocus={index === 0}
              data-testid={`count-${value}`}
              onChange={({ target }) => setCounts({ ...counts, [value]: Number(target.value.replace(/\D/g, '')) || 0 })}
            />
          </label>
        ))}
      </div>
      <p className="till-total">
        <span>{t('till.counted')}</span>
        <strong data-testid="counted">{money(countedMinor)}</strong>
      </p>
      <button type="button" className="button" data-testid="count-open-drawer" onClick={() => void openDrawer()}>
        {t('till.count-open')}
      </button>
      <button type="submit" className="button primary" data-testid="close-shift">
        {t('till.count')}
      </button>
    </form>
  );
}
