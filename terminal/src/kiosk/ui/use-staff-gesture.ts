import { useEffect, useRef } from 'react';

const taps = 5;
const withinMs = 3000;

/** Five taps on the cinema's name, or Ctrl+Shift+M: nothing that a guest does by accident, and nothing that is seen. */
export function useStaffGesture({ active, onOpen }: { active: boolean; onOpen: () => void }): void {
  const latest = useRef(onOpen);
  latest.current = onOpen;
  useEffect(() => {
    if (!active) return;
    let tappedMs: number[] = [];
    const tap = ({ target }: PointerEvent) => {
      const nowMs = performance.now();
      const isName = target instanceof Element && target.closest('.cinema') !== null;
      tappedMs = isName ? [...tappedMs.filter((atMs) => nowMs - atMs < withinMs), nowMs] : [];
      if (tappedMs.length < taps) return;
      tappedMs = [];
      latest.current();
    };
    const press = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.code !== 'KeyM') return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('pointerdown', tap);
    addEventListener('keydown', press);
    return () => {
      removeEventListener('pointerdown', tap);
      removeEventListener('keydown', press);
    };
  }, [active]);
}
