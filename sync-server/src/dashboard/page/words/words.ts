/** Words, money, numbers and times in the manager's language. */
import { en } from './en.ts';
import { zh } from './zh.ts';

export type Word = keyof typeof en;
export type Language = 'en' | 'zh';
type Values = Readonly<Record<string, string | number>>;

export interface Words {
  language: Language;
  t(word: Word, values?: Values): string;
  /** Words that the server's own codes name, such as `state.sold`; the code where it came later than this page. */
  named(group: string, code: string): string;
  refusal(refusal: { code: string; status: number }): string;
  money(minor: number, currency: string): string;
  number(value: number): string;
  time(ms: number, timeZone: string): string;
  dayAndTime(ms: number, timeZone: string): string;
  /** With seconds. */
  instant(ms: number, timeZone: string): string;
  /** Of `2026-11-30`. */
  day(date: string): string;
  /** `5 minutes ago` */
  ago(ms: number, nowMs: number): string;
}

const tables: Record<Language, Record<Word, string>> = { en, zh };
const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

export const pickLanguage = (kept: string | null, asked: readonly string[]): Language => {
  if (kept === 'en' || kept === 'zh') return kept;
  return asked.find((tag) => /^(en|zh)/.test(tag))?.startsWith('zh') ? 'zh' : 'en';
};

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A formatter takes longer to make than what it formats. */
function remember<F>(make: (name: string) => F): (name: string) => F {
  const made = new Map<string, F>();
  return (name) => {
    const formatter = made.get(name) ?? make(name);
    made.set(name, formatter);
    return formatter;
  };
}

export function makeWords(language: Language): Words {
  const locale = locales[language];
  const table = tables[language];
  const isWord = (word: string): word is Word => word in table;
  const t: Words['t'] = (word, values = {}) =>
    table[word].replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ''));
  const format = (options: Intl.DateTimeFormatOptions) => {
    const inZone = remember((timeZone) => new Intl.DateTimeFormat(locale, { ...options, timeZone }));
    return (ms: number, timeZone: string) => inZone(timeZone).format(ms);
  };
  const amounts = remember((currency) => new Intl.NumberFormat(locale, { style: 'currency', currency }));
  const numbers = new Intl.NumberFormat(locale);
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const day = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
  return {
    language,
    t,
    named(group, code) {
      const word = `${group}.${code}`;
      return isWord(word) ? table[word] : code;
    },
    refusal({ code, status }) {
      const word = `refusal.${code}`;
      if (isWord(word)) return t(word);
      return t(status >= 500 ? 'refusal.server' : 'refusal.unknown');
    },
    money(minor, currency) {
      const formatter = amounts(currency);
      return formatter.format(minor / 10 ** (formatter.resolvedOptions().maximumFractionDigits ?? 2));
    },
    number: (value) => numbers.format(value),
    time: format(clock),
    dayAndTime: format({ weekday: 'short', day: 'numeric', month: 'short', ...clock }),
    instant: format({ day: 'numeric', month: 'short', ...clock, second: '2-digit' }),
    day: (date) => day(Date.parse(`${date}T12:00:00Z`), 'UTC'),
    ago(ms, nowMs) {
      const [unit, unitMs] = units.find(([, length]) => nowMs - ms >= length) ?? ['second', 1000];
      return relative.format(-Math.max(0, Math.floor((nowMs - ms) / unitMs)), unit);
    },
  };
}
