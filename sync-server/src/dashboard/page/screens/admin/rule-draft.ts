/** A price rule as it is typed, and read from that. */
import type { NewRule, RulePrice } from '../../people-types.ts';
import type { Word } from '../../words/words.ts';
import { readAmount, readClock, writeAmount, writeClock } from './amounts.ts';

export interface Draft {
  name: string;
  kind: RulePrice['kind'];
  amount: string;
  weekdays: number[];
  fromTime: string;
  toTime: string;
  fromDate: string;
  toDate: string;
  ticketClasses: NonNullable<NewRule['ticketClasses']>;
  seatKinds: NonNullable<NewRule['seatKinds']>;
  displays: NonNullable<NewRule['displays']>;
  membersOnly: boolean;
}

export function toDraft(rule: NewRule | undefined, digits: number): Draft {
  const price = rule?.price ?? { kind: 'percent', percent: 80 };
  return {
    name: rule?.name ?? '',
    kind: price.kind,
    amount: price.kind === 'percent' ? String(price.percent) : writeAmount(price.minor, digits),
    weekdays: rule?.weekdays ?? [],
    fromTime: rule?.fromMinute === undefined ? '' : writeClock(rule.fromMinute),
    toTime: rule?.toMinute === undefined ? '' : writeClock(rule.toMinute),
    fromDate: rule?.fromDate ?? '',
    toDate: rule?.toDate ?? '',
    ticketClasses: rule?.ticketClasses ?? [],
    seatKinds: rule?.seatKinds ?? [],
    displays: rule?.displays ?? [],
    membersOnly: rule?.membersOnly ?? false,
  };
}

type Read = { rule: NewRule } | { fault: Word };

export function readDraft(draft: Draft, digits: number): Read {
  const name = draft.name.trim();
  if (name === '') return { fault: 'rules.fault.name' };
  const amount = readAmount(draft.amount, draft.kind === 'percent' ? 0 : digits);
  if (amount === null || amount < 0 || (draft.kind === 'percent' && amount > 1000))
    return { fault: 'rules.fault.amount' };
  const [from, to] = [draft.fromTime, draft.toTime].map((text) => (text === '' ? undefined : readClock(text)));
  const isInOrder =
    from !== null &&
    to !== null &&
    (from ?? 0) < (to ?? 1441) &&
    (!draft.fromDate || !draft.toDate || draft.fromDate <= draft.toDate);
  if (!isInOrder) return { fault: 'rules.fault.times' };
  const { fromDate, toDate } = draft;
  return {
    rule: {
      rank: 1,
      name,
      ...(draft.weekdays.length > 0 && { weekdays: draft.weekdays.toSorted() }),
      ...(from !== undefined && { fromMinute: from }),
      ...(to !== undefined && { toMinute: to }),
      ...(fromDate && { fromDate }),
      ...(toDate && { toDate }),
      ...(draft.ticketClasses.length > 0 && { ticketClasses: draft.ticketClasses }),
      ...(draft.seatKinds.length > 0 && { seatKinds: draft.seatKinds }),
      ...(draft.displays.length > 0 && { displays: draft.displays }),
      ...(draft.membersOnly && { membersOnly: true }),
      price: draft.kind === 'percent' ? { kind: 'percent', percent: amount } : { kind: draft.kind, minor: amount },
    },
  };
}
