/** Where in the app somebody is: the part of the address after `#`, which no server sees. */
import { useSyncExternalStore } from 'react';

export type Route =
  | { at: 'films' | 'tickets' | 'account' | 'sign-in' }
  | { at: 'film' | 'cinema' | 'seats'; id: number }
  | { at: 'pay' | 'done' | 'show'; id: string }
  | { at: 'accept'; token: string };

export function readRoute(hash: string): Route {
  const [at = '', id = ''] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  if (at === 'tickets' || at === 'account' || at === 'sign-in') return { at };
  if ((at === 'film' || at === 'cinema' || at === 'seats') && /^\d+$/.test(id)) return { at, id: Number(id) };
  if ((at === 'pay' || at === 'done' || at === 'show') && id !== '') return { at, id };
  if (at === 'accept' && id !== '') return { at, token: id };
  return { at: 'films' };
}

const subscribe = (told: () => void) => {
  addEventListener('hashchange', told);
  return () => removeEventListener('hashchange', told);
};

export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash);

export function go(path: string, { replace = false } = {}): void {
  if (replace) location.replace(`#/${path}`);
  else location.hash = `/${path}`;
}
