import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { dayOf, listShows, type Show } from './basket-facts.ts';
import { Tool } from './buttons.tsx';
import type { TillProps } from './till-props.ts';

/** The evening by start time: what is left of each, and how much of it could be sold here without a network. */
export function ShowList({ state, actions }: TillProps) {
  const words = useWords();
  const { t } = words;
  const timeZone = state.terminal?.timeZone ?? 'UTC';
  const shows = listShows(state.films ?? []);
  const days = [...new Set(shows.map((show) => dayOf(show, timeZone)))].slice(0, 4);
  const chosen = shows.find((show) => show.screeningId === state.screeningId);
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
  const onDay = shows.filter((show) => dayOf(show, timeZone) === shownDay);
  return (
    <nav className="till-shows" aria-label={t('till.shows')}>
      <fieldset className="till-days" aria-label={t('till.day')}>
        {days.map((each) => {
          const first = shows.find((show) => dayOf(show, timeZone) === each);
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
            onChoose={() => actions.chooseScreening(show.screeningId)}
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
  onChoose: () => void;
}

function ShowRow({ show, current, offline, past, onChoose }: ShowRowProps) {
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
        onClick={onChoose}
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
              {left > 0 && <small>{t('till.here', { count: offline ? show.offline : show.offline })}</small>}
            </>
          )}
        </span>
      </button>
    </li>
  );
}
