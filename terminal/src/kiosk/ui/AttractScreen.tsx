import { memo } from 'react';
import type { FilmView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { languages } from '../../ui-kit/languages.ts';
import { useWords } from '../../ui-kit/words.ts';
import type { ScreenProps } from './screen-props.ts';
import { filmsOnDay } from './show-facts.ts';

export function AttractScreen({ state, dispatch, nowMs }: ScreenProps) {
  const { t, time, dayKey } = useWords();
  const films = state.films ?? [];
  const timeZone = state.terminal?.timeZone ?? 'UTC';
  const next = filmsOnDay(films, dayKey(nowMs), { nowMs, timeZone }).slice(0, 3);
  return (
    <main className="screen attract">
      <PosterWall films={films} />
      {/* Anywhere on the picture begins; the button below says so and is what keyboard and screen reader use. */}
      <button
        type="button"
        className="attract-anywhere"
        tabIndex={-1}
        aria-hidden="true"
        onClick={() => dispatch({ type: 'begun' })}
      />
      <div className="attract-words">
        <h1>{t('attract.headline')}</h1>
        <p className="lead">{t('attract.sub')}</p>
        <div className="attract-buttons">
          <button
            type="button"
            className="button primary attract-begin"
            data-testid="begin"
            onClick={() => dispatch({ type: 'begun' })}
          >
            {t('attract.begin')}
            <Icon name="forward" />
          </button>
          {languages
            .filter(({ code }) => code !== state.language)
            .map(({ code, name, locale }) => (
              <button
                key={code}
                type="button"
                className="button attract-language"
                lang={locale}
                data-testid={`begin-${code}`}
                onClick={() => dispatch({ type: 'begun', language: code })}
              >
                {name}
              </button>
            ))}
          <button
            type="button"
            className="button attract-pick-up"
            data-testid="pick-up-open"
            onClick={() => dispatch({ type: 'pick-up-opened' })}
          >
            <Icon name="ticket" />
            {t('pick-up.open')}
          </button>
        </div>
        {next.length > 0 && (
          <dl className="next-up">
            <dt className="label">{t('attract.next')}</dt>
            {next.map((film) => (
              <dd key={film.movieId}>
                <time>{time(film.screenings[0]?.startsAtMs ?? 0)}</time> <bdi>{film.title}</bdi>
              </dd>
            ))}
          </dl>
        )}
      </div>
    </main>
  );
}

const columns = [0, 1, 2, 3, 4];

/** Each column holds its posters twice, so that the drift can start over unseen. */
const PosterWall = memo(function PosterWall({ films }: { films: readonly FilmView[] }) {
  return (
    <div className="poster-wall" aria-hidden="true">
      {columns.map((column) => {
        const posters = films
          .map((_, index) => films[(index * 5 + column * 3) % films.length]?.posterUrl ?? '')
          .slice(0, 6);
        return (
          <div key={column} className="poster-column" data-column={column}>
            {[...posters, ...posters].map((url, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same poster stands twice in its column, in a fixed order
              <img key={`${url} ${index}`} src={url} alt="" decoding="async" />
            ))}
          </div>
        );
      })}
    </div>
  );
});
