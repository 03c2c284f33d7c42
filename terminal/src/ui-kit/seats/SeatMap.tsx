import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { SeatView } from '../../calls.ts';
import { Icon } from '../Icon.tsx';
import { useWords } from '../words.ts';
import { RoomOverview } from './RoomOverview.tsx';
import { choosePitch, fitPitch, gutter, measureRoom, middleOf, type Room, touchablePx } from './room-view.ts';
import { SeatRow } from './Seat.tsx';
import { groupRows, type MoveKey, moveFocus, type SeatRow as Row } from './seat-choice.ts';

export interface SeatMapProps {
  seats: readonly SeatView[];
  chosen: readonly number[];
  /** Named for each seat together with its surcharge. */
  basePriceMinor: number;
  onTap: (seatId: number) => void;
  /** Seats of which something is said: drawn with a frame, and named so. */
  marked?: { seatIds: readonly number[]; name: string } | undefined;
  /** A seat smaller than this is too small to hit: a mouse hits smaller ones than a guest's finger. */
  touchPx?: number;
}

const moveKeys: readonly string[] = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
] satisfies MoveKey[];

/**
 * The room, screen on top. A room whose seats would be too small to touch is drawn larger than its frame: it scrolls, an
 * overview shows where one is, and "Whole room" steps back. A tap in the whole room then leads closer, so that
 * nobody has to hit a seat smaller than a fingertip.
 */
export function SeatMap(props: SeatMapProps) {
  const { seats, chosen, basePriceMinor, marked } = props;
  const { t } = useWords();
  const map = useSeatMap(props);
  const { room, rows, pitch, large, view, focusId, frame } = map;
  const width = (room.columns + 2 * gutter) * pitch;
  return (
    <div className="seat-map" data-view={large ? view : 'whole'} ref={map.whole}>
      <div className="seat-map-frame" ref={frame}>
        <div
          className="room"
          style={{ '--pitch': `${pitch}px`, width, height: room.rows * pitch } as React.CSSProperties}
        >
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's; this is one widget of many seats */}
          <div
            role="group"
            aria-label={t('map.label')}
            className="room-seats"
            data-testid="seat-map"
            onClick={map.tap}
            onKeyDown={map.move}
          >
            {rows.map(({ row, y, seats: inRow }) => (
              <SeatRow
                key={y}
                row={row}
                seats={inRow}
                chosen={listChosen(inRow, chosen)}
                marked={listChosen(inRow, marked?.seatIds ?? [])}
                markedName={marked?.name ?? ''}
                focusId={inRow.some((seat) => seat.seatId === focusId) ? focusId : null}
                basePriceMinor={basePriceMinor}
                originX={room.originX - gutter}
                originY={room.originY}
              />
            ))}
          </div>
          <RowLetters rows={rows} room={room} side="left" />
          <RowLetters rows={rows} room={room} side="right" />
        </div>
      </div>
      {large && (
        <div className="seat-map-tools">
          {view === 'close' && <RoomOverview {...{ seats, chosen, room, frame, pitch }} onGo={map.scrollTo} />}
          <button type="button" className="button small" data-testid="map-view" onClick={map.changeView}>
            <Icon name={view === 'close' ? 'whole' : 'plus'} />
            {t(view === 'close' ? 'map.whole' : 'map.closer')}
          </button>
        </div>
      )}
    </div>
  );
}

function listChosen(seats: readonly SeatView[], chosen: readonly number[]): string {
  return seats.flatMap(({ seatId }) => (chosen.includes(seatId) ? seatId : [])).join(' ');
}

