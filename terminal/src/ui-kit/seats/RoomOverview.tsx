import { type MouseEvent, memo, type RefObject, useEffect, useRef } from 'react';
import type { SeatView } from '../../calls.ts';
import { useWords } from '../words.ts';
import { gutter, type Room } from './room-view.ts';
import { canChoose } from './seat-choice.ts';

interface RoomOverviewProps {
  seats: readonly SeatView[];
  chosen: readonly number[];
  room: Room;
  frame: RefObject<HTMLDivElement | null>;
  pitch: number;
  onGo: (middle: { x: number; y: number }) => void;
}

/** The whole room in small, with the part that is in sight. It is for fingers; the keyboard moves from seat to seat. */
export function RoomOverview({ seats, chosen, room, frame, pitch, onGo }: RoomOverviewProps) {
  const { t } = useWords();
  const sight = useRef<SVGRectElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const draw = () => {
      sight.current?.setAttribute('x', String(element.scrollLeft / pitch - gutter));
      sight.current?.setAttribute('y', String(element.scrollTop / pitch));
      sight.current?.setAttribute('width', String(Math.min(element.clientWidth / pitch, room.columns + 2 * gutter)));
      sight.current?.setAttribute('height', String(Math.min(element.clientHeight / pitch, room.rows)));
    };
    draw();
    element.addEventListener('scroll', draw, { passive: true });
    return () => element.removeEventListener('scroll', draw);
  }, [frame, pitch, room]);

  const go = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const width = room.columns + 2 * gutter;
    onGo({
      x: ((event.clientX - box.left) / box.width) * width - gutter,
      y: ((event.clientY - box.top) / box.height) * room.rows,
    });
  };
  const own = new Set(chosen);
  return (
    <button type="button" className="room-overview" tabIndex={-1} aria-label={t('map.overview')} onClick={go}>
      <svg viewBox={`${-gutter} 0 ${room.columns + 2 * gutter} ${room.rows}`} aria-hidden="true">
        <Dots seats={seats} room={room} />
        {seats.map(
          (seat) =>
            own.has(seat.seatId) && (
              <rect
                key={seat.seatId}
                className="dot-yours"
                x={seat.x - room.originX}
                y={seat.y - room.originY}
                width="1"
                height="1"
                rx="0.3"
              />
            ),
        )}
        <rect ref={sight} className="sight" rx="0.6" />
      </svg>
    </button>
  );
}

const Dots = memo(function Dots({ seats, room }: { seats: readonly SeatView[]; room: Room }) {
  const path = (wanted: boolean) =>
    seats
      .filter((seat) => canChoose(seat) === wanted)
      .map((seat) => `M${seat.x - room.originX + 0.15} ${seat.y - room.originY + 0.15}h.7v.7h-.7z`)
      .join('');
  return (
    <>
      <path className="dot-free" d={path(true)} />
      <path className="dot-gone" d={path(false)} />
    </>
  );
});
