import { useState } from 'react';
import type { Cinema, Film, Screening } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { BackBar, Poster, RefusalNotice, Waiting } from '../parts/parts.tsx';
import { nowMs } from '../platform.ts';
import type { Words } from '../words/words.ts';

export function FilmScreen({ id }: { id: number }) {
  const { api } = useApp();
  const film = useLoaded(`film ${id}`, () => api.film(id));
  return (
    <div className="screen film">
      <BackBar title="" to="" />
      {film.state === 'loading' && <Waiting />}
      {film.state === 'refused' && <RefusalNotice refusal={film.refusal} again={film.again} />}
      {film.state === 'here' && (
        <>
          <FilmHead film={film.body} />
          <Times filmId={id} />
        </>
      )}
    </div>
  );
}

function FilmHead({ film }: { film: Film }) {
  const { words } = useApp();
  const facts = [
    film.rating,
    film.lengthMinutes === null ? null : words.t('film.minutes', { n: film.lengthMinutes }),
    film.releasedYear,
    film.scoreTenths === null ? null : words.t('film.score', { score: (film.scoreTenths / 10).toFixed(1) }),
  ].filter((fact) => fact !== null);
  return (
    <section className="film-head">
      <img className="film-glow" src={film.posterUrl} alt="" aria-hidden="true" />
      <Poster url={film.posterUrl} />
      <h1>{film.title}</h1>
      <p className="facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      <p className="muted">{film.classification.join(' · ')}</p>
      {film.introduction && <p className="introduction">{film.introduction}</p>}
      {film.director && <p className="small">{words.t('film.by', { name: film.director })}</p>}
      {film.actors && <p className="small">{words.t('film.with', { names: film.actors })}</p>}
    </section>
  );
}

type Place = { lat: string; lon: string };

function Times({ filmId }: { filmId: number }) {
  const { api, words } = useApp();
  const [near, setNear] = useState<Place | null>(null);
  const [isRefused, setRefused] = useState(false);
  const cinemas = useLoaded(`cinemas ${filmId} ${near?.lat} ${near?.lon}`, () =>
    api.cinemasOf(filmId, near ?? undefined),
  );
  const locate = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => setNear({ lat: coords.latitude.toFixed(3), lon: coords.longitude.toFixed(3) }),
      () => setRefused(true),
      { timeout: 8000, maximumAge: 600_000 },
    );
  return (
    <section className="times">
      <div className="section-head">
        <h2>{words.t('film.times')}</h2>
        {'geolocation' in navigator && (
          <button type="button" className="plain" onClick={locate} aria-pressed={near !== null}>
            <Icon name="pin" /> {words.t('film.near')}
          </button>
        )}
      </div>
      {isRefused && <p className="small">{words.t('film.near-refused')}</p>}
      {cinemas.state === 'loading' && <Waiting />}
      {cinemas.state === 'refused' && <RefusalNotice refusal={cinemas.refusal} again={cinemas.again} />}
      {cinemas.state === 'here' && cinemas.body.cinemas.length === 0 && <p className="muted">{words.t('film.none')}</p>}
      {cinemas.state === 'here' &&
        cinemas.body.cinemas.map((cinema) => <TimesAt key={cinema.id} cinema={cinema} filmId={filmId} />)}
    </section>
  );
}

function TimesAt({ cinema, filmId }: { cinema: Cinema; filmId: number }) {
  const { api, words } = useApp();
  const found = useLoaded(`times ${cinema.id} ${filmId}`, () => api.screeningsOf(cinema.id, filmId));
  return (
    <article className="card cinema-card">
      <header>
        <h3>
          <a href={`#/cinema/${cinema.id}`}>{cinema.name}</a>
        </h3>
        <span className="small">
          {cinema.distanceMeters === null
            ? cinema.city
            : words.t('film.distance', { km: (cinema.distanceMeters / 1000).toFixed(1) })}
        </span>
      </header>
      {found.state === 'loading' && <Waiting />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' &&
        [...Map.groupBy(found.body.screenings, ({ showDate }) => showDate)].map(([date, screenings]) => (
          <div key={date} className="day">
            <h4>{nameDay(words, date, cinema.timeZone)}</h4>
            <ul className="time-chips">
              {screenings.map((screening) => (
                <li key={screening.id}>
                  <TimeChip screening={screening} />
                </li>
              ))}
            </ul>
          </div>
        ))}
    </article>
  );
}

export function TimeChip({ screening }: { screening: Screening }) {
  const { words } = useApp();
  const { id, startsAtMs, timeZone, display, venueName, priceMinor, currency, salesEndAtMs, state } = screening;
  const isOver = state === 'cancelled' || salesEndAtMs <= nowMs();
  const inside = (
    <>
      <strong>{words.time(startsAtMs, timeZone)}</strong>
      <span>{display}</span>
      <span className="small">
        {venueName} · {words.t('film.from', { price: words.money(priceMinor, currency) })}
      </span>
    </>
  );
  if (isOver) return <span className="time-chip over">{inside}</span>;
  return (
    <a className="time-chip" href={`#/seats/${id}`}>
      {inside}
    </a>
  );
}

/** `2026-11-30` of a cinema, whose day ends late at night. */
function nameDay(words: Words, date: string, timeZone: string): string {
  const isoDay = (ms: number) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(ms);
  if (date === isoDay(nowMs())) return words.t('day.today');
  if (date === isoDay(nowMs() + 86_400_000)) return words.t('day.tomorrow');
  return words.shortDay(date);
}
