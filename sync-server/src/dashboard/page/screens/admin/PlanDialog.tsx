import { useState } from 'react';
import { useApp } from '../../app.ts';
import type { Pattern, PlannedVenue } from '../../calls/programme.ts';
import { Dialog, Field } from '../../parts/parts.tsx';
import { weekOf } from '../../parts/zone.ts';
import { FilmPicker, type PickedFilm } from './FilmPicker.tsx';
import { PatternPreview } from './PatternPreview.tsx';
import { readMoney } from './read-money.ts';

const displays = ['2D', '3D', 'IMAX', 'Dolby'] as const;
const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;

interface PlanDialogProps {
  venues: readonly PlannedVenue[];
  /** What is proposed at first. */
  from: string;
  priceMinor: number;
  language: string;
  onClose: () => void;
  onMade: () => void;
}

/** One screening, or many by a pattern. What would be made is shown first, with every reason against it. */
export function PlanDialog({ venues, from, priceMinor, language, onClose, onMade }: PlanDialogProps) {
  const { words, cinema } = useApp();
  const [isPattern, setPattern] = useState(false);
  const [film, setFilm] = useState<PickedFilm | null>(null);
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency: cinema.currency }).resolvedOptions()
      .maximumFractionDigits ?? 2;
  const [form, setForm] = useState({
    venueId: venues[0]?.id ?? 0,
    from,
    to: from,
    days: [weekOf(from).weekday] as readonly number[],
    times: '20:00',
    minutes: '120',
    cleaning: '15',
    display: '2D',
    language,
    price: (priceMinor / 10 ** digits).toFixed(digits),
  });
  const [leaveOut, setLeaveOut] = useState<ReadonlySet<number>>(new Set());
  const set = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }));
  const { api } = useApp();
  const pick = (picked: PickedFilm | null) => {
    setFilm(picked);
    if (picked)
      void api.film(picked.id).then((answer) => {
        if (answer.ok && answer.body.lengthMinutes) set({ minutes: String(answer.body.lengthMinutes) });
      });
  };
  const price = readMoney(form.price, digits);
  const times = form.times.split(/[\s,;]+/).filter(Boolean);
  const isRight =
    film !== null &&
    price !== null &&
    times.length > 0 &&
    times.every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)) &&
    /^[A-Za-z0-9-]{2,12}$/.test(form.language) &&
    Number(form.minutes) > 0 &&
    form.from !== '' &&
    (!isPattern || (form.to >= form.from && form.days.length > 0));
  const pattern: Pattern | null =
    isRight && film && price !== null
      ? {
          movieId: film.id,
          venueId: form.venueId,
          weekdays: isPattern ? [...form.days] : [weekOf(form.from).weekday],
          from: form.from,
          to: isPattern ? form.to : form.from,
          times: isPattern ? times : times.slice(0, 1),
          minutes: Number(form.minutes),
          cleaningMinutes: Number(form.cleaning) || 0,
          display: form.display,
          language: form.language,
          priceMinor: price,
          leaveOut: [...leaveOut],
        }
      : null;
  return (
    <Dialog title={words.t('plan.new')} isWide onClose={onClose}>
      <div className="tabs">
        {[false, true].map((many) => (
          <button
            key={String(many)}
            type="button"
            aria-pressed={isPattern === many}
            data-testid={many ? 'many' : 'once'}
            onClick={() => setPattern(many)}
          >
            {words.t(many ? 'plan.many' : 'plan.once')}
          </button>
        ))}
      </div>
      <FilmPicker film={film} onPick={pick} />
      <div className="form-grid">
        <Field label={words.t('plan.venue')}>
          {(id) => (
            <select
              id={id}
              value={form.venueId}
              data-testid="venue"
              onChange={(event) => set({ venueId: Number(event.target.value) })}
            >
              {venues.map((venue) => (
                <option key={venue.id} value={venue.id}>
                  {venue.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={words.t(isPattern ? 'plan.from' : 'plan.day')}>
          {(id) => (
            <input
              id={id}
              type="date"
              value={form.from}
              data-testid="from"
              onChange={(event) => set({ from: event.target.value })}
            />
          )}
        </Field>
        {isPattern && (
          <Field label={words.t('plan.to')}>
            {(id) => (
              <input
                id={id}
                type="date"
                value={form.to}
                min={form.from}
                data-testid="to"
                onChange={(event) => set({ to: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field label={words.t(isPattern ? 'plan.times' : 'plan.time')} hint={words.t('plan.times.hint')}>
          {(id) => (
            <input
              id={id}
              value={form.times}
              data-testid="times"
              onChange={(event) => set({ times: event.target.value })}
            />
          )}
        </Field>
        <TextField word="plan.minutes" value={form.minutes} onChange={(minutes) => set({ minutes })} />
        <TextField word="plan.cleaning" value={form.cleaning} onChange={(cleaning) => set({ cleaning })} />
        <Field label={words.t('plan.display')}>
          {(id) => (
            <select id={id} value={form.display} onChange={(event) => set({ display: event.target.value })}>
              {displays.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          )}
        </Field>
        <TextField word="plan.language" value={form.language} onChange={(code) => set({ language: code })} />
        <TextField
          word="plan.price"
          value={form.price}
          hint={cinema.currency}
          onChange={(text) => set({ price: text })}
        />
      </div>
      {isPattern && <Weekdays days={form.days} onChange={(days) => set({ days })} />}
      <PatternPreview
        // Whatever is changed is looked at anew.
        key={JSON.stringify({ ...pattern, leaveOut: [] })}
        pattern={pattern}
        leaveOut={leaveOut}
        onLeaveOut={setLeaveOut}
        onClose={onClose}
        onMade={onMade}
      />
    </Dialog>
  );
}

function TextField({
  word,
  value,
  hint,
  onChange,
}: {
  word: 'plan.minutes' | 'plan.cleaning' | 'plan.language' | 'plan.price';
  value: string;
  hint?: string;
  onChange: (value: string) => void;
}) {
  const { words } = useApp();
  return (
    <Field label={words.t(word)} {...(hint === undefined ? {} : { hint })}>
      {(id) => (
        <input
          id={id}
          value={value}
          inputMode={word === 'plan.language' ? 'text' : 'decimal'}
          data-testid={word.slice(5)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function Weekdays({ days, onChange }: { days: readonly number[]; onChange: (days: readonly number[]) => void }) {
  const { words } = useApp();
  return (
    <fieldset className="weekdays">
      <legend>{words.t('plan.weekdays')}</legend>
      {weekdays.map((day) => (
        <label key={day} className="check">
          <input
            type="checkbox"
            checked={days.includes(day)}
            data-testid={`weekday-${day}`}
            onChange={(event) =>
              onChange(event.target.checked ? [...days, day] : days.filter((other) => other !== day))
            }
          />
          {words.t(`weekday.${day}`)}
        </label>
      ))}
    </fieldset>
  );
}
