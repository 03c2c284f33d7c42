import { formatOrderKey, type OrderId } from '@marquee/shared/ids';
import { useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { TextField } from './fields.tsx';
import { ReasonField } from './ReasonField.tsx';
import { readLines } from './request-lines.ts';
import type { TillProps } from './till-props.ts';

/** An order that was sold elsewhere: only whoever holds its tickets may undo them, so a manager is asked. */
export function RequestPane({ state, actions, dispatch, order }: TillProps & { order: OrderId }) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [numbers, setNumbers] = useState('');
  const [busy, setBusy] = useState(false);
  const orderKey = formatOrderKey(order);
  const lines = readLines(numbers);
  const request = async () => {
    if (!lines) return;
    setBusy(true);
    const { language } = state;
    const answer = await actions.askOrSay('request-refund', { orderKey, lines, reason: reason.trim(), language });
    setBusy(false);
    if (!answer) return;
    dispatch({ type: 'noticed', notice: { kind: 'done', what: 'requested', detail: orderKey } });
    setReason('');
  };
  return (
    <section className="till-sale" data-testid="request-elsewhere">
      <h3 translate="no">{orderKey}</h3>
      <p>{t('till.request-elsewhere')}</p>
      <TextField
        label={t('till.request-lines')}
        value={numbers}
        max={60}
        onChange={setNumbers}
        testId="request-lines"
      />
      <ReasonField value={reason} onChange={setReason} without={['jam', 'lost']} />
      <div className="till-row">
        <button
          type="button"
          className="button primary"
          data-testid="request"
          disabled={busy || lines === null || reason.trim() === ''}
          onClick={() => void request()}
        >
          {t('till.request')}
        </button>
      </div>
    </section>
  );
}
