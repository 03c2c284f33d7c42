import { SeatLegend } from '../../ui-kit/seats/SeatLegend.tsx';
import type { KioskState } from './kiosk-state.ts';
import { SeatsHere } from './SeatsHere.tsx';
import { findFilm } from './show-facts.ts';

/**
 * What fills the upper part of a tall screen when the controls are moved down to where everybody reaches them: the
 * film's picture, nothing to touch. Hidden in every other layout.
 */
export function Stage({ state }: { state: KioskState }) {
  const chosen = findFilm(state.films, state.movieId);
  const films = chosen ? [chosen] : (state.films?.slice(0, 3) ?? []);
  return (
    <div className="stage" aria-hidden="true">
      {films[0] && <img className="stage-backdrop" src={films[0].posterUrl} alt="" />}
      <div className="stage-posters">
        {films.map((film) => (
          <img key={film.movieId} src={film.posterUrl} alt="" />
        ))}
      </div>
      {chosen && (
        <p className="stage-title">
          <bdi>{chosen.title}</bdi>
        </p>
      )}
      {state.screen === 'seats' && state.access.lowReach && state.map && (
        <div className="stage-legend">
          <SeatLegend seats={state.map.seats} />
          <SeatsHere screening={state.map.screening} link={state.terminal?.link ?? 'online'} />
        </div>
      )}
    </div>
  );
}
