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

/** Loads when it is first shown and when `what` changes; what is here stays while it is loaded `again`. */
export function useLoaded<B>(what: string, load: () => Promise<Answer<B>>): Loaded<B> & { again(): void } {
  const [loaded, setLoaded] = useState<{ what: string; value: Loaded<B> }>({ what, value: { state: 'loading' } });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `what` names what `load` loads.
  useEffect(() => {
    let isWanted = true;
    setLoaded((before) =>
      before.what === what && before.value.state === 'here' ? before : { what, value: { state: 'loading' } },
    );
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

/** Times are those of the cinema's clock: the zone of one, or of all where it is one and the same. */
export function useZones(): (cinemaId: number | null) => string | undefined {
  const { api } = useApp();
  const found = useLoaded('cinemas', () => api.cinemas());
  const cinemas = found.state === 'here' ? found.body.cinemas : [];
  const zones = new Set(cinemas.map(({ timeZone }) => timeZone));
  return (cinemaId) => {
    const zone = cinemas.find(({ id }) => id === cinemaId)?.timeZone;
    return zone ?? (zones.size === 1 ? [...zones][0] : undefined);
  };
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
