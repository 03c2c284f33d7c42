import { useApp } from '../../app.ts';
import { Field } from '../../parts/parts.tsx';
import { type Pattern, readPattern } from '../../seat-plan/pattern.ts';
import { type Plan, seatKinds } from '../../seat-plan/plan.ts';

interface PatternFieldsProps {
  pattern: Pattern;
  plan: Plan;
  onChange: (pattern: Pattern) => void;
}

/** Says at once what will come of it, or what can't be. */
export function PatternFields({ pattern, plan, onChange }: PatternFieldsProps) {
  const { words } = useApp();
  const read = readPattern(pattern, plan);
  const set = (change: Partial<Pattern>) => onChange({ ...pattern, ...change });
  const text = (name: 'rows' | 'skip' | 'aisles') => (
    <Field label={words.t(`pattern.field.${name}`)} hint={words.t(`pattern.hint.${name}`)}>
      {(id) => (
        <input
          id={id}
          value={pattern[name]}
          data-testid={`pattern-${name}`}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const number = (name: 'seats' | 'start') => (
    <Field label={words.t(`pattern.field.${name}`)}>
      {(id) => (
        <input
          id={id}
          type="number"
          min={1}
          value={pattern[name]}
          data-testid={`pattern-${name}`}
          disabled={name === 'start' && pattern.numbers !== 'each'}
          onChange={(event) => set({ [name]: Number(event.target.value) })}
        />
      )}
    </Field>
  );
  return (
    <fieldset className="pattern">
      <legend>{words.t('pattern.legend')}</legend>
      <div className="pair">
        {text('rows')}
        {text('skip')}
      </div>
      <div className="pair">
        {number('seats')}
        {text('aisles')}
      </div>
      <div className="quad">
        <Pick name="from" value={pattern.from} values={['left', 'right']} onPick={(from) => set({ from })} />
        <Pick
          name="numbers"
          value={pattern.numbers}
          values={['each', 'odd', 'even']}
          onPick={(numbers) => set({ numbers })}
        />
        {number('start')}
        <Pick name="kind" value={pattern.kind} values={seatKinds} onPick={(kind) => set({ kind })} />
      </div>
      <p className={read.ok ? 'muted' : 'bad'} role="status" data-testid="pattern-read">
        {read.ok
          ? words.t('pattern.read', {
              rows: read.read.rows.length,
              seats: words.number(read.read.rows.length * pattern.seats),
            })
          : words.t(read.fault.word, 'value' in read.fault ? { value: read.fault.value } : {})}
      </p>
    </fieldset>
  );
}

interface PickProps<V extends string> {
  name: 'from' | 'numbers' | 'kind';
  value: V;
  values: readonly V[];
  onPick: (value: V) => void;
}

function Pick<V extends string>({ name, value, values, onPick }: PickProps<V>) {
  const { words } = useApp();
  return (
    <Field label={words.t(`pattern.field.${name}`)}>
      {(id) => (
        <select
          id={id}
          value={value}
          data-testid={`pattern-${name}`}
          onChange={(event) => onPick(event.target.value as V)}
        >
          {values.map((each) => (
            <option key={each} value={each}>
              {name === 'kind' ? words.named('kind', each) : words.named(`pattern.${name}`, each)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
