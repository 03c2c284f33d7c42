/**
 * A wedge scanner types its code like a keyboard and ends it with Enter or Tab. Whatever has the focus, its keystrokes
 * are collected here and never reach a button or a field.
 */

/** Shorter is somebody's hand on the keyboard. */
const textMin = 4;
/** Longer than any code that is read here: what is longer is cut, and so found unreadable. */
export const scanMax = 400;
/** Scanners type far faster; hands and a torn-off scan are forgotten. */
export const pauseMs = 500;
/** Where hands type shortcuts too: shorter than anybody notices, longer than a scanner needs for its next key. */
export const handPauseMs = 60;

export interface Wedge<K extends WedgeKey = WedgeKey> {
  /** True when the key was the scanner's, or may turn out to be: nothing else may see it now. */
  press: (key: K) => boolean;
  stop: () => void;
}
export type WedgeKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat'>;

export interface WedgePorts<K extends WedgeKey> {
  wait: (ms: number, then: () => void) => () => void;
  onText: (text: string) => void;
  /** Where it says no, somebody typed very fast. */
  isCode?: (text: string) => boolean;
  /** Told of keys that were held back and were no code: somebody's hand pressed them. Without it they are forgotten. */
  onHands?: (keys: K[]) => void;
}

const modifiers = new Set(['Shift', 'CapsLock', 'AltGraph', 'Control', 'Alt', 'Meta']);

export function createWedge<K extends WedgeKey>({ wait, onText, isCode, onHands }: WedgePorts<K>): Wedge<K> {
  const restMs = onHands ? handPauseMs : pauseMs;
  let keys: K[] = [];
  /** Some scanners end with two keys: the second one must not put the answer away or press a button. */
  let justEnded = false;
  let cancel: () => void = () => undefined;
  const forget = () => {
    cancel();
    keys = [];
    justEnded = false;
  };
  const giveBack = () => {
    const held = keys;
    forget();
    if (held.length > 0) onHands?.(held);
  };
  return {
    press: (pressed) => {
      const { key, ctrlKey, altKey, metaKey, repeat } = pressed;
      if (key === 'Enter' || key === 'Tab') {
        if (justEnded) return true;
        const text = keys
          .map((each) => each.key)
          .join('')
          .trim();
        if (text.length < textMin || isCode?.(text) === false) {
          giveBack();
          return false;
        }
        forget();
        justEnded = true;
        cancel = wait(pauseMs, forget);
        onText(text);
        return true;
      }
      if (modifiers.has(key)) return false;
      // Shortcuts aren't text; a letter that needs AltGr comes with both.
      const isText = [...key].length === 1 && !metaKey && ctrlKey === altKey && !repeat;
      // A space alone presses the button that has the focus.
      if (!isText || (keys.length === 0 && key === ' ')) {
        if (onHands) giveBack();
        return false;
      }
      justEnded = false;
      if (keys.length < scanMax) keys.push(pressed);
      cancel();
      cancel = wait(restMs, giveBack);
      return true;
    },
    stop: forget,
  };
}
