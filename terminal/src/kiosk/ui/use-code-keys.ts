import { useEffect, useRef } from 'react';

/** More than anybody types for a code: the text of a ticket that a scanner has read. */
const scanCharsMin = 25;
/** A scanner types faster than this; whoever pauses longer begins anew. */
const scanGapMs = 250;
/** So many at a scanner's pace are no code any more. */
const tooManyForCode = 12;

interface CodeKeys {
  onText: (text: string) => void;
  onDelete: () => void;
  onClear: () => void;
  onEnter: () => void;
  onScan: (text: string) => void;
}

/**
 * The keyboard of the whole page while a code is asked for: somebody who types, or a scanner that types the text of a QR
 * code and Enter. A scan must not press the button that happens to have the focus.
 */
export function useCodeKeys(keys: CodeKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let heard = '';
    let heardAtMs = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.timeStamp - heardAtMs > scanGapMs) heard = '';
      if (event.key === 'Enter') {
        const text = heard;
        heard = '';
        if (text.length >= scanCharsMin) {
          event.preventDefault();
          latest.current.onScan(text);
        } else if (text !== '' || !isButton(event.target)) {
          event.preventDefault();
          latest.current.onEnter();
        }
        return;
      }
      if (event.key === 'Backspace') return latest.current.onDelete();
      if (event.key.length !== 1) return;
      if (event.key === ' ' && heard === '' && isButton(event.target)) return;
      event.preventDefault();
      heard += event.key;
      heardAtMs = event.timeStamp;
      if (heard.length > tooManyForCode) latest.current.onClear();
      else latest.current.onText(event.key);
    };
    addEventListener('keydown', listen, { capture: true });
    return () => removeEventListener('keydown', listen, { capture: true });
  }, []);
}

const isButton = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.tagName === 'BUTTON';
