import { useEffect, useState } from 'react';
import { useWords } from './words.ts';

const pinLength = 6;
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

interface Props {
  label: string;
  busy: boolean;
  /** False where a scanner types: what it reads must never become a PIN. The buttons are reached by Tab all the same. */
  typed?: boolean;
  onPin: (pin: string) => void;
}

/** Six digits by touch or keyboard; the last one sends them, and what was typed is never kept. */
export function PinPad({ label, busy, typed = true, onPin }: Props) {
  const { t } = useWords();
  const [pin, setPin] = useState('');
  const press = (digit: string) => {
    if (busy) return;
    const next = pin + digit;
    setPin(next.length >= pinLength ? '' : next);
    if (next.length >= pinLength) onPin(next);
  };
  useEffect(() => {
    if (!typed) return;
    const listen = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLElement && event.target.matches('input, select')) return;
      if (/^\d$/.test(event.key)) press(event.key);
      else if (event.key === 'Backspace') setPin((typed) => typed.slice(0, -1));
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  });
  return (
    <fieldset className="pin-pad" aria-label={label} data-testid="pin-pad">
      <p className="pin-dots" role="status" aria-label={`${pin.length} / ${pinLength}`} data-busy={busy}>
        {Array.from({ length: pinLength }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the dots are their places
          <i key={index} data-full={index < pin.length} />
        ))}
      </p>
      <div className="pin-keys">
        {keys.map((digit) => (
          <button key={digit} type="button" className="button" onClick={() => press(digit)}>
            {digit}
          </button>
        ))}
        <span />
        <button type="button" className="button" onClick={() => press('0')}>
          0
        </button>
        <button type="button" className="button quiet" onClick={() => setPin(pin.slice(0, -1))}>
          {t('till.pin-delete')}
        </button>
      </div>
    </fieldset>
  );
}
