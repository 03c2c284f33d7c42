/** Price rules in words, and when they hold. */
import type { NewRule, Rule } from '../../people-types.ts';
import type { Words } from '../../words/words.ts';
import { writeClock } from './amounts.ts';

const allDays = 7;

export function tellWhen(words: Words, { weekdays, fromMinute, toMinute }: NewRule): string {
  const days =
    weekdays === undefined || weekdays.length === allDays
      ? ''
      : weekdays
          .toSorted()
          .map((day) => words.named('weekday', String(day)))
          .join(', ');
  const hours =
    fromMinute === undefined && toMinute === undefined
      ? ''
      : `${writeClock(fromMinute ?? 0)}–${writeClock(toMinute ?? 24 * 60)}`;
  return [days, hours].filter(Boolean).join(' · ') || words.t('rules.always');
}

export function tellWhom(words: Words, { membersOnly, ticketClasses, seatKinds, displays }: NewRule): string {
  const parts = [
    membersOnly ? words.t('rules.members') : '',
    (ticketClasses ?? []).map((each) => words.named('class', each)).join(', '),
    (seatKinds ?? []).map((each) => words.named('kind', each)).join(', '),
    (displays ?? []).join(', '),
  ];
  return parts.filter(Boolean).join(' · ') || words.t('rules.everybody');
}

export function tellPrice(words: Words, { price }: NewRule, currency: string): string {
  if (price.kind === 'percent') return words.t('rules.percent', { percent: words.number(price.percent) });
  return words.t(`rules.${price.kind}`, { money: words.money(price.minor, currency) });
}

function tellDate({ language }: Words, date: string): string {
  const format = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeZone: 'UTC',
  });
  return format.format(Date.parse(`${date}T12:00:00Z`));
}

export function tellValidity(words: Words, { fromDate, toDate }: NewRule): string {
  if (fromDate && toDate)
    return words.t('rules.span', { from: tellDate(words, fromDate), to: tellDate(words, toDate) });
  if (fromDate) return words.t('rules.from', { date: tellDate(words, fromDate) });
  return toDate ? words.t('rules.until', { date: tellDate(words, toDate) }) : words.t('rules.for-good');
}

export function stateOf({ fromDate, toDate }: NewRule, today: string): 'now' | 'later' | 'ended' {
  if (toDate !== undefined && toDate < today) return 'ended';
  return fromDate !== undefined && fromDate > today ? 'later' : 'now';
}

/** In the order in which they apply. */
export const inOrder = (rules: readonly Rule[]): Rule[] => rules.toSorted((a, b) => a.rank - b.rank || a.id - b.id);

/** As the server takes them: the place in the list is the rank. */
export const toSend = (rules: readonly NewRule[]): NewRule[] =>
  rules.map((rule, index) => {
    const { id: _, ...rest } = rule as Rule;
    return { ...rest, rank: index + 1 };
  });
