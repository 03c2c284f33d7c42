import { memo } from 'react';
import type { SeatView } from '../../calls.ts';
import { useWords } from '../words.ts';
import { SeatFace } from './Seat.tsx';

const entries = [
  { word: 'legend.available', state: 'mine', kind: 'standard' },
  { word: 'legend.yours', state: 'in-basket', kind: 'standard' },
  { word: 'legend.sold', state: 'sold', kind: 'standard' },
  { word: 'legend.unavailable', state: 'not-ours-now', kind: 'standard' },
  { word: 'legend.vip', state: 'mine', kind: 'vip' },
  { word: 'legend.wheelchair', state: 'mine', kind: 'wheelchair' },
  { word: 'legend.companion', state: 'mine', kind: 'companion' },
] as const;

/** Only what this room has: no line about VIP seats where there are none. */
export const SeatLegend = memo(function SeatLegend({ seats }: { seats: readonly SeatView[] }) {
  const { t, money } = useWords();
  const shown = entries.filter(({ kind, state }) =>
    kind !== 'standard'
      ? seats.some((seat) => seat.kind === kind)
      : state !== 'not-ours-now' || seats.some((seat) => seat.state === state),
  );
  const vipMinor = seats.find((seat) => seat.kind === 'vip')?.surchargeMinor ?? 0;
  return (
    <ul className="seat-legend" aria-label={t('legend.title')}>
      {shown.map(({ word, state, kind }) => (
        <li key={word}>
          <SeatFace state={state} kind={kind} number="" />
          <span>
            {t(word)}
            {kind === 'vip' && vipMinor > 0 && <bdi className="legend-price"> +{money(vipMinor)}</bdi>}
          </span>
        </li>
      ))}
    </ul>
  );
});
