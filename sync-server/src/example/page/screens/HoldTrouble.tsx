import { useApp } from '../app.ts';
import { RefusalNotice, Sheet } from '../parts/parts.tsx';
import type { Holding } from './use-holding.ts';

/** Why seats could not be kept, with what can be done about it. */
export function HoldTrouble({
  holding: { refusal, forgetRefusal },
  labelOf,
  onMove,
  onAllow,
}: {
  holding: Holding;
  labelOf: (seatId: number) => string;
  onMove: (seatIds: readonly number[]) => void;
  onAllow: () => void;
}) {
  const { words } = useApp();
  if (!refusal) return null;
  const seatIds = (refusal.extra.seatIds ?? []) as number[];
  const labels = seatIds.map(labelOf).join(', ');
  if (refusal.code === 'single-seat-left') {
    return (
      <Sheet title={words.t('seats.single-title')} onClose={forgetRefusal}>
        <p>{words.t('seats.single', { labels })}</p>
        <button type="button" className="main" onClick={forgetRefusal}>
          {words.t('seats.single-change')}
        </button>
        <button type="button" className="plain wide" onClick={onAllow}>
          {words.t('seats.single-keep')}
        </button>
      </Sheet>
    );
  }
  const alternatives = (refusal.extra.alternatives ?? []) as number[][];
  const values = refusal.code === 'not-enough-seats' ? { n: Number(refusal.extra.freeSeats) } : { labels };
  return (
    <RefusalNotice refusal={refusal} values={values}>
      {alternatives.length > 0 && (
        <>
          <p>{words.t('seats.alternatives')}</p>
          <div className="alternatives">
            {alternatives.map((ids) => (
              <button key={ids.join(' ')} type="button" className="plain" onClick={() => onMove(ids)}>
                {words.t('seats.take', { labels: ids.map(labelOf).join(', ') })}
              </button>
            ))}
          </div>
        </>
      )}
    </RefusalNotice>
  );
}
