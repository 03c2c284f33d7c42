import type { i18n } from 'i18next';
import en from '../../ui-kit/words/customer.en.json' with { type: 'json' };
import zh from '../../ui-kit/words/customer.zh.json' with { type: 'json' };
import { useWords, type Words } from '../../ui-kit/words.ts';

/** What only the customer's screen says: in the languages of a till. They are loaded with that page alone. */
export const customerWords: Record<string, Record<string, string>> = { en, zh };

type Singular<K> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;
export type CustomerWordKey = Singular<keyof typeof en>;

/** The seat map's words are a kiosk's: here a seat that the till can't sell is simply not available. */
export function addCustomerWords(words: i18n): void {
  for (const [code, texts] of Object.entries(customerWords)) {
    const seats = { 'legend.unavailable': texts['customer.not-available'], 'legend.yours': texts['customer.yours'] };
    words.addResourceBundle(code, 'translation', { ...texts, ...seats }, true, true);
  }
}

export interface CustomerWords extends Omit<Words, 't'> {
  t: (key: CustomerWordKey, values?: Record<string, string | number>) => string;
  /** A word that all pages have: of a ticket class. */
  say: Words['t'];
}

export function useCustomerWords(): CustomerWords {
  const { t, ...words } = useWords();
  return { ...words, say: t, t: t as unknown as CustomerWords['t'] };
}
