/** What only a browser has: store, chance, clock, sound of the network. Everything else gets it from here. */
import { type Api, type ApiDeps, makeApi, type Store } from './api.ts';

const prefix = 'marquee example ';

export const store: Store & { clear(keep: readonly string[]): void } = {
  read: (name) => localStorage.getItem(prefix + name),
  write(name, text) {
    if (text === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, text);
  },
  clear(keep) {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(prefix) && !keep.includes(name.slice(prefix.length))) localStorage.removeItem(name);
    }
  },
};

export const nowMs = (): number => Date.now();
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One of several windows at a time; where a browser has no locks, there is one window. */
const inTurn = <B>(work: () => Promise<B>): Promise<B> =>
  navigator.locks ? (navigator.locks.request('marquee session', work) as Promise<B>) : work();

/** What lists of sessions and devices call this phone. */
export function nameThisPhone(): string {
  const { userAgent } = navigator;
  const known = ['iPhone', 'iPad', 'Android', 'Windows', 'Macintosh', 'Linux'];
  return known.find((name) => userAgent.includes(name)) ?? 'Browser';
}

export const openApi = (told: Pick<ApiDeps, 'onSignedOut' | 'onReached'>): Api =>
  makeApi({
    server: '',
    fetch: (...request) => fetch(...request),
    store,
    makeKey: () => crypto.randomUUID(),
    sleep,
    inTurn,
    ...told,
  });
