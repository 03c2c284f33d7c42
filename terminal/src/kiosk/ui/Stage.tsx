import type { KioskState } from './kiosk-state.ts';
import { findFilm } from './show-facts.ts';

/**
 * What fills the upper part of a tall screen when the controls are moved down to where everybody reaches them: the
 * film's picture, nothing to touch. Hidden in every other layout.
 */
export function Stage({ state }: { state: KioskState }) {
  const film = findFilm(state.films, state.movieId) ?? state.films?.[0] ?? null;
  return (
    <div className="stage" aria-hidden="true">
      {film && <img className="stage-backdrop" src={film.posterUrl} alt="" />}
      {film && state.movieId !== null && <img className="stage-poster" src={film.posterUrl} alt="" />}
      <p className="stage-title">{state.movieId !== null ? film?.title : state.terminal?.cinemaName}</p>
    </div>
  );
}
