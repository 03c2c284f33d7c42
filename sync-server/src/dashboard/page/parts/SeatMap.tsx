import { type CSSProperties, type KeyboardEvent, memo, useMemo } from 'react';
import type { HouseSeat } from '../api-types.ts';
import { useWords } from '../app.ts';

export interface SeatMapProps {
  venue: string;
  seats: readonly HouseSeat[];
  chosen: ReadonlySet<number>;
  onToggle: (seat: HouseSeat, isMore: boolean) => void;
}

const at = (x: number, y: number): CSSProperties => ({ '--x': x, '--y': y }) as CSSProperties;

/** The room from the screen back; each state has a sign of its own: colour only helps. */
export function SeatMap({ venue, seats, chosen, onToggle }: SeatMapProps) {
  const words = useWords();
  const room = useMemo(() => {
    const xs = seats.map(({ x }) => x);
    const ys = seats.map(({ y }) => y);
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return { left, top, columns: Math.max(...xs) - left + 1, rows: Math.max(...ys) - top + 1 };
  }, [seats]);
  const rows = useMemo(() => [...Map.groupBy(seats, ({ row }) => row)], [seats]);
  return (
    <section className="room" aria-label={words.t('screening.map', { venue })}>
      <div className="film-screen" aria-hidden="true">
        {words.t('screening.screen')}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys go from seat to seat. */}
      <div
        className="room-floor"
        style={{ '--columns': room.columns, '--rows': room.rows } as CSSProperties}
        onKeyDown={goBetweenSeats}
      >
        {rows.map(([row, [first]]) => (
          <span key={row} className="row-name" aria-hidden="true" style={at(-1, (first?.y ?? 0) - room.top)}>
            {row}
          </span>
        ))}
        {seats.map((seat, index) => (
          <Seat
            key={seat.seatId}
            seat={seat}
            x={seat.x - room.left}
            y={seat.y - room.top}
            isChosen={chosen.has(seat.seatId)}
            isFirst={index === 0}
            onToggle={onToggle}
          />
        ))}
      </div>
    </section>
  );
}

interface SeatProps {
  seat: HouseSeat;
  x: number;
  y: number;
  isChosen: boolean;
  isFirst: boolean;
  onToggle: SeatMapProps['onToggle'];
}

const Seat = memo(function Seat({ seat, x, y, isChosen, isFirst, onToggle }: SeatProps) {
  const words = useWords();
  const state = words.named('state', seat.admitted ? 'admitted' : seat.state);
  const kind = words.named('kind', seat.kind);
  return (
    <button
      type="button"
      className={`seat ${seat.state} ${seat.kind}`}
      style={at(x, y)}
      data-x={x}
      data-y={y}
      data-seat={seat.label}
      data-state={seat.state}
      data-number={numberIn(seat)}
      tabIndex={isFirst ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={`${seat.label}: ${state}, ${kind}`}
      title={`${seat.label} · ${state}`}
      onClick={(event) => onToggle(seat, event.shiftKey || event.ctrlKey || event.metaKey)}
    >
      <SeatSign seat={seat} />
    </button>
  );
});

const signs = {
  blocked: 'M7 7l10 10M17 7 7 17',
  held: 'M12 6.500v5.500l3.500 2',
  paying: 'M12 6.500v5.500l3.500 2',
  quarantined: 'M12 6.500v6.500M12 17v.1',
  admitted: 'M6.500 12.500l3.800 3.800 7.200-8.300',
  wheelchair: 'M10.500 5.500a1 1 0 1 0 .01 0M10.500 8.500v5h5l2 4.500M8.500 11.500a4 4 0 1 0 5.200 5.500',
} as const;

type Signed = Pick<HouseSeat, 'state' | 'kind' | 'admitted'>;

function signOf({ state, kind, admitted }: Signed): string | null {
  const name = admitted ? 'admitted' : state;
  if (name in signs) return signs[name as keyof typeof signs];
  return kind === 'wheelchair' ? signs.wheelchair : null;
}

/** In its row, where no sign stands for it. Drawn by the style sheet: the button is called by its whole label. */
function numberIn(seat: HouseSeat): string | undefined {
  if (signOf(seat) !== null) return undefined;
  return seat.label.startsWith(seat.row) ? seat.label.slice(seat.row.length) : seat.label;
}

export function SeatSign({ seat }: { seat: Signed }) {
  const sign = signOf(seat);
  if (sign === null) return null;
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={sign} />
    </svg>
  );
}

const steps: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest seat in the direction of the arrow. */
function goBetweenSeats(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  const from = event.target instanceof HTMLElement ? event.target : null;
  if (!step || from?.dataset.x === undefined) return;
  event.preventDefault();
  const [x, y] = [Number(from.dataset.x), Number(from.dataset.y)];
  let best: { element: HTMLElement; far: number } | null = null;
  for (const element of event.currentTarget.querySelectorAll<HTMLElement>('[data-x]')) {
    const [dx, dy] = [Number(element.dataset.x) - x, Number(element.dataset.y) - y];
    const [along, aside] = step[0] === 0 ? [dy * step[1], Math.abs(dx)] : [dx * step[0], Math.abs(dy)];
    const far = along + aside * 3;
    if (along > 0 && (!best || far < best.far)) best = { element, far };
  }
  best?.element.focus();
}
