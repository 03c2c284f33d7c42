import { type FormEvent, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { ApproveForm } from './ApproveForm.tsx';
import { TextField } from './fields.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

const reasons = ['staff', 'press', 'guest', 'apology', 'winner'] as const;
/** As the journal takes it. */
const reasonMax = 80;

/** Seats that cost nothing, and why: all of the basket unless some are chosen. */
export function CompsDialog(props: TillProps) {
  const { state, actions } = props;
  const { t } = useWords();
  const lines = state.basket?.lines ?? [];
  const given = lines.filter((line) => line.comp !== null);
  const [seatIds, setSeatIds] = useState((given.length > 0 ? given : lines).map((line) => line.seatId));
  const [reason, setReason] = useState(given[0]?.comp ?? '');
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const ready = seatIds.length > 0 && reason.trim() !== '' && !busy;
  const give = async (approvalId?: string) => {
    setBusy(true);
    const comps = { seatIds, reason: reason.trim(), ...(approvalId !== undefined && { approvalId }) };
    const outcome = await actions.setComps(comps);
    setBusy(false);
    setAsks(outcome === 'approve');
    if (outcome === 'done') actions.open(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void give();
  };
  return (
    <TillDialog {...props} title={t('till.comps')} testId="comps-dialog" onClose={() => actions.open(null)}>
      {asks ? (
        <ApproveForm {...props} act="comp" onApproved={(approvalId) => void give(approvalId)} />
      ) : (
        <form className="till-form" onSubmit={submit}>
          <fieldset className="till-chips">
            <legend className="label">{t('till.comps-which')}</legend>
            {lines.map((line) => (
              <button
                key={line.seatId}
                type="button"
                className="button small"
                data-testid={`comp-${line.seatId}`}
                aria-pressed={seatIds.includes(line.seatId)}
                onClick={() =>
                  setSeatIds(
                    seatIds.includes(line.seatId)
                      ? seatIds.filter((seatId) => seatId !== line.seatId)
                      : [...seatIds, line.seatId],
                  )
                }
              >
                {line.seatLabel}
              </button>
            ))}
          </fieldset>
          <fieldset className="till-chips">
            <legend className="label">{t('till.comps-why')}</legend>
            {reasons.map((each) => (
              <button
                key={each}
                type="button"
                className="button small"
                data-testid={`comp-reason-${each}`}
                aria-pressed={reason === t(`till.comp-reason.${each}`)}
                onClick={() => setReason(t(`till.comp-reason.${each}`))}
              >
                {t(`till.comp-reason.${each}`)}
              </button>
            ))}
          </fieldset>
          <TextField
            label={t('till.comps-note')}
            value={reason}
            max={reasonMax}
            onChange={setReason}
            testId="comp-reason"
            autoFocus
          />
          <button type="submit" className="button primary" data-testid="give-away" disabled={!ready}>
            {t('till.comps-do', { count: seatIds.length })} <kbd>Enter</kbd>
          </button>
        </form>
      )}
    </TillDialog>
  );
}
