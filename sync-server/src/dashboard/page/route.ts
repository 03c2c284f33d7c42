/** Where in the dashboard somebody is: the part of the address after `#`, which can be kept and sent to a colleague. */
import { useSyncExternalStore } from 'react';

export { shiftDay } from './calendar.ts';

export const sections = ['house', 'exceptions', 'terminals', 'money', 'admin'] as const;
export type Section = (typeof sections)[number];
export type Route =
  | { at: 'start' }
  | { at: 'nowhere' }
  /** `page`: a screening of the house by its id, or a page of a section by its name, with the id of what it is about. */
  | { at: Section; cinema: number; day: string | null; page: string | null };

/** `#/house/3/2026-11-30/117`, `#/money/3/2026-11-30/takings`, `#/admin/3//prices`, `#/admin/3//venues-12` */
export function readRoute(hash: string): Route {
  const [section = '', cinema = '', day = '', page = '', ...rest] = hash.replace(/^#\/?/, '').split('/');
  if (section === '') return { at: 'start' };
  const at = sections.find((known) => known === section);
  const isWrong =
    rest.length > 0 || !/^\d{1,9}$/.test(cinema) || !/^(\d{4}-\d{2}-\d{2})?$/.test(day) || !isPage(section, page);
  if (!at || isWrong) return { at: 'nowhere' };
  return { at, cinema: Number(cinema), day: day || null, page: page || null };
}

const isPage = (section: string, page: string): boolean =>
  (section === 'house' ? /^\d{0,9}$/ : /^[a-z-]{0,20}(-\d{1,9})?$/).test(page);

const subscribe = (told: () => void) => {
  addEventListener('hashchange', told);
  return () => removeEventListener('hashchange', told);
};
export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash);

export const pathTo = (...parts: readonly (string | number | null)[]): string =>
  `#/${parts.filter((part) => part !== null).join('/')}`;

export function go(...parts: readonly (string | number | null)[]): void {
  location.hash = pathTo(...parts);
}
