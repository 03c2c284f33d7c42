import { useWords } from '../../ui-kit/words.ts';
import { TextField } from './fields.tsx';

const reasons = ['wish', 'wrong-show', 'wrong-seats', 'customer-ill', 'jam', 'lost'] as const;

/** Why something is done with tickets: one of the usual reasons by a tap, or in words. */
export function ReasonField({
  value,
  onChange,
  without = [],
}: {
  value: string;
  onChange: (reason: string) => void;
  without?: readonly (typeof reasons)[number][];
}) {
  const { t } = useWords();
  return (
    <>
      <div className="till-quick">
        {reasons
          .filter((each) => !without.includes(each))
          .map((each) => (
            <button
              key={each}
              type="button"
              className="button small"
              data-testid={`reason-${each}`}
              aria-pressed={value === t(`till.reason.${each}`)}
              onClick={() => onChange(t(`till.reason.${each}`))}
            >
              {t(`till.reason.${each}`)}
            </button>
          ))}
      </div>
      <TextField label={t('till.reason')} value={value} max={200} onChange={onChange} testId="reason" />
    </>
  );
}
