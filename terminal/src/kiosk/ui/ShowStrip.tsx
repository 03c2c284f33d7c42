import { useWords } from '../../ui-kit/words.ts';
import type { KioskState } from './kiosk-state.ts';
import { chosenScreening, findFilm } from './show-facts.ts';

/** Which film, when and where: in sight from the first ticket to the payment. */
export function ShowStrip({ state }: { state: KioskState }) {
  const { weekday, shortDate, time } = useWords();
  const film = findFilm(state.films, state.movieId);
  const screening = chosenScreening(state);
  if (!film || !screening) return null;
  return (
    <section className="show-strip">
      <img src={film.posterUrl} alt="" />
      <div>
        <p className="show-strip-title">
          <bdi>{film.title}</bdi>
        </p>
        <p className="show-strip-when">
          <span>
            {weekday(screening.startsAtMs)} {shortDate(screening.startsAtMs)} <b>{time(screening.startsAtMs)}</b>
          </span>
          <span>
            <bdi>{screening.venueName}</bdi>
          </span>
          <span>{screening.display}</span>
        </p>
      </div>
    </section>
  );
}
