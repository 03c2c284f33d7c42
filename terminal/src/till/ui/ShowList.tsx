import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { dayOf, listShows, type Show } from './basket-facts.ts';
import { Tool } from './buttons.tsx';
import type { TillActions } from './till-actions.ts';
import type { TillProps } from './till-props.ts';

const noFilms: never[] = [];

/** The evening by start time: what is left of each, and how much of it could be sold here without a network. */
export function ShowList({ state, actions }: TillProps) {
  const words = useWords();
  const { t } = words;
  const timeZone = state.terminal?.timeZone ?? 'UTC';
  const { films } = state;
  const byDay = useMemo(
    () => Map.groupBy(listShows(films ?? noFilms), (show) => dayOf(show, timeZone)),
    [films, timeZone],
  );
  const days = [...byDay.keys()].slice(0, 4);
  const chosen = listShows(films ?? noFilms).find((show) => show.screeningId === state.screeningId);
  const [day, setDay] = useState<string | null>(null);
  const chosenDay = chosen ? dayOf(chosen, timeZone) : undefined;
  // Whoever steps over midnight by key comes to the next day's list.
  useEffect(() => setDay(chosenDay ?? null), [chosenDay]);
  const shownDay = day ?? days[0];
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (state.screeningId !== null)
      list.current?.querySelector('[aria-current="true"]')?.scrollIntoView?.({ block: 'nearest' });
  }, [state.screeningId]);
  const onDay = byDay.get(shownDay ?? '') ?? [];
  return (
    <nav className="till-shows" aria-label={t('till.shows')}>
      <fieldset className="till-days" aria-label={t('till.day')}>
        {days.map((each) => {
          const first = byDay.get(each)?.[0];
          return (
            <button
              key={each}
              type="button"
              aria-pressed={each === shownDay}
              data-testid={`day-${each}`}
              onClick={() => setDay(each)}
            >
              {first ? `${words.weekday(first.startsAtMs - 5 * 3600_000)} ${each.slice(8)}` : each}
            </button>
          );
        })}
      </fieldset>
      <ul ref={list} className="till-shows-list">
        {onDay.map((show) => (
          <ShowRow
            key={show.screeningId}
            show={show}
            current={show.screeningId === state.screeningId}
            offline={state.terminal?.link === 'offline'}
            past={show.startsAtMs <= (state.terminal?.nowMs ?? 0)}
            actions={actions}
          />
        ))}
        {onDay.length === 0 && <li className="muted till-shows-none">{t('till.shows-none')}</li>}
      </ul>
      <div className="till-tools till-shows-foot" data-columns="3">
        <Tool word={t('till.sales')} hint="F6" testId="sales" onPress={() => actions.open('sales')} />
        <Tool word={t('till.pick-up')} hint="F10" testId="pick-up" onPress={() => actions.open('pick-up')} />
        <Tool word={t('till.shift')} hint="F8" testId="shift" onPress={() => actions.open('shift')} />
      </div>
    </nav>
  );
}

interface ShowRowProps {
  show: Show;
  current: boolean;
  offline: boolean;
  past: boolean;
  actions: TillActions;
}

/** An evening has dozens of rows, and a tap changes two of them. */
const ShowRow = memo(function ShowRow({ show, current, offline, past, actions }: ShowRowProps) {
  const { t, time } = useWords();
  const left = show.seats - show.sold;
  const scarce = offline ? show.offline < 10 : left < 20;
  return (
    <li>
      <button
        type="button"
        className="till-show"
        aria-current={current}
        data-past={past}
        data-testid={`show-${show.screeningId}`}
        onClick={() => actions.chooseScreening(show.screeningId)}
      >
        <time>{time(show.startsAtMs)}</time>
        <span className="till-show-what">
          <strong>{show.title}</strong>
          <span className="muted">
            {[show.venueName, show.display === '2D' ? null : show.display, show.rating].filter(Boolean).join(' · ')}
          </span>
        </span>
        <span className="till-show-left" data-scarce={scarce && left > 0} data-none={left === 0 || show.stopped}>
          {show.stopped ? (
            t('till.stopped')
          ) : (
            <>
              <b>{t('till.left', { count: left })}</b>
              {left > 0 && <small>{t('till.here', { count: show.offline })}</small>}
            </>
          )}
        </span>
      </button>
    </li>
  );
});
