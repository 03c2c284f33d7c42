import { useState } from 'react';
import type { Approval } from '../../calls.ts';
import { PinPad } from '../../ui-kit/PinPad.tsx';
import { useWords } from '../../ui-kit/words.ts';
import type { TillProps } from './till-props.ts';

/** A manager says yes to one act with their PIN; whoever is signed in stays so. */
export function ApproveForm({
  state,
  actions,
  act,
  onApproved,
}: TillProps & { act: Approval; onApproved: (approvalId: string) => void }) {
  const { t } = useWords();
  const managers = (state.staff ?? []).filter((person) => person.role === 'manager');
  const [staffId, setStaffId] = useState(managers[0]?.staffId ?? 0);
  const [busy, setBusy] = useState(false);
  const approve = async (pin: string) => {
    setBusy(true);
    const answer = await actions.askOrSay('approve', { staffId, pin, act });
    setBusy(false);
    if (answer) onApproved(answer.approvalId);
  };
  return (
    <div className="till-form till-approve" data-testid="approve">
      <h3>{t('till.approve')}</h3>
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
      <PinPad label={t('till.approve')} busy={busy} onPin={(pin) => void approve(pin)} />
    </div>
  );
}
