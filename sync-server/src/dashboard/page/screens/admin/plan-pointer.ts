/** What a pointer does on the floor: choose, draw a frame around seats, drag those that are chosen. */
import { type MouseEvent, type PointerEvent, useRef, useState } from 'react';
import { useWords } from '../../app.ts';
import { addSeat, type Cell, keysWithin, movePlaces } from '../../seat-plan/plan.ts';
import type { Drawing, Room } from './use-plan.ts';

interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
interface Drag {
  from: Cell;
  isMove: boolean;
  isMore: boolean;
  /** Chosen before the frame was drawn. */
  before: ReadonlySet<number>;
}

const frameOf = (a: Cell, b: Cell): Frame => ({
  left: Math.min(a.x, b.x),
  right: Math.max(a.x, b.x),
  top: Math.min(a.y, b.y),
  bottom: Math.max(a.y, b.y),
});

export function usePlanPointer(drawing: Drawing, room: Room) {
  const words = useWords();
  const drag = useRef<Drag | null>(null);
  const [frame, setFrame] = useState<Frame | null>(null);

  function cellAt(event: MouseEvent<HTMLElement>): Cell {
    const box = event.currentTarget.getBoundingClientRect();
    const step = box.width / room.columns;
    return {
      x: Math.floor((event.clientX - box.left) / step) + room.left,
      y: Math.floor((event.clientY - box.top) / step) + room.top,
    };
  }
  const seatAt = ({ x, y }: Cell) => drawing.plan.places.find((place) => place.x === x && place.y === y);

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    const from = cellAt(event);
    const seat = seatAt(from);
    const isMore = event.ctrlKey || event.metaKey;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (event.shiftKey)
      drawing.choose([...(isMore ? drawing.chosen : []), ...keysWithin(drawing.plan, drawing.cursor, from)]);
    else drawing.goTo(from);
    const isMove = seat !== undefined && drawing.chosen.has(seat.key) && !isMore && !event.shiftKey;
    drag.current = event.shiftKey ? null : { from, isMove, isMore, before: drawing.chosen };
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (!drag.current) return;
    const to = cellAt(event);
    const { from, isMove } = drag.current;
    if (to.x === from.x && to.y === from.y && !frame) return;
    if (isMove) {
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const { left, top, right, bottom } = chosenFrame();
      setFrame({ left: left + dx, right: right + dx, top: top + dy, bottom: bottom + dy });
    } else setFrame(frameOf(from, to));
  }

  function chosenFrame(): Frame {
    const cells = drawing.plan.places.filter(({ key }) => drawing.chosen.has(key));
    return cells.reduce<Frame>(
      (all, cell) => ({
        left: Math.min(all.left, cell.x),
        right: Math.max(all.right, cell.x),
        top: Math.min(all.top, cell.y),
        bottom: Math.max(all.bottom, cell.y),
      }),
      frameOf(cells[0] as Cell, cells[0] as Cell),
    );
  }

  function onPointerUp(event: PointerEvent<HTMLElement>) {
    const done = drag.current;
    drag.current = null;
    setFrame(null);
    if (!done) return;
    const to = cellAt(event);
    const isClick = to.x === done.from.x && to.y === done.from.y;
    if (isClick) return click(to, done);
    if (done.isMove) {
      const moved = movePlaces(drawing.plan, drawing.chosen, { x: to.x - done.from.x, y: to.y - done.from.y });
      if (!moved) return drawing.say(words.t('plan.no-room'));
      drawing.goTo(to);
      return drawing.draw(moved, words.t('plan.moved', { n: drawing.chosen.size }));
    }
    const within = keysWithin(drawing.plan, done.from, to);
    drawing.choose(done.isMore ? [...done.before, ...within] : within);
    drawing.say(words.t('plan.chosen', { n: within.length }));
  }

  function click(cell: Cell, { isMore, before }: Drag) {
    const seat = seatAt(cell);
    if (!seat) return drawing.choose(isMore ? before : []);
    const next = new Set(isMore ? before : []);
    if (!(isMore && before.has(seat.key))) next.add(seat.key);
    else next.delete(seat.key);
    drawing.choose(next);
  }

  const onDoubleClick = (event: MouseEvent<HTMLElement>): void => {
    const cell = cellAt(event);
    if (seatAt(cell)) return;
    drawing.draw(addSeat(drawing.plan, cell), words.t('plan.added', { n: 1 }));
  };
  /** A screen reader’s click has no place: it is on a cell. */
  const onClick = (event: MouseEvent<HTMLElement>): void => {
    if (event.detail !== 0 || !(event.target instanceof HTMLElement)) return;
    const key = Number(event.target.closest<HTMLElement>('[data-key]')?.dataset.key);
    if (!key) return;
    const next = new Set(drawing.chosen);
    if (!next.delete(key)) next.add(key);
    drawing.choose(next);
  };
  const onPointerCancel = () => {
    drag.current = null;
    setFrame(null);
  };
  return {
    frame,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onDoubleClick, onClick },
  };
}
