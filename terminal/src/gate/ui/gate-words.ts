import type { i18n } from 'i18next';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { type LanguageCode, languageOf, languages } from '../../ui-kit/languages.ts';
import { formatTime } from '../../ui-kit/times.ts';
import en from '../../ui-kit/words/gate.en.json' with { type: 'json' };
import zh from '../../ui-kit/words/gate.zh.json' with { type: 'json' };
import { PlaceContext } from '../../ui-kit/words.ts';

/** What only a gate's page says: in the languages that its ushers can choose. They are loaded with that page alone. */
export const gateWords: Record<string, Record<string, string>> = { en, zh };
export const gateLanguages = languages.filter(({ code }) => code in gateWords);

type Singular<K> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;
export type GateWordKey = Singular<keyof typeof en>;

export function addGateWords(words: i18n): void {
  for (const [code, texts] of Object.entries(gateWords))
    words.addResourceBundle(code, 'translation', texts, true, true);
}

export interface GateWords {
  t: (key: GateWordKey, values?: Record<string, string | number>) => string;
  time: (atMs: number) => string;
}

export function useGateWords(): GateWords {
  const { i18n, t } = useTranslation();
  const { timeZone } = useContext(PlaceContext);
  const { locale } = languageOf(i18n.language as LanguageCode);
  return { t: (key, values) => t(key, { ...values }), time: (atMs) => formatTime(atMs, locale, timeZone) };
}
