import { useState } from 'react';
import { useApp } from '../../app.ts';
import type { PlannedScreening } from '../../calls/programme.ts';
import { Badge, Dialog, Field, OrderBar, useOrder } from '../../parts/parts.tsx';
import { nowMs } from '../../platform.ts';
import { pathTo } from '../../route.ts';
import { FilmPicker, type PickedFilm } from './FilmPicker.tsx';
import { readMoney } from './read-money.ts';

interface PlannedDialogProps {
  screening: PlannedScreening;
  venue: string;
  day: string;
  onClose: () => void;
  onDone: () => void;
}

/** A screening of the plan: what may be changed while nothing is sold, and the way to its seats. */
export function PlannedDialog({ screening, venue, day, onClose, onDone }: PlannedDialogProps) {
  const { words, cinema } = useApp();
  const { startsAtMs, endsAtMs, taken, state, showId, id } = screening;
  const why = state === 'cancelled' ? 'cancelled' : startsAtMs <= nowMs() ? 'past' : taken > 0 ? 'sold' : null;
  return (
    <Dialog title={screening.title} isWide onClose={onClose}>
      <p className="muted">
        {words.dayAndTime(startsAtMs, cinema.timeZone)} – {words.time(endsAtMs, cinema.timeZone)} · {venue} ·{' '}
        {screening.display} · {screening.language} · {words.money(screening.priceMinor, cinema.currency)}
      </p>
      <div className="badges">
        {state === 'cancelled' && <Badge tone="quiet">{words.t('house.cancelled')}</Badge>}
        <Badge tone={taken > 0 ? 'good' : 'quiet'}>{words.t('planned.taken', { n: words.number(taken) })}</Badge>
        {showId !== null && <Badge tone="quiet">{words.t('planned.show', { id: showId })}</Badge>}
        <a href={pathTo('house', cinema.id, day, id)}>{words.t('planned.open')}</a>
      </div>
      {why === null ? (
        <ChangeForm screening={screening} onClose={onClose} onDone={onDone} />
      ) : (
        <p data-testid="not-changed">{words.t(`planned.why.${why}`)}</p>
      )}
    </Dialog>
  );
}

function ChangeForm({ screening, onClose, onDone }: Pick<PlannedDialogProps, 'screening' | 'onClose' | 'onDone'>) {
  const { api, words, cinema, tell } = useApp();
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency: cinema.currency }).resolvedOptions()
      .maximumFractionDigits ?? 2;
  const [film, setFilm] = useState<PickedFilm | null>({ id: screening.movieId, title: screening.title });
  const [display, setDisplay] = useState(screening.display);
  const [language, setLanguage] = useState(screening.language);
  const [price, setPrice] = useState((screening.priceMinor / 10 ** digits).toFixed(digits));
  const priceMinor = readMoney(price, digits);
  const change = {
    ...(film && film.id !== screening.movieId ? { movieId: film.id } : {}),
    ...(display !== screening.display ? { display } : {}),
    ...(language !== screening.language ? { language } : {}),
    ...(priceMinor !== null && priceMinor !== screening.priceMinor ? { priceMinor } : {}),
  };
  const order = useOrder(
    (key) => api.changeScreening(screening.id, key, change),
    () => {
      tell(words.t('planned.changed'));
      onDone();
      onClose();
    },
  );
  const isRight = film !== null && priceMinor !== null && /^[A-Za-z0-9-]{2,12}$/.test(language);
  return (
    <>
      <p>{words.t('planned.may-change')}</p>
      <FilmPicker film={film} onPick={setFilm} />
      <div className="form-grid">
        <Field label={words.t('plan.display')}>
          {(id) => (
            <select id={id} value={display} onChange={(event) => setDisplay(event.target.value)}>
              {['2D', '3D', 'IMAX', 'Dolby'].map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label={words.t('plan.language')}>
          {(id) => <input id={id} value={language} onChange={(event) => setLanguage(event.target.value)} />}
        </Field>
        <Field label={words.t('plan.price')} hint={cinema.currency}>
          {(id) => (
            <input
              id={id}
              value={price}
              inputMode="decimal"
              data-testid="price"
              onChange={(event) => setPrice(event.target.value)}
            />
          )}
        </Field>
      </div>
      <OrderBar
        order={order}
        label={words.t('planned.save')}
        onClose={onClose}
        isReady={isRight && Object.keys(change).length > 0}
      />
    </>
  );
}
