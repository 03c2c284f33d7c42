/** All that can be done on the floor, by the keyboard. */
import { type KeyboardEvent, useRef } from 'react';
import { useWords } from '../../app.ts';
import { addSeat, type Cell, keysWithin, movePlaces, removePlaces, seatKinds, setKind } from '../../seat-plan/plan.ts';
import type { Drawing } from './use-plan.ts';

const steps: Record<string, Cell> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export function usePlanKeys(drawing: Drawing): (event: KeyboardEvent<HTMLElement>) => void {
  const words = useWords();
  /** Where a choice by Shift began. */
  const anchor = useRef<Cell | null>(null);
  const { plan, chosen, cursor } = drawing;
  const seat = plan.places.find(({ x, y }) => x === cursor.x && y === cursor.y);
  /** What is chosen, or else the seat under the cursor. */
  const meant = chosen.size > 0 ? chosen : new Set(seat ? [seat.key] : []);

  function go(by: Cell, { isExtending, isMoving }: { isExtending: boolean; isMoving: boolean }) {
    const to = { x: cursor.x + by.x, y: cursor.y + by.y };
    if (isMoving) {
      const moved = movePlaces(plan, meant, by);
      if (!moved) return drawing.say(words.t('plan.no-room'));
      drawing.draw(moved, words.t('plan.moved', { n: meant.size }));
    } else if (isExtending) {
      anchor.current ??= cursor;
      const within = keysWithin(plan, anchor.current, to);
      drawing.choose(within);
      drawing.say(words.t('plan.chosen', { n: within.length }));
    }
    if (!isExtending) anchor.current = null;
    drawing.goTo(to);
  }

  function toggle(): void {
    if (!seat) return;
    const next = new Set(chosen);
    if (!next.delete(seat.key)) next.add(seat.key);
    drawing.choose(next);
    drawing.say(words.t('plan.chosen', { n: next.size }));
  }

  function remove(): void {
    if (meant.size === 0) return;
    drawing.draw(removePlaces(plan, meant), words.t('plan.removed', { n: meant.size }));
  }

  function withControl(key: string, isShift: boolean): (() => void) | null {
    if (key === 'z') return isShift ? drawing.redo : drawing.undo;
    if (key === 'y') return drawing.redo;
    if (key !== 'a') return null;
    return () => {
      drawing.choose(plan.places.map((place) => place.key));
      drawing.say(words.t('plan.chosen', { n: plan.places.length }));
    };
  }

  function alone(key: string): (() => void) | null {
    const kind = seatKinds[Number(key) - 1];
    if (kind) return () => drawing.draw(setKind(plan, meant, kind), words.t('plan.kind-set', { n: meant.size }));
    if (key === ' ') return toggle;
    if (key === 'Delete' || key === 'Backspace') return remove;
    if (key === 'Escape') return () => drawing.choose([]);
    if (key === 'Enter') return () => drawing.draw(addSeat(plan, cursor), words.t('plan.added', { n: seat ? 0 : 1 }));
    return null;
  }

  return (event) => {
    const by = steps[event.key];
    const isControl = event.ctrlKey || event.metaKey;
    const act = by
      ? () => go(by, { isExtending: event.shiftKey, isMoving: event.altKey })
      : isControl
        ? withControl(event.key.toLowerCase(), event.shiftKey)
        : alone(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  };
}
