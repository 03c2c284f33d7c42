import { type FormEvent, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { ApproveForm } from './ApproveForm.tsx';
import { AmountField, TextField } from './fields.tsx';
import type { TillProps } from './till-props.ts';

type Kind = 'cash-in' | 'drop' | 'paid-out' | 'no-sale';

export function CashForm(props: TillProps & { kind: Kind }) {
  const { actions, dispatch, kind } = props;
  const { t } = useWords();
  // The same form sent twice is one movement.
  const [operationId] = useState(() => crypto.randomUUID());
  const [amountMinor, setAmountMinor] = useState<number | null>(kind === 'no-sale' ? 0 : null);
  const [reason, setReason] = useState('');
  const [asks, setAsks] = useState(false);
  const move = async (approvalId?: string) => {
    if (amountMinor === null) return;
    const wish = { operationId, kind, amountMinor, reason: reason.trim() };
    const answer = await actions.ask('move-cash', { ...wish, ...(approvalId !== undefined && { approvalId }) });
    if (!answer) return;
    setAsks(!answer.ok && answer.reason === 'approval-needed');
    if (!answer.ok) return actions.refuse(answer);
    dispatch({ type: 'dialog', dialog: 'shift' });
    dispatch({ type: 'noticed', notice: { kind: 'done', what: kind, detail: '' } });
  };
  if (asks) return <ApproveForm {...props} act="paid-out" onApproved={(approvalId) => void move(approvalId)} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void move();
  };
  return (
    <form className="till-form" onSubmit={submit}>
      {kind !== 'no-sale' && (
        <AmountField label={t('till.amount')} testId="amount" autoFocus onAmount={setAmountMinor} />
      )}
      <TextField
        label={t('till.reason')}
        value={reason}
        max={200}
        onChange={setReason}
        testId="cash-reason"
        autoFocus={kind === 'no-sale'}
      />
      <button type="submit" className="button primary" data-testid="move" disabled={amountMinor === null}>
        {t('till.do')} <kbd>Enter</kbd>
      </button>
    </form>
  );
}
