import '../../looks/catalogue.css';
import { useEffect, useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { FoundFilm } from '../../calls/catalogue.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { FilmDialog } from './FilmDialog.tsx';

const typingMs = 250;

/** Every film that is known, by name; or what a search finds, best first. */
export function FilmsPage() {
  const { api, words, isAdmin } = useApp();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const [open, setOpen] = useState<number | 'new' | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const ask = (cursor: string | null) => (asked === '' ? api.films(cursor) : api.searchFilms(asked, cursor));
  const films = useLoaded<{ movies: FoundFilm[]; next: string | null }>(`films ${asked}`, () => ask(null));
  const loadMore = async (cursor: string) => {
    const answer = await ask(cursor);
    if (answer.ok)
      films.change((body) => ({ movies: [...body.movies, ...answer.body.movies], next: answer.body.next }));
  };
  /** A film that is listed is shown as it is now: a search may hear of it a moment later. */
  const show = async (id: number) => {
    const isListed = films.state === 'here' && films.body.movies.some((film) => film.id === id);
    const answer = isListed ? await api.filmDetails(id) : null;
    if (!answer?.ok) return films.again();
    const film = answer.body;
    films.change((body) => ({ ...body, movies: body.movies.map((each) => (each.id === id ? film : each)) }));
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('films.title')}</h1>
        <label className="search">
          <span className="unseen">{words.t('films.search')}</span>
          <input
            type="search"
            value={typed}
            placeholder={words.t('films.search')}
            data-testid="film-search"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        {isAdmin && (
          <button type="button" className="button primary" onClick={() => setOpen('new')} data-testid="new-film">
            <Icon name="plus" />
            {words.t('films.new')}
          </button>
        )}
      </div>
      {!isAdmin && <p className="muted chain-note">{words.t('films.chain')}</p>}
      {films.state === 'loading' && <Loading rows={12} />}
      {films.state === 'refused' && <RefusalNotice refusal={films.refusal} again={films.again} />}
      {films.state === 'here' && (
        <>
          {films.body.movies.length === 0 ? (
            <Empty title={words.t('films.none')}>{words.t('films.none.more')}</Empty>
          ) : (
            <FilmTable films={films.body.movies} onOpen={setOpen} />
          )}
          {films.body.next && (
            <button type="button" className="button more" onClick={() => void loadMore(films.body.next ?? '')}>
              {words.t('more')}
            </button>
          )}
        </>
      )}
      {open !== null && <FilmDialog id={open} onClose={() => setOpen(null)} onDone={(id) => void show(id)} />}
    </>
  );
}

function FilmTable({ films, onOpen }: { films: readonly FoundFilm[]; onOpen: (id: number) => void }) {
  const { words } = useApp();
  return (
    <div className="table-frame">
      <table className="films" data-testid="films">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{words.t('film.poster')}</span>
            </th>
            <th scope="col">{words.t('film.name')}</th>
            <th scope="col">{words.t('film.director')}</th>
            <th scope="col" className="number">
              {words.t('film.year')}
            </th>
            <th scope="col" className="number">
              {words.t('film.minutes')}
            </th>
            <th scope="col">{words.t('film.rating')}</th>
            <th scope="col">{words.t('film.genres')}</th>
          </tr>
        </thead>
        <tbody>
          {films.map((film) => (
            <tr key={film.id} onClick={() => onOpen(film.id)}>
              <td>
                <img src={film.posterUrl} alt="" width="28" height="42" loading="lazy" />
              </td>
              <td>
                <button type="button" className="link" onClick={() => onOpen(film.id)}>
                  {film.title}
                </button>
              </td>
              <td className="muted">{film.director}</td>
              <td className="number">{film.releasedYear ?? '–'}</td>
              <td className="number">{film.lengthMinutes ?? '–'}</td>
              <td>{film.rating ?? '–'}</td>
              <td className="muted">{film.classification.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
