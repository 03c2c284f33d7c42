import { useEffect, useId, useState } from 'react';
import { useApp } from '../../app.ts';
import type { FoundFilm } from '../../calls/programme.ts';

export interface PickedFilm {
  id: number;
  title: string;
}

/** Type a few letters, choose one of the films that are found. */
export function FilmPicker({ film, onPick }: { film: PickedFilm | null; onPick: (film: PickedFilm | null) => void }) {
  const { api, words } = useApp();
  const id = useId();
  const [text, setText] = useState(film?.title ?? '');
  const [found, setFound] = useState<readonly FoundFilm[] | null>(null);
  useEffect(() => {
    if (film !== null || text.trim().length < 2) return setFound(null);
    let isWanted = true;
    const timer = setTimeout(
      () =>
        void api.findFilms(text.trim()).then((answer) => {
          if (isWanted && answer.ok) setFound(answer.body.movies);
        }),
      200,
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [api, text, film]);
  return (
    <div className="field film-picker">
      <label htmlFor={id}>{words.t('plan.film')}</label>
      <input
        id={id}
        value={text}
        autoComplete="off"
        data-testid="film"
        onChange={(event) => {
          setText(event.target.value);
          onPick(null);
        }}
      />
      <small>{words.t(film === null ? 'plan.film.hint' : 'plan.film.picked')}</small>
      {found && film === null && (
        <ul className="found-films" aria-label={words.t('plan.film.found')}>
          {found.length === 0 && <li className="muted">{words.t('plan.film.none')}</li>}
          {found.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                data-testid="found-film"
                onClick={() => {
                  setText(each.title);
                  onPick({ id: each.id, title: each.title });
                }}
              >
                <b>{each.title}</b>
                <small>{[each.releasedYear, each.director].filter(Boolean).join(' · ')}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