function useSeatMap({ seats, chosen, onTap, touchPx = touchablePx }: SeatMapProps) {
  const whole = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  // Whether the room is too large is judged by the place for map and tools together, so that the tools, once
  // shown, don't make themselves needed.
  const place = useSize(whole);
  const size = useSize(frame);
  const room = useMemo(() => measureRoom(seats), [seats]);
  const rows = useMemo(() => groupRows(seats), [seats]);
  const [view, setView] = useState<'whole' | 'close'>('close');
  const pitch = choosePitch(room, size, view, touchPx);
  const large = fitPitch(room, place) < touchPx;
  const { focusId, setFocusId } = useRovingFocus(seats, chosen);
  const scrollTo = useScrollTo(frame, pitch);
  const tapped = useRef(false);
  useKeepChosenInSight({ frame, seats, chosen, pitch, scrollTo, tapped });

  const tap = (event: MouseEvent<HTMLElement>) => {
    const seatId = seatIdOf(event.target);
    if (seatId === null) return;
    setFocusId(seatId);
    if (!(large && view === 'whole')) {
      tapped.current = true;
      return onTap(seatId);
    }
    const middle = middleOf(seats, new Set([seatId]), room);
    setView('close');
    if (middle) requestAnimationFrame(() => scrollTo(middle, choosePitch(room, size, 'close', touchPx)));
  };
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const seatId = seatIdOf(event.target);
    if (seatId === null || !moveKeys.includes(event.key)) return;
    event.preventDefault();
    const next = moveFocus(rows, seatId, event.key as MoveKey);
    setFocusId(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-seat-id="${next}"]`)?.focus();
  };
  const changeView = () => setView(view === 'close' ? 'whole' : 'close');
  return { whole, frame, room, rows, view, pitch, large, focusId, scrollTo, tap, move, changeView };
}

/** They stay at the edges of the frame, whatever part of the room is in sight. */
const RowLetters = memo(function RowLetters({
  rows,
  room,
  side,
}: {
  rows: readonly Row[];
  room: Room;
  side: 'left' | 'right';
}) {
  return (
    <div className="row-letters" data-side={side} aria-hidden="true">
      {rows.map(({ row, y }) => (
        <span key={y} style={{ top: `calc(${y - room.originY} * var(--pitch))` }}>
          {row}
        </span>
      ))}
    </div>
  );
});

function seatIdOf(target: EventTarget): number | null {
  const seat = target instanceof Element ? target.closest<HTMLElement>('[data-seat-id]') : null;
  return seat ? Number(seat.dataset.seatId) : null;
}

function useSize(box: React.RefObject<HTMLDivElement | null>) {
  const [size, setSize] = useState({ width: 1000, height: 1000 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const read = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return size;
}

/** Tab enters the map at one seat: the last one visited, else the first chosen one, else the first of all. */
function useRovingFocus(seats: readonly SeatView[], chosen: readonly number[]) {
  const [visited, setFocusId] = useState<number | null>(null);
  return { focusId: visited ?? chosen[0] ?? seats[0]?.seatId ?? null, setFocusId };
}

function useScrollTo(frame: React.RefObject<HTMLDivElement | null>, pitch: number) {
  return useCallback(
    (middle: { x: number; y: number }, atPitch = pitch) => {
      const element = frame.current;
      if (!element) return;
      element.scrollLeft = (middle.x + gutter) * atPitch - element.clientWidth / 2;
      element.scrollTop = middle.y * atPitch - element.clientHeight / 2;
    },
    [frame, pitch],
  );
}

/**
 * Seats chosen for the guest are brought into sight. What a guest tapped is in sight: nothing is measured then, because
 * measuring between a tap and its picture costs a layout of the whole map.
 */
function useKeepChosenInSight(view: {
  frame: React.RefObject<HTMLDivElement | null>;
  seats: readonly SeatView[];
  chosen: readonly number[];
  pitch: number;
  scrollTo: (middle: { x: number; y: number }) => void;
  tapped: React.RefObject<boolean>;
}) {
  const { frame, seats, chosen, pitch, scrollTo, tapped } = view;
  const latest = useRef(seats);
  latest.current = seats;
  useEffect(() => {
    const byTap = tapped.current;
    tapped.current = false;
    if (byTap) return;
    const element = frame.current;
    const room = measureRoom(latest.current);
    const middle = middleOf(latest.current, new Set(chosen), room);
    if (!element || !middle) return;
    const x = (middle.x + gutter) * pitch - element.scrollLeft;
    const y = middle.y * pitch - element.scrollTop;
    const seen = x > pitch && x < element.clientWidth - pitch && y > pitch && y < element.clientHeight - pitch;
    if (!seen) scrollTo(middle);
  }, [frame, chosen, pitch, scrollTo, tapped]);
}
