import type { GateView, ScanView } from '../../calls.ts';
import { GateIcon } from './GateIcon.tsx';
import { answerOf, type Shown, validShownMs } from './gate-state.ts';
import { type GateWords, useGateWords } from './gate-words.ts';

interface Props {
  shown: Shown;
  /** Scans that are still to be looked at. */
  waiting: number;
  gate: GateView | null;
  onClear: () => void;
}

/** One answer over the whole screen, to be read from two metres: what to do, the seat, and what an usher looks at. */
export function ResultScreen({ shown: { verdict, scan }, waiting, gate, onClear }: Props) {
  const { t, time } = useGateWords();
  const answer = answerOf(verdict);
  const isYes = answer === 'yes';
  /** A gate that hasn't heard of the screening yet still knows what the ticket says. */
  const knows = scan !== null && (scan.film !== null || scan.seat !== null || scan.ticketClass !== null);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter, Space and Escape do the same from anywhere on the page
    // biome-ignore lint/a11y/noStaticElementInteractions: the whole screen is the touch target
    <div className="result" data-testid="result" data-answer={answer} data-verdict={verdict} onClick={onClear}>
      <div className="result-verdict" data-alone={!knows} role="alert">
        <GateIcon name={answer} />
        <div>
          <h1>{t(`gate.verdict.${verdict}`)}</h1>
          {verdict !== 'valid' && <p className="result-do">{whatToDo({ t, time }, verdict, scan)}</p>}
        </div>
      </div>
      {scan?.used && <UsedBefore used={scan.used} />}
      {knows && (
        <div className="result-facts" data-big={isYes ? 'seat' : 'film'}>
          {isYes && <SeatFact scan={scan} />}
          <FilmFact film={scan.film} isWay={verdict === 'wrong-screening' || verdict === 'too-early'}>
            {!isYes && scan.seat && (
              <p className="result-small-seat">
                {t('gate.seat')} {scan.seat.label}
              </p>
            )}
          </FilmFact>
          {answer !== 'no' && scan.ticketClass && <LookAt scan={scan} />}
        </div>
      )}
      <footer className="result-foot">
        {verdict === 'valid' && scan && !scan.named && gate?.online && <span>{t('gate.unnamed')}</span>}
        {waiting > 0 && <b data-testid="waiting">{t('gate.waiting', { count: waiting })}</b>}
        {isYes ? (
          <i className="result-timer" style={{ animationDuration: `${validShownMs}ms` }} />
        ) : (
          <span className="result-tap">{t('gate.tap')}</span>
        )}
      </footer>
    </div>
  );
}

/** More exactly than the verdict alone, where the core has said more. */
function whatToDo({ t, time }: GateWords, verdict: Exclude<Shown['verdict'], 'valid'>, scan: ScanView | null): string {
  if (scan?.passedOn) return t('gate.do.passed-on');
  if (scan?.opensAtMs) return t('gate.do.opens', { time: time(scan.opensAtMs) });
  if (scan?.why) return t(`gate.why.${scan.why}`);
  return t(`gate.do.${verdict}`);
}

function UsedBefore({ used }: { used: NonNullable<ScanView['used']> }) {
  const { t, time } = useGateWords();
  const where = used.here ? t('gate.this-gate') : t('gate.another-gate', { gate: used.gate });
  return (
    <p className="result-used" data-testid="used">
      {t('gate.used', { time: time(used.atMs), where })}
    </p>
  );
}

function SeatFact({ scan: { seat } }: { scan: ScanView }) {
  const { t } = useGateWords();
  if (!seat) return <p className="result-seat any">{t('gate.any-seat')}</p>;
  return (
    <div className="result-seat-box">
      <span>{t('gate.seat')}</span>
      <p className="result-seat" data-testid="seat">
        {seat.label}
      </p>
      {seat.kind !== 'standard' && <span className="result-kind">{t(`gate.kind.${seat.kind}`)}</span>}
    </div>
  );
}

interface FilmFactProps {
  film: ScanView['film'];
  /** Where and when the guest has to go instead. */
  isWay: boolean;
  children: React.ReactNode;
}

function FilmFact({ film, isWay, children }: FilmFactProps) {
  const { time } = useGateWords();
  return (
    <div className="result-film" data-way={isWay}>
      {film && (
        <>
          <p className="result-room">
            {film.venueName} <span>{time(film.startsAtMs)}</span>
          </p>
          <p className="result-title">{film.title}</p>
        </>
      )}
      {children}
    </div>
  );
}

/** Whoever paid less should look it; and the film may have an age. */
function LookAt({ scan: { ticketClass, film } }: { scan: ScanView }) {
  const { t } = useGateWords();
  if (!ticketClass) return null;
  return (
    <div className="result-look">
      <span className="result-class" data-reduced={ticketClass !== 'adult'} data-testid="class">
        {ticketClass !== 'adult' && <GateIcon name="eye" />}
        {t(`gate.class.${ticketClass}`)}
      </span>
      {film?.rating && (
        <span className="result-rating" data-testid="rating">
          <small>{t('gate.rating')}</small> {film.rating}
        </span>
      )}
    </div>
  );
}
