import { useDeferredValue, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Quick hands have closed it by then. */
const inertAfterMs = 2000;

/**
 * Whether the page behind a dialog is to be inert: of one that stays open, and before Tab could lead out of it. Inertness
 * concerns every seat of the room, and judging their style anew would hold back the picture of a tap. Until then a shade
 * takes the taps, and keys go to the dialog.
 */
export function useBehind(isDialogOpen: boolean): boolean {
  const [isInert, setIsInert] = useState(false);
  useEffect(() => {
    if (!isDialogOpen) return;
    const timer = setTimeout(() => setIsInert(true), inertAfterMs);
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Tab') flushSync(() => setIsInert(true));
    };
    window.addEventListener('keydown', onKey, true);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKey, true);
    };
  }, [isDialogOpen]);
  // It ends once the page without the dialog has been shown.
  const wasOpen = useDeferredValue(isDialogOpen);
  const isOver = !isDialogOpen && !wasOpen;
  useEffect(() => {
    if (isOver) setIsInert(false);
  }, [isOver]);
  return isInert && !isOver;
}
