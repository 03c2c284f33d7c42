import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { SeatKind, SeatNow } from '../api-types.ts';
import { useApp } from '../app.ts';
import { Icon } from './Icon.tsx';

/** From seat to seat, close to: a finger needs 44. */
const closePx = 44;
const gutterPx = 30;

export interface SeatMapProps {
  venueName: string;
  seats: readonly SeatNow[];
  taken: ReadonlySet<number>;
  chosen: ReadonlySet<number>;
  /** In words, for those who can't see the map. */
  priceOf: (kind: SeatKind) => string;
  onTap: (seat: SeatNow) => void;
}

interface Room {
  left: number;
  top: number;
  columns: number;
  rows: number;
}

function measure(seats: readonly SeatNow[]): Room {
  const xs = seats.map(({ place }) => place.x);
  const ys = seats.map(({ place }) => place.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, columns: Math.max(...xs) - left + 1, rows: Math.max(...ys) - top + 1 };
}

/** The room from the screen back; scrolled close to, or whole in small. */
export function SeatMap({ venueName, seats, taken, chosen, priceOf, onTap }: SeatMapProps) {
  const { words } = useApp();
  const room = useMemo(() => measure(seats), [seats]);
  const [view, setView] = useState<'close' | 'whole'>('close');
  const frame = useRef<HTMLDivElement>(null);
  const [middle, setMiddle] = useState({ x: room.columns / 2, y: room.rows * 0.62 });
  useEffect(() => {
    if (view === 'whole') return;
    const { clientWidth = 0, clientHeight = 0 } = frame.current ?? {};
    frame.current?.scrollTo(middle.x * closePx + gutterPx - clientWidth / 2, middle.y * closePx - clientHeight / 2);
  }, [view, middle]);
  const rows = useMemo(() => [...Map.groupBy(seats, ({ place }) => place.row)], [seats]);
  const style = { '--columns': room.columns, '--rows': room.rows } as CSSProperties;
  return (
    <section className="room" aria-label={words.t('seats.map', { venue: venueName })}>
      <div className="film-screen" aria-hidden="true">
        <span>{words.t('seats.screen')}</span>
      </div>
      <button
        type="button"
        className="round view-switch"
        aria-label={words.t(view === 'close' ? 'seats.whole' : 'seats.closer')}
        onClick={() => setView((now) => (now === 'close' ? 'whole' : 'close'))}
      >
        <Icon name={view === 'close' ? 'whole' : 'zoom'} />
      </button>
      {view === 'whole' ? (
        <WholeRoom
          room={room}
          seats={seats}
          taken={taken}
          chosen={chosen}
          onGo={(place) => {
            setMiddle(place);
            setView('close');
          }}
        />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys go from seat to seat.
        <div ref={frame} className="room-frame" style={style} onKeyDown={goBetweenSeats}>
          <div className="room-floor">
            {rows.map(([row, rowSeats]) => (
              <span
                key={row}
                className="row-name"
                aria-hidden="true"
                style={at(0, (rowSeats[0]?.place.y ?? 0) - room.top)}
              >
                <b>{row}</b>
              </span>
            ))}
            {seats.map((seat, index) => (
              <SeatButton
                key={seat.seatId}
                seat={seat}
                x={seat.place.x - room.left}
                y={seat.place.y - room.top}
                state={chosen.has(seat.seatId) ? 'yours' : taken.has(seat.seatId) ? 'taken' : 'free'}
                price={priceOf(seat.place.kind)}
                isFirst={index === 0}
                onTap={onTap}
              />
            ))}
          </div>
        </div>
      )}
    </section>
  );
}

const at = (x: number, y: number): CSSProperties => ({ '--x': x, '--y': y }) as CSSProperties;

interface SeatButtonProps {
  seat: SeatNow;
  x: number;
  y: number;
  state: 'free' | 'yours' | 'taken';
  price: string;
  isFirst: boolean;
  onTap: (seat: SeatNow) => void;
}

