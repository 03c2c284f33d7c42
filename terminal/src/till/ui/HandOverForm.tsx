import { useState } from 'react';
import { PinPad } from '../../ui-kit/PinPad.tsx';
import { useWords } from '../../ui-kit/words.ts';
import type { TillProps } from './till-props.ts';

export function HandOverForm({ state, actions, dispatch }: TillProps) {
  const { t } = useWords();
  const others = (state.staff ?? []).filter(
    ({ role, staffId }) => role !== 'usher' && staffId !== state.signedIn?.staffId,
  );
  const [toStaffId, setToStaffId] = useState(others[0]?.staffId ?? 0);
  const [busy, setBusy] = useState(false);
  const handOver = async (pin: string) => {
    setBusy(true);
    const answer = await actions.askOrSay('hand-over-shift', { toStaffId, pin });
    setBusy(false);
    if (!answer) return;
    await actions.refreshStaff();
    dispatch({ type: 'shift-told', shift: answer.shift });
    dispatch({ type: 'dialog', dialog: null });
    dispatch({ type: 'noticed', notice: { kind: 'done', what: 'handed-over', detail: '' } });
  };
  return (
    <div className="till-form">
      <div className="till-quick">
        {others.map((person) => (
          <button
            key={person.staffId}
            type="button"
            className="button small"
            aria-pressed={person.staffId === toStaffId}
            data-testid={`to-${person.staffId}`}
            onClick={() => setToStaffId(person.staffId)}
          >
            {person.name}
          </button>
        ))}
      </div>
      <PinPad label={t('till.hand-over')} busy={busy} onPin={(pin) => void handOver(pin)} />
    </div>
  );
}
