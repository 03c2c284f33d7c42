import { useEffect, useState } from 'react';
import type { StaffView } from '../../calls.ts';
import { useWords } from '../../ui-kit/words.ts';
import { NoticeBar } from './NoticeBar.tsx';
import { PinPad } from './PinPad.tsx';
import type { TillProps } from './till-props.ts';

/** Names as tiles, then the PIN. A locked till asks for the PIN of whoever locked it, or of somebody else. */
export function SignInScreen(props: TillProps) {
  const { state, actions, dispatch } = props;
  const { t } = useWords();
  const [chosenId, setChosenId] = useState<number | null>(state.signedIn?.staffId ?? null);
  const [busy, setBusy] = useState(false);
  const staff = (state.staff ?? []).filter((person) => person.role !== 'usher');
  const chosen = staff.find((person) => person.staffId === chosenId) ?? null;

  const choose = (person: StaffView | null) => {
    dispatch({ type: 'noticed', notice: null });
    setChosenId(person?.staffId ?? null);
  };
  useEffect(() => {
    const listen = ({ key }: KeyboardEvent) => {
      if (chosen && key === 'Escape') return setChosenId(null);
      const person = /^[1-9]$/.test(key) ? staff[Number(key) - 1] : undefined;
      if (!chosen && person) setChosenId(person.staffId);
    };
    window.addEventListener('keyup', listen);
    return () => window.removeEventListener('keyup', listen);
  });
  const signIn = async (pin: string) => {
    if (!chosen) return;
    setBusy(true);
    const answer = await actions.askOrSay('sign-in', { staffId: chosen.staffId, pin });
    setBusy(false);
    if (!answer) return void actions.refreshStaff();
    dispatch({ type: 'signed-in', signedIn: answer.signedIn });
    void actions.refreshShift();
  };

  return (
    <main className="till-gate" data-testid="sign-in">
      <div className="till-card">
        <h1>{chosen ? t('till.pin', { name: chosen.name }) : t('till.who')}</h1>
        <NoticeBar {...props} />
        {chosen ? (
          <>
            <p className="muted">
              {state.signedIn?.locked && state.signedIn.staffId === chosen.staffId
                ? t('till.locked', { name: chosen.name })
                : t('till.pin-hint')}
            </p>
            <PinPad label={t('till.pin', { name: chosen.name })} busy={busy} onPin={(pin) => void signIn(pin)} />
            <button type="button" className="button quiet" data-testid="other-person" onClick={() => choose(null)}>
              {t('till.other-person')}
            </button>
          </>
        ) : staff.length === 0 ? (
          <p className="muted">{t('till.who-empty')}</p>
        ) : (
          <ul className="staff-tiles">
            {staff.map((person, index) => (
              <li key={person.staffId}>
                <button
                  type="button"
                  className="staff-tile"
                  data-testid={`staff-${person.staffId}`}
                  onClick={() => choose(person)}
                >
                  {index < 9 && <kbd>{index + 1}</kbd>}
                  <strong>{person.name}</strong>
                  <span className="muted">{t(`till.role.${person.role}`)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </main>
  );
}
