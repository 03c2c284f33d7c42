/** What an act of the audit log says, in words; what a later server notes otherwise is still there as it is stored. */
import type { Cinema } from '../../api-types.ts';
import type { Action } from '../../people-types.ts';
import type { Word, Words } from '../../words/words.ts';

type Detail = Readonly<Record<string, unknown>>;
interface Telling {
  words: Words;
  cinemas: readonly Cinema[];
  /** Of the cinema that it was done in. */
  currency: string | null;
}

export const tellOperation = (words: Words, operation: string): string => {
  const told = words.named('op', operation);
  return told === operation ? operation.replaceAll('-', ' ') : told;
};

/** `screening 117`; by its name where the act has one. */
export function tellObject({ words, cinemas }: Telling, { object, user, detail }: Action): string {
  if (object === null) return '';
  const [kind = '', id = ''] = object.split(' ');
  if (kind === 'user' && user?.name) return `${user.name} (${id})`;
  if ((kind === 'staff' || kind === 'item') && typeof detail.name === 'string') return detail.name;
  if (kind === 'cinema' || kind === 'prices') {
    const name = cinemas.find((cinema) => String(cinema.id) === id)?.name;
    if (name) return name;
  }
  const word = `object.${kind}`;
  const told = words.named('object', kind);
  return told === kind ? object : words.t(word as Word, { id });
}

export function tellActor(words: Words, { actor, by }: Action): string {
  if (actor) return actor.name || by;
  return by === 'server' || by === '' ? words.t('audit.nobody') : by;
}

/** Each a short sentence. */
export function tellDetail(telling: Telling, { operation, detail }: Action): string[] {
  const { words, cinemas } = telling;
  switch (operation) {
    case 'change-price-rules':
      return tellRules(words, detail.changed);
    case 'change-prices':
      return texts(detail.changed);
    case 'insert-item':
      return tellFields(telling, detail);
    case 'change-item':
    case 'change-staff':
      return tellFields(telling, detail.changed);
    case 'insert-staff':
      return [words.named('staff.role', String(detail.role))];
    case 'change-till-limits':
      return tellLimits(telling, detail);
    case 'change-house-lines':
      return Object.values(read(detail.after)).flatMap(texts);
    case 'change-role':
      return [
        [detail.from, detail.to]
          .filter(Boolean)
          .map((role) => words.named('users.role', String(role)))
          .join(' → '),
      ];
    case 'set-user-cinemas':
      return numbers(detail.cinemaIds).map((id) => cinemas.find((cinema) => cinema.id === id)?.name ?? String(id));
    case 'end-user-sessions':
      return [words.t('detail.sessions', { n: Number(detail.ended) })];
    case 'rename-terminal':
      return [`${detail.from} → ${detail.to}`];
    case 'make-enrolment-code':
      return [`${detail.name}, ${words.named('role', String(detail.role))}`];
    default:
      return tellCommon(telling, detail);
  }
}

function tellCommon({ words }: Telling, detail: Detail): string[] {
  const seats = Array.isArray(detail.seatIds) ? detail.seatIds.length : detail.seats;
  return [
    ...(typeof seats === 'number' ? [words.t('detail.seats', { n: words.number(seats) })] : []),
    ...(typeof detail.as === 'string' ? [words.named('terminals.closed-as', detail.as)] : []),
    ...(typeof detail.reason === 'string' ? [words.named('blocked', detail.reason)] : []),
    ...(typeof detail.note === 'string' ? [detail.note] : []),
  ];
}

const read = (value: unknown): Detail => (typeof value === 'object' && value !== null ? (value as Detail) : {});
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);

function tellRules(words: Words, changed: unknown): string[] {
  const parts = read(changed);
  return (['made', 'changed', 'ended'] as const).flatMap((part) => {
    const names = texts(parts[part]);
    return names.length === 0 ? [] : [words.t(`detail.${part}`, { names: names.join(', ') })];
  });
}

function tellFields({ words, currency }: Telling, value: unknown): string[] {
  const { name, priceMinor, taxBasisPoints, active, role } = read(value);
  return [
    ...(typeof name === 'string' ? [name] : []),
    ...(typeof priceMinor === 'number' ? [tellMoney(words, priceMinor, currency)] : []),
    ...(typeof taxBasisPoints === 'number' ? [`${words.number(taxBasisPoints / 100)} %`] : []),
    ...(typeof role === 'string' ? [words.named('staff.role', role)] : []),
    ...(active === undefined ? [] : [words.t(Number(active) === 1 ? 'detail.active' : 'detail.inactive')]),
  ];
}

const tellMoney = (words: Words, minor: number, currency: string | null): string =>
  currency === null ? words.number(minor) : words.money(minor, currency);

function tellLimits({ words, currency }: Telling, { before, after }: Detail): string[] {
  const old = read(before);
  return Object.entries(read(after)).flatMap(([field, value]) => {
    if (old[field] === value) return [];
    const tell = (amount: unknown) =>
      field === 'compTicketsMax' ? String(amount) : tellMoney(words, Number(amount), currency);
    return [words.t('detail.change', { what: words.named('limits', field), from: tell(old[field]), to: tell(value) })];
  });
}
