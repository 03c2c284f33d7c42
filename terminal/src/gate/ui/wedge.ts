/**
 * A wedge scanner types its code like a keyboard and ends it with Enter or Tab. Whatever has the focus, its keystrokes
 * are collected here and never reach a button or a field.
 */
import { textMax } from './gate-state.ts';

/** Shorter is somebody's hand on the keyboard. */
const textMin = 4;
/** Scanners type far faster; hands and a torn-off scan are forgotten. */
export const pauseMs = 500;

export interface Wedge {
  /** True when the key was the scanner's: nothing else may see it. */
  press: (key: WedgeKey) => boolean;
  stop: () => void;
}
export type WedgeKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat'>;

export interface WedgePorts {
  wait: (ms: number, then: () => void) => () => void;
  onText: (text: string) => void;
}

export function createWedge({ wait, onText }: WedgePorts): Wedge {
  let text = '';
  /** Some scanners end with two keys: the second one must not put the answer away or press a button. */
  let justEnded = false;
  let cancel: () => void = () => undefined;
  const forget = () => {
    cancel();
    text = '';
    justEnded = false;
  };
  return {
    press: ({ key, ctrlKey, altKey, metaKey, repeat }) => {
      if (key === 'Enter' || key === 'Tab') {
        if (justEnded) return true;
        const collected = text.trim();
        forget();
        if (collected.length < textMin) return false;
        justEnded = true;
        cancel = wait(pauseMs, forget);
        onText(collected);
        return true;
      }
      // Shortcuts aren't text; a letter that needs AltGr comes with both.
      if ([...key].length !== 1 || metaKey || ctrlKey !== altKey || repeat) return false;
      // A space alone presses the button that has the focus.
      if (text === '' && key === ' ') return false;
      justEnded = false;
      if (text.length < textMax) text += key;
      cancel();
      cancel = wait(pauseMs, forget);
      return true;
    },
    stop: forget,
  };
}
