import { useId, useState } from 'react';
import { Icon } from '../../ui-kit/Icon.tsx';
import { readAmount } from './basket-facts.ts';

interface FieldProps {
  label: string;
  testId: string;
  autoFocus?: boolean;
}

/** An amount as people type it, told in minor units; null while it is none. */
export function AmountField({
  label,
  testId,
  autoFocus = false,
  start = '',
  onAmount,
}: FieldProps & { start?: string; onAmount: (minor: number | null) => void }) {
  const id = useId();
  const [text, setText] = useState(start);
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="amount"
        inputMode="decimal"
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: a cashier types the amount at once
        autoFocus={autoFocus}
        value={text}
        data-testid={testId}
        onChange={(event) => {
          setText(event.target.value);
          onAmount(readAmount(event.target.value));
        }}
      />
    </p>
  );
}

export function TextField({
  label,
  testId,
  autoFocus = false,
  value,
  max,
  onChange,
}: FieldProps & { value: string; max: number; onChange: (text: string) => void }) {
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: the field is what the dialog was opened for
        autoFocus={autoFocus}
        maxLength={max}
        value={value}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value)}
      />
    </p>
  );
}

export function RemoveButton({ label, testId, onPress }: { label: string; testId: string; onPress: () => void }) {
  return (
    <button
      type="button"
      className="button quiet small square"
      aria-label={label}
      data-testid={testId}
      onClick={onPress}
    >
      <Icon name="close" />
    </button>
  );
}
