import { GateIcon } from './GateIcon.tsx';
import type { GateState } from './gate-state.ts';
import { useGateWords } from './gate-words.ts';

/** Between two guests: what to do, and how full the rooms are. */
export function IdleScreen({ state }: { state: GateState }) {
  const { t, time } = useGateWords();
  const screenings = state.gate?.screenings ?? null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and nothing in it takes the focus
    <section className="gate-idle" tabIndex={0} aria-label={t('gate.screenings')}>
      <div className="gate-ask" data-testid="idle">
        <GateIcon name="scan" />
        <div>
          <h1>{t(state.checking ? 'gate.checking' : 'gate.idle')}</h1>
          <p className="muted">{t('gate.idle-sub')}</p>
        </div>
      </div>
      <h2 className="gate-subtitle">{t('gate.screenings')}</h2>
      {screenings?.length === 0 && <p className="muted">{t('gate.no-screenings')}</p>}
      <ul className="gate-shows">
        {screenings?.map((show) => (
          <li key={show.screeningId} className="gate-show" data-testid={`show-${show.screeningId}`}>
            <time>{time(show.startsAtMs)}</time>
            <span className="gate-show-name">
              <strong>{show.title}</strong>
              <span className="muted">{show.venueName}</span>
            </span>
            <span className="gate-count">{t('gate.admitted', { admitted: show.admitted, sold: show.sold })}</span>
            <meter min={0} max={Math.max(show.sold, 1)} value={show.admitted} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </section>
  );
}
