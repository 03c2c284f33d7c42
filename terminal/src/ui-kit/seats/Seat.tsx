import { memo } from 'react';
import type { SeatView } from '../../calls.ts';
import { Icon } from '../Icon.tsx';
import { useWords, type Words } from '../words.ts';
import { canChoose } from './seat-choice.ts';

/** What is drawn: a seat of the guest's choice counts as in the basket before the core has said so. */
export function shownState(seat: SeatView, chosen: boolean): SeatView['state'] {
  if (chosen) return 'in-basket';
  return seat.state === 'in-basket' ? 'mine' : seat.state;
}

export interface SeatRowProps {
  row: string;
  seats: readonly SeatView[];
  /** Ids of this row's chosen seats. A text, so that a row whose choice is the same is not painted again. */
  chosen: string;
  /** The same of those that are marked. */
  marked: string;
  markedName: string;
  /** The one seat of the map that Tab leads to, where it is in this row. */
  focusId: number | null;
  basePriceMinor: number;
  originX: number;
  originY: number;
}

function sameRow(before: SeatRowProps, after: SeatRowProps): boolean {
  return (
    before.chosen === after.chosen &&
    before.marked === after.marked &&
    before.focusId === after.focusId &&
    before.basePriceMinor === after.basePriceMinor &&
    before.originX === after.originX &&
    before.originY === after.originY &&
    before.seats.length === after.seats.length &&
    before.seats.every((seat, index) => seat === after.seats[index])
  );
}

export const SeatRow = memo(function SeatRow(props: SeatRowProps) {
  const { row, seats, chosen, marked, markedName, focusId, basePriceMinor, originX, originY } = props;
  const { t, money } = useWords();
  const own = readIds(chosen);
  const named = readIds(marked);
  return seats.map((seat) => (
    <Seat
      key={seat.seatId}
      row={row}
      seat={seat}
      state={shownState(seat, own.has(seat.seatId))}
      mark={named.has(seat.seatId) ? markedName : null}
      price={money(basePriceMinor + seat.surchargeMinor)}
      focusable={seat.seatId === focusId}
      x={seat.x - originX}
      y={seat.y - originY}
      t={t}
    />
  ));
}, sameRow);

const readIds = (text: string): ReadonlySet<number> => new Set(text.split(' ').filter(Boolean).map(Number));

interface SeatProps {
  row: string;
  seat: SeatView;
  state: SeatView['state'];
  mark: string | null;
  price: string;
  focusable: boolean;
  /** In seats, from the room's corner. */
  x: number;
  y: number;
  t: Words['t'];
}

/** Of a row in which one seat changes the others are left as they are: their words are not put together again. */
const Seat = memo(function Seat({ row, seat, state, mark, price, focusable, x, y, t }: SeatProps) {
  const number = seat.label.startsWith(row) ? seat.label.slice(row.length) : seat.label;
  const kind = t(`seat.kind.${seat.kind}`);
  const label = t('seat.label', { row, number, kind, state: t(`seat.state.${state}`), price });
  return (
    <button
      type="button"
      className="seat"
      data-testid={`seat-${seat.label}`}
      data-seat-id={seat.seatId}
      data-state={state}
      data-kind={seat.kind}
      data-marked={mark !== null}
      aria-label={mark === null ? label : `${label}, ${mark}`}
      aria-pressed={state === 'in-basket'}
      aria-disabled={!canChoose(seat)}
      tabIndex={focusable ? 0 : -1}
      style={{ left: `calc(${x} * var(--pitch))`, top: `calc(${y} * var(--pitch))` }}
    >
      <SeatFace state={state} kind={seat.kind} number={number} />
    </button>
  );
});

/** Shape, pattern and sign each tell the state on their own, so that colour is never needed. */
export function SeatFace({
  state,
  kind,
  number,
}: {
  state: SeatView['state'];
  kind: SeatView['kind'];
  number: string;
}) {
  return (
    <span className="seat-face" data-state={state} data-kind={kind}>
      {state === 'in-basket' ? (
        <Icon name="check" />
      ) : state === 'sold' ? (
        <Icon name="close" />
      ) : kind === 'wheelchair' || kind === 'companion' ? (
        <Icon name={kind} />
      ) : (
        number
      )}
    </span>
  );
}
