import { formatMinor } from '@marquee/shared/money';
import i18next, { type i18n, type TFunction } from 'i18next';
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultLanguage, type LanguageCode, languageOf, languages, tillWords, type WordKey } from './languages.ts';
import { dayKey, formatDate, formatShortDate, formatTime, formatWeekday } from './times.ts';

/** All words are in the page, so that a language can be chosen with no network and without a flash of another one. */
export function loadWords(): i18n {
  const words = i18next.createInstance();
  void words.init({
    lng: defaultLanguage,
    fallbackLng: defaultLanguage,
    resources: Object.fromEntries(
      languages.map((language) => [language.code, { translation: { ...language.words, ...tillWords[language.code] } }]),
    ),
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return words;
}

/** Where and in which money the page speaks; from the terminal, the same for every guest. */
export interface Place {
  timeZone: string;
  currency: string;
}

export const PlaceContext = createContext<Place>({ timeZone: 'UTC', currency: 'EUR' });

export interface Words {
  language: LanguageCode;
  locale: string;
  t: (key: WordKey, values?: Record<string, string | number>) => string;
  money: (amountMinor: number) => string;
  time: (atMs: number) => string;
  weekday: (atMs: number) => string;
  date: (atMs: number) => string;
  shortDate: (atMs: number) => string;
  dayKey: (atMs: number) => string;
}

const spokenMoney = new Map<string, string>();

/** A seat map names five hundred prices, few of them different. */
function money(amountMinor: number, currency: string, locale: string): string {
  const key = `${amountMinor} ${currency} ${locale}`;
  const known = spokenMoney.get(key);
  if (known !== undefined) return known;
  const spoken = formatMinor(amountMinor, currency, locale);
  spokenMoney.set(key, spoken);
  return spoken;
}

/** The same object until the language or the place changes, so that what is memoised on its functions stays so. */
export function useWords(): Words {
  const { i18n, t } = useTranslation();
  const { timeZone, currency } = useContext(PlaceContext);
  const language = languageOf(i18n.language as LanguageCode);
  return useMemo(() => sayIn(language, { timeZone, currency }, t), [language, timeZone, currency, t]);
}

function sayIn({ code, locale }: ReturnType<typeof languageOf>, { timeZone, currency }: Place, t: TFunction): Words {
  return {
    language: code,
    locale,
    t: (key, values) => t(key, { ...values }),
    money: (amountMinor) => money(amountMinor, currency, locale),
    time: (atMs) => formatTime(atMs, locale, timeZone),
    weekday: (atMs) => formatWeekday(atMs, locale, timeZone),
    date: (atMs) => formatDate(atMs, locale, timeZone),
    shortDate: (atMs) => formatShortDate(atMs, locale, timeZone),
    dayKey: (atMs) => dayKey(atMs, timeZone),
  };
}
