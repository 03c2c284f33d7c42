import { useState } from 'react';
import { PinPad } from '../../ui-kit/PinPad.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

/** An outage drill ends by itself; a manager of the cinema may end it sooner, for instance when it gets busy. */
export function EndDrillDialog(props: TillProps & { endsAtMs: number }) {
  const { state, actions, dispatch, endsAtMs } = props;
  const { t, time } = useWords();
  const managers = (state.staff ?? []).filter(({ role }) => role === 'manager');
  const [staffId, setStaffId] = useState(managers[0]?.staffId ?? 0);
  const [busy, setBusy] = useState(false);
  const end = async (pin: string) => {
    setBusy(true);
    const answer = await actions.askOrSay('end-drill', { staffId, pin });
    setBusy(false);
    if (!answer) return;
    dispatch({ type: 'dialog', dialog: null });
    dispatch({ type: 'noticed', notice: { kind: 'done', what: 'drill-ended', detail: '' } });
  };
  return (
    <TillDialog {...props} title={t('till.drill-end')} testId="drill-dialog" onClose={() => actions.open(null)}>
      <div className="till-form">
        <p>{t('till.drill-lead', { time: time(endsAtMs) })}</p>
        <fieldset className="till-quick" aria-label={t('till.manager')}>
          {managers.map((person) => (
            <button
              key={person.staffId}
              type="button"
              className="button small"
              aria-pressed={person.staffId === staffId}
              onClick={() => setStaffId(person.staffId)}
            >
              {person.name}
            </button>
          ))}
        </fieldset>
        <PinPad label={t('till.drill-end')} busy={busy} onPin={(pin) => void end(pin)} />
      </div>
    </TillDialog>
  );
}
