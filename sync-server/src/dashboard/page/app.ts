/** What every screen has: the API, the words, the cinema that is looked at. */
import { createContext, useCallback, useContext, useEffect, useState } from 'react';
import type { Answer, Api, Refusal } from './api.ts';
import type { Cinema } from './api-types.ts';
import type { LiveNews, LiveState } from './live.ts';
import type { Words } from './words/words.ts';

export interface App {
  api: Api;
  words: Words;
  actor: string;
  isAdmin: boolean;
  cinema: Cinema;
  day: string;
  /** All that are theirs. */
  cinemas: readonly Cinema[];
  live: LiveState;
  /** Told of news while the screen is shown. */
  onNews(listen: LiveNews): () => void;
  /** Shown for a moment where everybody sees it. */
  tell(text: string): void;
  /** Asks again which cinemas there are, and what they are called. */
  refresh(): void;
}

export const AppContext = createContext<App | null>(null);
export const WordsContext = createContext<Words | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('a screen is shown inside of the app');
  return app;
}
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('words are there wherever something is shown');
  return words;
}

export type Loaded<B> =
  | { state: 'loading' }
  /** `refusal`: it could not be asked again; this is how it was. */
  | { state: 'here'; body: B; refusal: Refusal | null }
  | { state: 'refused'; refusal: Refusal };

/** Loads when it is first shown and when `what` changes; what is here stays while it is loaded `again`. */
export function useLoaded<B>(
  what: string,
  load: () => Promise<Answer<B>>,
): Loaded<B> & { again(): void; change(to: (body: B) => B): void } {
  const [loaded, setLoaded] = useState<{ what: string; value: Loaded<B> }>({ what, value: { state: 'loading' } });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `what` names what `load` loads.
  useEffect(() => {
    let isWanted = true;
    void load().then((answer) => {
      if (!isWanted) return;
      setLoaded((before) => {
        if (answer.ok) return { what, value: { state: 'here', body: answer.body, refusal: null } };
        const isKept = before.what === what && before.value.state === 'here';
        if (isKept && before.value.state === 'here')
          return { what, value: { ...before.value, refusal: answer.refusal } };
        return { what, value: { state: 'refused', refusal: answer.refusal } };
      });
    });
    return () => {
      isWanted = false;
    };
  }, [what, tries]);
  const again = useCallback(() => setTries((n) => n + 1), []);
  const change = useCallback(
    (to: (body: B) => B) =>
      setLoaded((before) =>
        before.value.state === 'here' ? { ...before, value: { ...before.value, body: to(before.value.body) } } : before,
      ),
    [],
  );
  return { ...(loaded.what === what ? loaded.value : { state: 'loading' }), again, change };
}

export function useNews(news: LiveNews): void {
  const { onNews } = useApp();
  // Each time it is shown anew: whoever listens is told by what is newest.
  useEffect(() => onNews(news));
}
