import { type ReactNode, useEffect, useState } from 'react';
import type { SignedIn, StaffView } from '../calls.ts';
import { PinPad } from './PinPad.tsx';
import { useWords } from './words.ts';

interface Props {
  title: string;
  /** In the order in which they are offered. */
  staff: readonly StaffView[];
  /** Whoever has locked this terminal is asked for their PIN first. */
  signedIn: SignedIn | null;
  /** What the last PIN was refused for. */
  notice: ReactNode;
  /** False where a scanner types: its keys must neither choose somebody nor become a PIN. */
  typed?: boolean;
  /** Somebody was chosen, or nobody is any more. */
  onChoose: () => void;
  onPin: (staffId: number, pin: string) => Promise<void>;
}

/** Names as tiles, then the PIN. A locked terminal asks for the PIN of whoever locked it, or of somebody else. */
export function SignIn({ title, staff, signedIn, notice, typed = true, onChoose, onPin }: Props) {
  const { t } = useWords();
  const [chosenId, setChosenId] = useState<number | null>(signedIn?.staffId ?? null);
  const [busy, setBusy] = useState(false);
  const chosen = staff.find((person) => person.staffId === chosenId) ?? null;
  const choose = (person: StaffView | null) => {
    onChoose();
    setChosenId(person?.staffId ?? null);
  };
  useEffect(() => {
    if (!typed) return;
    const listen = ({ key }: KeyboardEvent) => {
      if (chosen && key === 'Escape') return setChosenId(null);
      const person = /^[1-9]$/.test(key) ? staff[Number(key) - 1] : undefined;
      if (!chosen && person) setChosenId(person.staffId);
    };
    window.addEventListener('keyup', listen);
    return () => window.removeEventListener('keyup', listen);
  });
  const signIn = async (staffId: number, pin: string) => {
    setBusy(true);
    await onPin(staffId, pin);
    setBusy(false);
  };
  if (!chosen)
    return (
      <>
        <h1>{title}</h1>
        {notice}
        {staff.length === 0 ? (
          <p className="muted">{t('till.who-empty')}</p>
        ) : (
          <StaffTiles staff={staff} numbered={typed} onChoose={choose} />
        )}
      </>
    );
  const isLocked = signedIn?.locked && signedIn.staffId === chosen.staffId;
  return (
    <>
      <h1>{t('till.pin', { name: chosen.name })}</h1>
      {notice}
      <p className="muted">{isLocked ? t('till.locked', { name: chosen.name }) : t('till.pin-hint')}</p>
      <PinPad
        label={t('till.pin', { name: chosen.name })}
        busy={busy}
        typed={typed}
        onPin={(pin) => void signIn(chosen.staffId, pin)}
      />
      <button type="button" className="button quiet" data-testid="other-person" onClick={() => choose(null)}>
        {t('till.other-person')}
      </button>
    </>
  );
}

interface TilesProps {
  staff: readonly StaffView[];
  /** A digit key chooses. */
  numbered: boolean;
  onChoose: (person: StaffView) => void;
}

function StaffTiles({ staff, numbered, onChoose }: TilesProps) {
  const { t } = useWords();
  return (
    <ul className="staff-tiles">
      {staff.map((person, index) => (
        <li key={person.staffId}>
          <button
            type="button"
            className="staff-tile"
            data-testid={`staff-${person.staffId}`}
            onClick={() => onChoose(person)}
          >
            {numbered && index < 9 && <kbd>{index + 1}</kbd>}
            <strong>{person.name}</strong>
            <span className="muted">{t(`till.role.${person.role}`)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
