import { useApp } from '../../app.ts';
import type { Word } from '../../words/words.ts';

interface PicksProps<One> {
  label: Word;
  hint?: Word;
  all: readonly One[];
  chosen: readonly One[];
  name: (one: One) => string;
  onChange: (picked: One[]) => void;
}

/** Any of a few; none means all. */
export function Picks<One extends string | number>({ label, hint, all, chosen, name, onChange }: PicksProps<One>) {
  const { words } = useApp();
  return (
    <fieldset className="picks">
      <legend>{words.t(label)}</legend>
      <div>
        {all.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={chosen.includes(one)}
            data-testid={`pick-${one}`}
            onClick={() => onChange(chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one])}
          >
            {name(one)}
          </button>
        ))}
      </div>
      {hint && <small>{words.t(hint)}</small>}
    </fieldset>
  );
}
