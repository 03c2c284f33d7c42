/** Words, money and times in the moviegoer's language. */
import { en } from './en.ts';
import { zh } from './zh.ts';

export type Word = keyof typeof en;
export type Language = 'en' | 'zh';
type Values = Readonly<Record<string, string | number>>;

/** As the API's client returns it. */
interface Refusal {
  code: string;
  status: number;
  retryAfterSeconds?: number | null;
  extra?: Readonly<Record<string, unknown>>;
}

export interface Words {
  language: Language;
  t(word: Word, values?: Values): string;
  /** Words for a refusal; `values` are what its words ask for. */
  refusal(refusal: Refusal, values?: Values): string;
  money(minor: number, currency: string): string;
  time(ms: number, timeZone?: string): string;
  /** Monday, 30 November. */
  day(ms: number, timeZone?: string): string;
  dayAndTime(ms: number, timeZone?: string): string;
  /** Of `2026-11-30`. */
  shortDay(date: string): string;
  nameLanguage(tag: string): string;
}

const tables: Record<Language, Record<Word, string>> = { en, zh };
const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

export const pickLanguage = (kept: string | null, asked: readonly string[]): Language => {
  if (kept === 'en' || kept === 'zh') return kept;
  return asked.find((tag) => /^(en|zh)/.test(tag))?.startsWith('zh') ? 'zh' : 'en';
};

/** 95 -> 1:35 */
export const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export function makeWords(language: Language): Words {
  const locale = locales[language];
  const t: Words['t'] = (word, values = {}) =>
    tables[language][word].replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ''));
  const format = (options: Intl.DateTimeFormatOptions) => (ms: number, timeZone?: string) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone ? { timeZone } : {}) }).format(ms);
  const shortDay = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const languages = new Intl.DisplayNames(locale, { type: 'language' });
  const isWord = (word: string): word is Word => word in tables[language];
  return {
    language,
    t,
    refusal({ code, status, retryAfterSeconds, extra }, values = {}) {
      const all = { n: retryAfterSeconds ?? 30, ...values };
      const known = [`refusal.${code}.${String(extra?.because)}`, `refusal.${code}`].find(isWord);
      if (known) return t(known, all);
      return t(status >= 500 ? 'refusal.server' : 'refusal.unknown');
    },
    money: (minor, currency) => {
      const digits = new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions();
      const value = minor / 10 ** (digits.maximumFractionDigits ?? 2);
      return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(value);
    },
    time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    day: format({ weekday: 'long', day: 'numeric', month: 'long' }),
    dayAndTime: format({
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
    shortDay: (date) => shortDay(Date.parse(`${date}T12:00:00Z`), 'UTC'),
    nameLanguage: (tag) => languages.of(tag) ?? tag,
  };
}
