import { useMemo } from 'react';
import { useApp } from '../../app.ts';
import type { PlanFault } from '../../seat-plan/faults.ts';
import { countKinds, type Keys, seatKinds } from '../../seat-plan/plan.ts';
import { ChosenSeats } from './ChosenSeats.tsx';
import type { Drawing } from './use-plan.ts';

/** What there is, what is wrong with it, and what can be done with the chosen seats. */
export function PlanPanel({ drawing, faults }: { drawing: Drawing; faults: readonly PlanFault[] }) {
  const { words } = useApp();
  const counts = useMemo(() => countKinds(drawing.plan.places), [drawing.plan]);
  return (
    <aside className="panel plan-panel" aria-label={words.t('plan.panel')}>
      <dl className="plan-counts" data-testid="plan-counts">
        <div>
          <dt>{words.t('venues.seats')}</dt>
          <dd>{words.number(drawing.plan.places.length)}</dd>
        </div>
        {seatKinds.map((kind) => (
          <div key={kind} className={kind}>
            <dt>
              <i className={`seat plan-seat ${kind}`} aria-hidden="true" />
              {words.t(`kinds.${kind}`)}
            </dt>
            <dd data-testid={`count-${kind}`}>{words.number(counts[kind])}</dd>
          </div>
        ))}
      </dl>
      {faults.length > 0 && <Faults faults={faults} onPick={drawing.choose} />}
      {drawing.chosen.size === 0 ? (
        <p className="muted">{words.t('plan.pick')}</p>
      ) : (
        <ChosenSeats key={[...drawing.chosen].join(' ')} drawing={drawing} />
      )}
    </aside>
  );
}

const faultsShown = 8;

function Faults({ faults, onPick }: { faults: readonly PlanFault[]; onPick: (keys: Iterable<number>) => void }) {
  const { words } = useApp();
  return (
    <section aria-label={words.t('plan.faults')}>
      <ul className="plan-faults" data-testid="plan-faults">
        {faults.slice(0, faultsShown).map((fault) => (
          <li key={JSON.stringify([fault.word, fault.values])} className={fault.isWrong ? 'bad' : 'warn'}>
            {words.t(fault.word, fault.values)}{' '}
            {fault.keys.length > 0 && <Show keys={new Set(fault.keys)} onPick={onPick} />}
          </li>
        ))}
        {faults.length > faultsShown && <li>{words.t('plan-file.more', { n: faults.length - faultsShown })}</li>}
      </ul>
    </section>
  );
}

function Show({ keys, onPick }: { keys: Keys; onPick: (keys: Iterable<number>) => void }) {
  const { words } = useApp();
  return (
    <button type="button" className="link" onClick={() => onPick(keys)}>
      {words.t('plan.show')}
    </button>
  );
}
