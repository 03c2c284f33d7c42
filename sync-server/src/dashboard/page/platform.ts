/** What only a browser has: store, chance, clock. Everything else gets it from here. */
import { type Api, makeApi, type Store } from './api.ts';

const prefix = 'marquee dashboard ';

export const store: Store = {
  read: (name) => localStorage.getItem(prefix + name),
  write(name, text) {
    if (text === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, text);
  },
};

export const nowMs = (): number => Date.now();
export const makeKey = (): string => crypto.randomUUID();

const inTurn = <B>(work: () => Promise<B>): Promise<B> =>
  navigator.locks ? (navigator.locks.request('marquee dashboard session', work) as Promise<B>) : work();

export const openApi = (onSignedOut: () => void): Api =>
  makeApi({ fetch: (...request) => fetch(...request), store, inTurn, onSignedOut });

/** The page as it is, on paper or as PDF. */
export const printPage = (): void => print();

/** Gives the browser a file to keep. */
export function saveFile(name: string, text: string | Blob, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}

/** Six digits that nobody chose. */
export const drawPin = (): string => {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(drawn % 1_000_000).padStart(6, '0');
};
