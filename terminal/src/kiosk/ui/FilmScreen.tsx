import { formatFault } from '@marquee/shared/errors';
import type { FilmView, ScreeningView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { Facts } from './Facts.tsx';
import { sayFacts, sayLanguage, sayScore } from './film-words.ts';
import { ScreenTitle } from './ScreenTitle.tsx';
import { useAvailabilityWord } from './ShowChip.tsx';
import type { ScreenProps } from './screen-props.ts';
import {
  canBeChosen,
  filmsOnDay,
  findFilm,
  isFreeSeating,
  type Link,
  listDays,
  nameDay,
  seeAvailability,
} from './show-facts.ts';

export function FilmScreen({ state, actions, nowMs }: ScreenProps) {
  const { t, weekday, date } = useWords();
  const film = findFilm(state.films, state.movieId);
  const timeZone = state.terminal?.timeZone ?? 'UTC';
  if (!film) return <main className="screen centred">{t('fault.none')}</main>;
  const days = listDays([film], nowMs, timeZone).flatMap((day) => {
    const screenings = filmsOnDay([film], day.key, { nowMs, timeZone })[0]?.screenings ?? [];
    return screenings.length > 0 ? [{ day, screenings }] : [];
  });
  return (
    <main className="screen film-screen">
      <img className="film-backdrop" src={film.posterUrl} alt="" />
      <div className="scroll film-scroll">
        <FilmHero film={film} />
        <section className="film-times" aria-label={t('film.times')}>
          {days.map(({ day, screenings }) => {
            const name = nameDay(day, nowMs, timeZone);
            return (
              <div key={day.key} className="film-day">
                <h2>
                  {name === 'later' ? weekday(day.atMs) : t(`day.${name}`)} <span>{date(day.atMs)}</span>
                </h2>
                {screenings.map((screening) => (
                  <ScreeningRow
                    key={screening.screeningId}
                    screening={screening}
                    link={state.terminal?.link ?? 'online'}
                    onChoose={actions.chooseScreening}
                  />
                ))}
              </div>
            );
          })}
        </section>
      </div>
    </main>
  );
}

function FilmHero({ film }: { film: FilmView }) {
  const words = useWords();
  const { t } = words;
  const score = sayScore(film, words);
  return (
    <section className="film-hero">
      <img className="film-poster" src={film.posterUrl} alt="" />
      <div>
        <ScreenTitle>
          <bdi>{film.title}</bdi>
        </ScreenTitle>
        <p className="facts">
          {film.rating !== null && <span className="rating">{film.rating}</span>}
          <span>
            <Facts facts={sayFacts(film, words)} />
          </span>
        </p>
        {score !== null && (
          <p className="score">
            <Icon name="star" filled />
            <span aria-hidden="true">{score}</span>
            <span className="unseen">{t('film.score', { score })}</span>
          </p>
        )}
        {film.introduction !== null && (
          <p className="introduction" dir="auto">
            {film.introduction}
          </p>
        )}
        {film.director !== null && (
          <p className="director">
            {t('film.cast', { director: film.director })}
            {film.releasedYear !== null && ` · ${film.releasedYear}`}
          </p>
        )}
      </div>
    </section>
  );
}

interface ScreeningRowProps {
  screening: ScreeningView;
  link: Link;
  onChoose: (screeningId: number) => void;
}

function ScreeningRow({ screening, link, onChoose }: ScreeningRowProps) {
  const words = useWords();
  const { t, time, money } = words;
  const availability = seeAvailability(screening, link);
  const word = useAvailabilityWord(screening, availability, link);
  const facts = [
    t('show.language', { language: sayLanguage(screening.language, words) }),
    ...(isFreeSeating(screening) ? [t('seating.free')] : []),
  ];
  return (
    <button
      type="button"
      className="screening-row"
      data-testid={`show-${screening.screeningId}`}
      data-availability={availability}
      disabled={!canBeChosen(availability)}
      onClick={() => onChoose(screening.screeningId)}
    >
      <span className="screening-time">
        <time>{time(screening.startsAtMs)}</time>
        <small>{t('film.until', { time: time(screening.endsAtMs) })}</small>
      </span>
      <span className="screening-place">
        <span>
          <bdi>{screening.venueName}</bdi> <b className="display">{screening.display}</b>
        </span>
        <small>{availability === 'stopped' ? t('show.stopped-why') : <Facts facts={facts} />}</small>
      </span>
      <span className="screening-price">
        {word === '' ? null : <em>{word}</em>}
        <small>
          {availability === 'stopped'
            ? formatFault('screening-stopped')
            : t('show.from', { price: money(screening.fromPriceMinor) })}
        </small>
      </span>
      <Icon name="forward" />
    </button>
  );
}
