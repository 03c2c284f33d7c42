/** Which days a money page is of: those around the day at the top, or any. Kept in the browser. */
import { useId, useState } from 'react';
import { useApp } from '../../app.ts';
import { store } from '../../platform.ts';
import { shiftDay } from '../../route.ts';
import { type Days, monthOf, weekOf } from './days.ts';

export const spans = ['day', 'week', 'month', 'range'] as const;
export type Span = (typeof spans)[number];

/** Films change on Thursdays, in most countries. */
const weekStartDefault = 4;
const weekStartName = 'film week begins';

export function useWeekStart(): [number, (weekday: number) => void] {
  const [weekStart, setWeekStart] = useState(() => {
    const kept = Number(store.read(weekStartName) ?? weekStartDefault);
    return kept >= 0 && kept <= 6 ? kept : weekStartDefault;
  });
  return [
    weekStart,
    (weekday) => {
      store.write(weekStartName, String(weekday));
      setWeekStart(weekday);
    },
  ];
}

export function useSpan() {
  const { day } = useApp();
  const [span, setSpan] = useState<Span>(() => spans.find((each) => each === store.read('money span')) ?? 'day');
  const [weekStart] = useWeekStart();
  const [range, setRange] = useState<Days>({ from: shiftDay(day, -6), to: day });
  const days: Record<Span, Days> = {
    day: { from: day, to: day },
    week: { from: weekOf(day, weekStart), to: shiftDay(weekOf(day, weekStart), 6) },
    month: monthOf(day),
    range,
  };
  const pick = (picked: Span) => {
    store.write('money span', picked);
    setRange(days[span]);
    setSpan(picked);
  };
  return { span, days: days[span], pick, setRange };
}

export function SpanPicker({ span, days, pick, setRange }: ReturnType<typeof useSpan>) {
  const { words } = useApp();
  const id = useId();
  return (
    <div className="span-picker">
      <fieldset className="tabs" aria-label={words.t('span.label')}>
        {spans.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === span}
            data-testid={`span-${each}`}
            onClick={() => pick(each)}
          >
            {words.t(`span.${each}`)}
          </button>
        ))}
      </fieldset>
      {span === 'range' ? (
        <>
          <label htmlFor={`${id}from`}>{words.t('span.from')}</label>
          <input
            id={`${id}from`}
            type="date"
            value={days.from}
            onChange={({ target }) => target.value !== '' && setRange({ ...days, from: target.value })}
          />
          <label htmlFor={`${id}to`}>{words.t('span.to')}</label>
          <input
            id={`${id}to`}
            type="date"
            value={days.to}
            onChange={({ target }) => target.value !== '' && setRange({ ...days, to: target.value })}
          />
        </>
      ) : (
        span !== 'day' && (
          <span className="span-days">
            {words.t('span.of', { from: words.day(days.from), to: words.day(days.to) })}
          </span>
        )
      )}
    </div>
  );
}

export function WeekStartPicker({ weekStart, onPick }: { weekStart: number; onPick: (weekday: number) => void }) {
  const { words } = useApp();
  const id = useId();
  return (
    <div className="span-picker">
      <label htmlFor={id}>{words.t('span.week-begins')}</label>
      <select id={id} value={weekStart} onChange={(event) => onPick(Number(event.target.value))}>
        {([0, 1, 2, 3, 4, 5, 6] as const).map((weekday) => (
          <option key={weekday} value={weekday}>
            {words.t(`weekday-long.${weekday}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
