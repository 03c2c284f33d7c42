/** What is drawn, what is chosen of it, and the way back. */
import { useMemo, useState } from 'react';
import { begin, redo, step, undo } from '../../seat-plan/history.ts';
import { boundsOf, type Cell, type Keys, type Plan } from '../../seat-plan/plan.ts';

export interface Drawing {
  plan: Plan;
  isChanged: boolean;
  chosen: Keys;
  cursor: Cell;
  canUndo: boolean;
  canRedo: boolean;
  /** What was just done, for whoever can't see it. */
  said: string;
  draw(to: Plan, said: string): void;
  choose(keys: Iterable<number>): void;
  goTo(cursor: Cell): void;
  say(text: string): void;
  undo(): void;
  redo(): void;
}

export function usePlan(first: Plan): Drawing {
  const [past, setPast] = useState(() => begin(first));
  const [picked, setPicked] = useState<Keys>(new Set());
  const [cursor, setCursor] = useState<Cell>(() => {
    const { left, top } = boundsOf(first.places);
    return { x: left, y: top };
  });
  const [said, setSaid] = useState('');
  const plan = past.now;
  const chosen = useMemo(() => {
    const here = new Set(plan.places.map(({ key }) => key));
    return new Set([...picked].filter((key) => here.has(key)));
  }, [plan, picked]);
  return {
    plan,
    isChanged: plan !== first,
    chosen,
    cursor,
    canUndo: past.before.length > 0,
    canRedo: past.after.length > 0,
    said,
    draw(to, text) {
      setPast((now) => step(now, to));
      setSaid(text);
    },
    choose: (keys) => setPicked(new Set(keys)),
    goTo: setCursor,
    say: setSaid,
    undo: () => setPast(undo),
    redo: () => setPast(redo),
  };
}

export interface Room {
  left: number;
  top: number;
  columns: number;
  rows: number;
}
