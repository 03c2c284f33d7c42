import { useEffect, useState } from 'react';
import type { CounterView } from '../../calls.ts';
import { useCustomerWords } from './customer-words.ts';

const shownAtOnce = 4;
const turnMs = 12_000;

/** The house's name and what comes next; the posters take turns. */
export function IdleScreen({ view }: { view: CounterView }) {
  const { t, time } = useCustomerWords();
  const { coming } = view;
  const turn = useTurn(Math.ceil(coming.length / shownAtOnce));
  const shown = coming.slice(turn * shownAtOnce, (turn + 1) * shownAtOnce);
  return (
    <main className="customer-idle" data-testid="idle">
      <header>
        <p className="customer-welcome">{t('customer.welcome')}</p>
        <h1>{view.cinemaName}</h1>
        <time className="customer-clock">{time(view.nowMs)}</time>
      </header>
      {shown.length > 0 && (
        <section>
          <h2 className="label">{t('customer.coming')}</h2>
          <ul className="customer-posters" key={turn}>
            {shown.map((film) => (
              <li key={film.movieId}>
                <img src={film.posterUrl} alt="" decoding="async" />
                <p>
                  <time>{time(film.startsAtMs)}</time> <bdi>{film.filmTitle}</bdi>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

function useTurn(turns: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((last) => last + 1), turnMs);
    return () => clearInterval(timer);
  }, []);
  return turns === 0 ? 0 : turn % turns;
}
