import { GateIcon } from './GateIcon.tsx';
import { answerOf, type GateState, type Shown } from './gate-state.ts';
import { useGateWords } from './gate-words.ts';

export function RecentList({ state: { recent } }: { state: GateState }) {
  const { t } = useGateWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and nothing in it takes the focus
    <section className="gate-recent" tabIndex={0} aria-label={t('gate.recent')}>
      <h2 className="gate-subtitle">{t('gate.recent')}</h2>
      {recent.length === 0 && <p className="muted">{t('gate.no-scans')}</p>}
      <ol data-testid="recent">
        {recent.map((shown) => (
          <RecentScan key={shown.number} shown={shown} />
        ))}
      </ol>
    </section>
  );
}

function RecentScan({ shown: { verdict, scan } }: { shown: Shown }) {
  const { t, time } = useGateWords();
  const answer = answerOf(verdict);
  return (
    <li className="gate-scan" data-answer={answer}>
      <GateIcon name={answer} />
      <b>{t(`gate.verdict.${verdict}`)}</b>
      <span className="gate-scan-what muted">
        {[scan?.seat?.label, scan?.ticketClass && t(`gate.class.${scan.ticketClass}`), scan?.film?.title]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {scan && <time className="muted">{time(scan.atMs)}</time>}
    </li>
  );
}
