import { useEffect, useState } from 'react';
import type { FoundFilm } from '../api-types.ts';
import { useApp, useLoaded, useZones } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { Empty, Poster, RefusalNotice, Waiting } from '../parts/parts.tsx';
import { Brand } from './Brand.tsx';

/** Long enough that a word is typed, short enough that it feels at once. */
const typingMs = 250;

export function FilmsScreen() {
  const { words } = useApp();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className="screen">
      <Brand />
      <search className="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={words.t('films.search')}
          placeholder={words.t('films.search')}
          value={typed}
          maxLength={80}
          onChange={(event) => setTyped(event.target.value)}
        />
      </search>
      {q === '' ? <FilmShelf /> : <Found q={q} />}
    </div>
  );
}

function FilmShelf() {
  const { api, words } = useApp();
  const [when, setWhen] = useState<'showing' | 'coming'>('showing');
  const [genre, setGenre] = useState('');
  const films = useLoaded(`${when} ${genre}`, () => api.films({ when, ...(genre === '' ? {} : { genre }) }));
  const genres = useLoaded('genres', () => api.genres());
  return (
    <>
      <div className="chips">
        {(['showing', 'coming'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={when === each} onClick={() => setWhen(each)}>
            {words.t(`films.${each}`)}
          </button>
        ))}
        <select aria-label={words.t('films.genre')} value={genre} onChange={(event) => setGenre(event.target.value)}>
          <option value="">{words.t('films.all-genres')}</option>
          {genres.state === 'here' &&
            genres.body.classifications.map(({ id, name }) => (
              <option key={id} value={name}>
                {name}
              </option>
            ))}
        </select>
      </div>
      {films.state === 'loading' && <Waiting />}
      {films.state === 'refused' && <RefusalNotice refusal={films.refusal} again={films.again} />}
      {films.state === 'here' &&
        (films.body.movies.length === 0 ? (
          <Empty icon="film">
            <p>{words.t('films.none')}</p>
          </Empty>
        ) : (
          <FilmGrid films={films.body.movies} />
        ))}
    </>
  );
}

export function FilmGrid({ films }: { films: readonly FoundFilm[] }) {
  return (
    <ul className="film-grid">
      {films.map((film) => (
        <li key={film.id}>
          <a href={`#/film/${film.id}`}>
            <Poster url={film.posterUrl} />
            <strong>{film.title}</strong>
            <span className="small">{factsOf(film).join(' · ')}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

const factsOf = ({ classification, rating, releasedYear }: FoundFilm): (string | number)[] =>
  [classification[0], rating, releasedYear].filter((fact) => fact !== null && fact !== undefined).slice(0, 2);

function Found({ q }: { q: string }) {
  const { api, words } = useApp();
  const found = useLoaded(q, () => api.search(q));
  const zoneOf = useZones();
  if (found.state === 'loading') return <Waiting />;
  if (found.state === 'refused') return <RefusalNotice refusal={found.refusal} again={found.again} />;
  const { movies, cinemas, screenings } = found.body;
  if (movies.length + cinemas.length + screenings.length === 0) {
    return (
      <Empty icon="search">
        <p>{words.t('films.nothing', { q })}</p>
      </Empty>
    );
  }
  return (
    <div className="found">
      {screenings.length > 0 && (
        <section>
          <h2>{words.t('films.times')}</h2>
          <ul className="rows">
            {screenings.slice(0, 6).map((each) => (
              <li key={each.id}>
                <a href={`#/seats/${each.id}`}>
                  <Icon name="clock" />
                  <span>
                    <strong>{each.title}</strong>
                    <span className="small">
                      {words.dayAndTime(each.startsAtMs, zoneOf(each.cinemaId))} · {each.cinemaName}
                    </span>
                  </span>
                  <em>{each.display}</em>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {cinemas.length > 0 && (
        <section>
          <h2>{words.t('films.cinemas')}</h2>
          <ul className="rows">
            {cinemas.map(({ id, name, city }) => (
              <li key={id}>
                <a href={`#/cinema/${id}`}>
                  <Icon name="building" />
                  <span>
                    <strong>{name}</strong>
                    <span className="small">{city}</span>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {movies.length > 0 && (
        <section>
          <h2>{words.t('films.found')}</h2>
          <ul className="rows">
            {movies.map((film) => (
              <li key={film.id}>
                <a href={`#/film/${film.id}`}>
                  <Poster url={film.posterUrl} className="tiny" />
                  <span>
                    <strong>{film.title}</strong>
                    <span className="small">
                      {film.nextStartsAtMs
                        ? words.t('films.next', { time: words.dayAndTime(film.nextStartsAtMs, zoneOf(null)) })
                        : [...factsOf(film), film.director ?? ''].filter(Boolean).join(' · ')}
                    </span>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