const SeatButton = memo(function SeatButton({ seat, x, y, state, price, isFirst, onTap }: SeatButtonProps) {
  const { words } = useApp();
  const { kind, label } = seat.place;
  return (
    <button
      type="button"
      className={`seat ${kind} ${state}`}
      style={at(x, y)}
      data-x={x}
      data-y={y}
      data-seat={label}
      tabIndex={isFirst ? 0 : -1}
      aria-pressed={state === 'yours'}
      aria-disabled={state === 'taken'}
      aria-label={words.t('seats.seat', {
        kind: words.t(`seats.${kind}`),
        label,
        state: words.t(`seats.${state}`),
        price,
      })}
      onClick={() => state !== 'taken' && onTap(seat)}
    >
      <SeatSign kind={kind} state={state} label={label} row={seat.place.row} />
    </button>
  );
});

const signs = {
  taken: 'M7 7l10 10M17 7 7 17',
  yours: 'M6 12.500l4.500 4.500 8-9.500',
  vip: 'M12 5.500l2 4.200 4.600.6-3.400 3.200.900 4.500-4.100-2.200-4.100 2.200.900-4.500-3.400-3.200 4.600-.6z',
  wheelchair: 'M10.500 5.500a1 1 0 1 0 .01 0M10.500 8.500v5h5l2 4.500M8.500 11.500a4 4 0 1 0 5.200 5.500',
  companion:
    'M9 9.500a2 2 0 1 0-.01 0M15.500 9.500a2 2 0 1 0-.01 0M5.500 17.500c.2-3 1.700-4.500 3.500-4.500s3 1.200 3.300 3M13 13.500c3-1.500 5.300.5 5.500 4',
} as const;

/** Each state and kind has a sign of its own: colour only helps. */
export function SeatSign({
  kind,
  state,
  label,
  row,
}: {
  kind: SeatKind;
  state: 'free' | 'yours' | 'taken';
  label: string;
  row: string;
}) {
  const sign = state === 'free' ? (kind === 'standard' ? null : signs[kind]) : signs[state];
  return (
    <span className="seat-shape" aria-hidden="true">
      {sign ? (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={sign} />
        </svg>
      ) : (
        label.slice(row.length)
      )}
    </span>
  );
}

function WholeRoom({
  room,
  seats,
  taken,
  chosen,
  onGo,
}: {
  room: Room;
  seats: readonly SeatNow[];
  taken: ReadonlySet<number>;
  chosen: ReadonlySet<number>;
  onGo: (middle: { x: number; y: number }) => void;
}) {
  const { words } = useApp();
  const pathOf = (wanted: (seat: SeatNow) => boolean) =>
    seats
      .filter(wanted)
      .map(({ place }) => `M${place.x - room.left + 0.12} ${place.y - room.top + 0.12}h.76v.76h-.76z`)
      .join('');
  const go = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    // A key has no place: it goes to the middle.
    if (event.detail === 0) return onGo({ x: room.columns / 2, y: room.rows / 2 });
    onGo({
      x: ((event.clientX - box.left) / box.width) * room.columns,
      y: ((event.clientY - box.top) / box.height) * room.rows,
    });
  };
  return (
    <button type="button" className="room-whole" aria-label={words.t('seats.closer')} onClick={go}>
      <svg viewBox={`0 0 ${room.columns} ${room.rows}`} aria-hidden="true">
        <path className="free" d={pathOf(({ seatId }) => !taken.has(seatId) && !chosen.has(seatId))} />
        <path className="taken" d={pathOf(({ seatId }) => taken.has(seatId) && !chosen.has(seatId))} />
        <path className="yours" d={pathOf(({ seatId }) => chosen.has(seatId))} />
      </svg>
    </button>
  );
}

const steps: Record<string, [number, number]> = {
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

export function SeatLegend({ kinds }: { kinds: ReadonlySet<SeatKind> }) {
  const { words } = useApp();
  const special = (['vip', 'wheelchair', 'companion'] as const).filter((kind) => kinds.has(kind));
  return (
    <ul className="legend" aria-label={words.t('seats.legend')}>
      {(['free', 'yours', 'taken'] as const).map((state) => (
        <li key={state}>
          <span className={`seat standard ${state}`}>
            <SeatSign kind="standard" state={state} label="7" row="" />
          </span>
          {words.t(`seats.${state}`)}
        </li>
      ))}
      {special.map((kind) => (
        <li key={kind}>
          <span className={`seat ${kind} free`}>
            <SeatSign kind={kind} state="free" label="" row="" />
          </span>
          {words.t(`seats.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
