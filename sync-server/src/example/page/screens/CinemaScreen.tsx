import type { Cinema } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { BackBar, Empty, RefusalNotice, Waiting } from '../parts/parts.tsx';
import { nowMs } from '../platform.ts';
import { TimeChip } from './FilmScreen.tsx';

export function CinemaScreen({ id }: { id: number }) {
  const { api } = useApp();
  const found = useLoaded('cinemas', () => api.cinemas());
  const cinema = found.state === 'here' ? found.body.cinemas.find((each) => each.id === id) : undefined;
  return (
    <div className="screen">
      <BackBar title={cinema?.name ?? ''} to="" />
      {found.state === 'loading' && <Waiting />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {cinema && <Today cinema={cinema} />}
    </div>
  );
}

/** What a cinema shows today by its own clock, film by film. */
function Today({ cinema: { id, timeZone, information } }: { cinema: Cinema }) {
  const { api, words } = useApp();
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(nowMs());
  const found = useLoaded(`cinema ${id} ${date}`, () => api.programme({ date, cinema: String(id) }));
  return (
    <>
      <p className="muted">{information}</p>
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
    </>
  );
}
