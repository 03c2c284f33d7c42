import type { FilmView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { Facts } from './Facts.tsx';
import { sayFacts } from './film-words.ts';
import { NoticePanel } from './NoticePanel.tsx';
import { ScreenTitle } from './ScreenTitle.tsx';
import { ShowChip } from './ShowChip.tsx';
import type { ScreenProps } from './screen-props.ts';
import { type Day, filmsOnDay, type Link, listDays, nameDay } from './show-facts.ts';

/** As many times as fit beside a poster; the others are on the film's own page. */
const chipsMax = 4;

export function FilmsScreen({ state, actions, dispatch, nowMs }: ScreenProps) {
  const { t } = useWords();
  const timeZone = state.terminal?.timeZone ?? 'UTC';
  const films = state.films ?? [];
  const days = listDays(films, nowMs, timeZone);
  const day = days.find(({ key }) => key === state.day) ?? days[0];
  const shown = day ? filmsOnDay(films, day.key, { nowMs, timeZone }) : [];
  return (
    <main className="screen films-screen">
      <div className="films-head">
        <div className="films-title">
          <ScreenTitle>{t('films.title')}</ScreenTitle>
          <button
            type="button"
            className="button small films-pick-up"
            data-testid="pick-up-open"
            onClick={() => dispatch({ type: 'pick-up-opened' })}
          >
            <Icon name="ticket" />
            {t('pick-up.open')}
          </button>
        </div>
        <fieldset className="days">
          <legend className="unseen">{t('films.day')}</legend>
          {days.map((each) => (
            <DayTab
              key={each.key}
              day={each}
              now={{ nowMs, timeZone }}
              chosen={each.key === day?.key}
              onChoose={() => dispatch({ type: 'day-chosen', day: each.key })}
            />
          ))}
        </fieldset>
      </div>
      <NoticePanel notice={state.notice} dispatch={dispatch} />
      <div className="scroll" key={day?.key}>
        {shown.length === 0 ? (
          <div className="empty">
            <p className="empty-title">{t(films.length === 0 ? 'fault.none' : 'films.empty')}</p>
            {films.length > 0 && <p>{t('films.empty-sub')}</p>}
          </div>
        ) : (
          <ul className="films" data-testid="films">
            {shown.map((film) => (
              <FilmCard
                key={film.movieId}
                film={film}
                link={state.terminal?.link ?? 'online'}
                onFilm={() => dispatch({ type: 'film-chosen', movieId: film.movieId })}
                onScreening={actions.chooseScreening}
              />
            ))}
          </ul>
        )}
      </div>
    </main>
  );
}

interface DayTabProps {
  day: Day;
  now: { nowMs: number; timeZone: string };
  chosen: boolean;
  onChoose: () => void;
}

function DayTab({ day, now, chosen, onChoose }: DayTabProps) {
  const { t, weekday, shortDate } = useWords();
  const name = nameDay(day, now.nowMs, now.timeZone);
  return (
    <button type="button" data-testid={`day-${day.key}`} aria-pressed={chosen} onClick={onChoose}>
      <strong>{name === 'later' ? weekday(day.atMs) : t(`day.${name}`)}</strong>
      <span>{shortDate(day.atMs)}</span>
    </button>
  );
}

interface FilmCardProps {
  film: FilmView;
  link: Link;
  onFilm: () => void;
  onScreening: (screeningId: number) => void;
}

function FilmCard({ film, link, onFilm, onScreening }: FilmCardProps) {
  const words = useWords();
  const more = film.screenings.length - chipsMax;
  const chips = more > 0 ? film.screenings.slice(0, chipsMax - 1) : film.screenings;
  return (
    <li className="film-card">
      <button
        type="button"
        className="film-open"
        data-testid={`film-${film.movieId}`}
        aria-label={film.title}
        onClick={onFilm}
      >
        <img src={film.posterUrl} alt="" decoding="async" />
      </button>
      <div className="film-words">
        <h2>
          <bdi>{film.title}</bdi>
        </h2>
        <p className="facts">
          {film.rating !== null && <span className="rating">{film.rating}</span>}
          <Facts facts={sayFacts(film, words)} />
        </p>
        <div className="show-chips">
          {chips.map((screening) => (
            <ShowChip key={screening.screeningId} screening={screening} link={link} onChoose={onScreening} />
          ))}
          {more > 0 && (
            <button
              type="button"
              className="show-chip more"
              aria-label={`${film.title}: ${words.t('film.times')}`}
              onClick={onFilm}
            >
              <bdi dir="ltr">+{more + 1}</bdi>
            </button>
          )}
        </div>
      </div>
    </li>
  );
}
