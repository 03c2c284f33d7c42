/** How each of the staff likes the page on this terminal: its language and theme. */
import { z } from 'zod';
import { type LanguageCode, tillLanguages } from '../../ui-kit/languages.ts';
import { type Look, themes } from './till-state.ts';

const Looks = z.record(
  z.string(),
  z.object({
    language: z.enum(tillLanguages.map(({ code }) => code) as [LanguageCode, ...LanguageCode[]]),
    theme: z.enum(themes),
  }),
);

export type LookStorage = Pick<Storage, 'getItem' | 'setItem'>;
const key = 'marquee.till.looks';
/** More people than work at one cinema: what is older goes. */
const looksMax = 100;

export const recallLook = (storage: LookStorage, staffId: number): Look | null =>
  readLooks(storage)[String(staffId)] ?? null;

export function rememberLook(storage: LookStorage, staffId: number, look: Look): void {
  const { [String(staffId)]: _before, ...others } = readLooks(storage);
  const kept = Object.entries(others).slice(-(looksMax - 1));
  storage.setItem(key, JSON.stringify(Object.fromEntries([...kept, [String(staffId), look]])));
}

function readLooks(storage: LookStorage): Record<string, Look> {
  try {
    return Looks.safeParse(JSON.parse(storage.getItem(key) ?? '{}')).data ?? {};
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {};
    throw thrown;
  }
}
