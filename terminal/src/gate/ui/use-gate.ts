import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalView } from '../../calls.ts';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { languageOf } from '../../ui-kit/languages.ts';
import { createWedge } from '../../ui-kit/wedge.ts';
import { createGateActions, type GateActions } from './gate-actions.ts';
import type { GateState } from './gate-state.ts';
import type { GateStore } from './gate-store.ts';
import { openSounds } from './sounds.ts';

const pollMs = 10_000;

const wait = (ms: number, then: () => void) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

export function useGate(bridge: Bridge, store: GateStore): { state: GateState; actions: GateActions | null } {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const [actions, setActions] = useState<GateActions | null>(null);
  useEffect(() => {
    const sounds = openSounds();
    const made = createGateActions({ bridge, store, wait, sound: sounds.play });
    setActions(made);
    const poll = setInterval(made.refresh, pollMs);
    window.addEventListener('keydown', sounds.wake, true);
    window.addEventListener('pointerdown', sounds.wake, true);
    return () => {
      clearInterval(poll);
      window.removeEventListener('keydown', sounds.wake, true);
      window.removeEventListener('pointerdown', sounds.wake, true);
      made.stop();
      sounds.close();
    };
  }, [bridge, store]);
  return { state, actions };
}

/** The scanner's keystrokes, whatever has the focus; any other key puts a result away. */
export function useWedge(actions: GateActions | null, resultShown: boolean): void {
  useEffect(() => {
    if (!actions) return;
    const wedge = createWedge({ wait, onText: actions.scan });
    const press = (event: KeyboardEvent) => {
      if (wedge.press(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    window.addEventListener('keydown', press, true);
    return () => {
      window.removeEventListener('keydown', press, true);
      wedge.stop();
    };
  }, [actions]);
  useEffect(() => {
    if (!actions || !resultShown) return;
    const press = ({ key, repeat }: KeyboardEvent) => {
      if (!repeat && (key === 'Escape' || key === 'Enter' || key === ' ')) actions.clear();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [actions, resultShown]);
}

/** The terminal's own time, carried on by the page's monotonic clock. */
export function useNow(terminal: TerminalView | null): number {
  const [seen, setSeen] = useState<{ terminal: TerminalView | null; atMs: number }>({ terminal: null, atMs: 0 });
  const [, setTick] = useState(0);
  if (seen.terminal !== terminal) setSeen({ terminal, atMs: performance.now() });
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (terminal?.nowMs ?? 0) + performance.now() - seen.atMs;
}

/** Language and theme belong to the whole document. */
export function usePageLook({ language, theme }: GateState): void {
  const { i18n } = useTranslation();
  useEffect(() => {
    const root = document.documentElement;
    root.lang = languageOf(language).locale;
    root.dir = languageOf(language).direction;
    root.dataset.theme = theme;
    if (i18n.language !== language) void i18n.changeLanguage(language);
  }, [language, theme, i18n]);
}
