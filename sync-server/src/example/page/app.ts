/** What every screen has: the API, the words, and whether somebody has logged in. */
import { createContext, useCallback, useContext, useEffect, useState } from 'react';
import type { Answer, Api, Refusal } from './api.ts';
import type { Language, Words } from './words/words.ts';

export interface App {
  api: Api;
  words: Words;
  setLanguage(language: Language): void;
  isSignedIn: boolean;
  /** To be called after a log in. */
  noteSignedIn(): void;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('a screen is shown inside of the app');
  return app;
}

export type Loaded<B> = { state: 'loading' } | { state: 'here'; body: B } | { state: 'refused'; refusal: Refusal };

/** Loads when it is first shown and when `what` changes; `again` for a button. */
export function useLoaded<B>(what: string, load: () => Promise<Answer<B>>): Loaded<B> & { again(): void } {
  const [loaded, setLoaded] = useState<{ what: string; value: Loaded<B> }>({ what, value: { state: 'loading' } });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `what` names what `load` loads.
  useEffect(() => {
    let isWanted = true;
    setLoaded((before) => (before.what === what && tries === 0 ? before : { what, value: { state: 'loading' } }));
    void load().then((answer) => {
      if (!isWanted) return;
      setLoaded({
        what,
        value: answer.ok ? { state: 'here', body: answer.body } : { state: 'refused', refusal: answer.refusal },
      });
    });
    return () => {
      isWanted = false;
    };
  }, [what, tries]);
  const again = useCallback(() => setTries((n) => n + 1), []);
  return { ...(loaded.what === what ? loaded.value : { state: 'loading' }), again };
}

/** Follows `navigator.onLine`: true says little, false says that there is no network. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return online;
}
