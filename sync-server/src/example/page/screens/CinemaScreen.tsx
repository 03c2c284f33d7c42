import { useApp, useLoaded } from '../app.ts';
import { BackBar, Empty, RefusalNotice, Waiting } from '../parts/parts.tsx';
import { nowMs } from '../platform.ts';
import { TimeChip } from './FilmScreen.tsx';

/** What a cinema shows today, film by film. */
export function CinemaScreen({ id }: { id: number }) {
  const { api, words } = useApp();
  const date = new Intl.DateTimeFormat('sv-SE').format(nowMs());
  const found = useLoaded(`cinema ${id} ${date}`, () => api.programme({ date, cinema: String(id) }));
  const name = found.state === 'here' ? (found.body.screenings[0]?.cinemaName ?? '') : '';
  return (
    <div className="screen">
      <BackBar title={name} to="" />
      <h2>{words.t('cinema.today')}</h2>
      {found.state === 'loading' && <Waiting />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' && found.body.screenings.length === 0 && (
        <Empty icon="clock">
          <p>{words.t('film.none')}</p>
        </Empty>
      )}
      {found.state === 'here' &&
        [...Map.groupBy(found.body.screenings, ({ movieId }) => movieId)].map(([movieId, screenings]) => (
          <article key={movieId} className="card cinema-card">
            <header>
              <h3>
                <a href={`#/film/${movieId}`}>{screenings[0]?.title}</a>
              </h3>
            </header>
            <ul className="time-chips">
              {screenings.map((screening) => (
                <li key={screening.id}>
                  <TimeChip screening={screening} />
                </li>
              ))}
            </ul>
          </article>
        ))}
    </div>
  );
}
