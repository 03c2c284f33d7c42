/** One side of a contradiction in words: whatever is stored of it, rights and sales as a person would tell of them. */
import { formatOrderKey } from '@marquee/shared/ids';
import { formatMinor } from '@marquee/shared/money';
import { readLine } from '@marquee/shared/tickets/ticket-issue';

export interface Side {
  who: string;
  lines: string[];
}
export interface SeatNamed {
  seatId: number | null;
  seatLabel: string | null;
}

type Stored = Record<string, unknown>;
const linesMax = 12;
const wordsMax = 200;

export function describeSide(who: string, stored: unknown, seat: SeatNamed): Side {
  const lines = describeAny(stored, seat);
  const kept = lines.length > linesMax ? [...lines.slice(0, linesMax), `and ${lines.length - linesMax} more`] : lines;
  return { who, lines: kept.map((line) => (line.length > wordsMax ? `${line.slice(0, wordsMax)}…` : line)) };
}

function describeAny(stored: unknown, seat: SeatNamed): string[] {
  if (stored === null || stored === undefined) return ['Nothing is known of it.'];
  if (Array.isArray(stored) && stored.every((each) => typeof each === 'string')) return countAlike(stored);
  if (Array.isArray(stored)) return stored.flatMap((each) => describeAny(each, seat));
  if (typeof stored !== 'object') return [toSentence(String(stored))];
  const thing = stored as Stored;
  if (typeof thing.voucherId === 'number') return describeVoucher(thing);
  if (typeof thing.state === 'string' && typeof thing.holder === 'number') return describeRight(thing, seat);
  if (Array.isArray(thing.lines) && typeof thing.totalMinor === 'number') return describeMoney(thing);
  if (Array.isArray(thing.seats)) return describeReturn(thing);
  if (typeof thing.gate === 'number') return describeAdmission(thing);
  if ('ended_as' in thing && 'issue' in thing) return [describeEnded(thing)];
  if (typeof thing.screeningId === 'number' && typeof thing.here === 'number')
    return [`Screening ${thing.screeningId}: ${thing.here} seats here, ${String(thing.there)} there`];
  return Object.entries(thing).flatMap(([name, value]) => describeField(thing, [name, value], seat));
}

const toSentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const entryWords: Record<string, string> = {
  'sale.made': 'Sale',
  'rights.returned': 'Return of seats',
  'charge.voided': 'Voided charge',
  'charge.forwarded': 'Stored charge sent on',
  'tickets.refunded': 'Refund',
  'tickets.released': 'Release of tickets',
  'ticket.scanned': 'Scan at a gate',
  'voucher.returned': 'Return of a voucher',
  'terminal.opened': 'Start of the journal',
  'terminal.closed': 'End of the journal',
};

/** Types of entries, as often as they come. */
function countAlike(names: readonly string[]): string[] {
  return [...Map.groupBy(names, (name) => name)].map(([name, alike]) => {
    const words = entryWords[name] ?? name;
    return alike.length === 1 ? words : `${words}, ${alike.length} times`;
  });
}

function describeField(thing: Stored, [name, value]: [string, unknown], seat: SeatNamed): string[] {
  if (name.endsWith('Minor') && typeof value === 'number')
    return [`${toWords(name.slice(0, -5))}: ${moneyWords(value, thing.currency)}`];
  if (name === 'currency') return [];
  if (name === 'acked') return [`The journal is confirmed up to entry ${String(value)}.`];
  if (name === 'seqs' && Array.isArray(value)) return [`Entries ${value.join(', ')}`];
  if (Array.isArray(value) || name === 'sale') return describeAny(value, seat);
  return [`${toWords(name)}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`];
}

/** `grantsRevision` -> `Grants revision`. */
const toWords = (name: string): string => {
  const words = name.replaceAll('_', ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const holderWords = (holder: unknown): string => (holder === 0 ? 'the server' : `terminal ${String(holder)}`);
const withheldWords: Record<string, string> = {
  broken: 'It is out of order.',
  house: 'It is kept by the house.',
  cancelled: 'The screening is cancelled.',
  moved: 'It has no place after the move.',
};

function describeRight(right: Stored, { seatId, seatLabel }: SeatNamed): string[] {
  const label = right.seat_id === seatId && seatLabel !== null ? seatLabel : `number ${String(right.seat_id)}`;
  const state = right.state === 'granted' ? 'not sold' : String(right.state);
  const lines = [
    `Seat ${label} is ${state}, held by ${holderWords(right.holder)} (hand-out ${String(right.version)}).`,
  ];
  if (typeof right.ticket_terminal === 'number' && typeof right.ticket_seq === 'number') {
    const order = formatOrderKey({ terminal: right.ticket_terminal, seq: right.ticket_seq });
    lines.push(`Its ticket is line ${readLine(Number(right.ticket_line)).line} of ${order}.`);
  }
  const withheld = withheldWords[String(right.blocked_for)];
  return withheld ? [...lines, withheld] : lines;
}

/** As it is stored, or what a terminal says that it did with it. */
function describeVoucher(voucher: Stored): string[] {
  const { voucherId, codeEnd, state, version, amountMinor, balanceMinor, currency } = voucher;
  const handOut = version === undefined ? '' : ` (hand-out ${String(version)})`;
  if (typeof state === 'string') {
    const is = state === 'granted' ? 'not spent' : state;
    const name = `Voucher ${String(voucherId)}, …${String(codeEnd)},`;
    const left = `${moneyWords(balanceMinor, currency)} left on it.`;
    return [`${name} is ${is}, held by ${holderWords(voucher.holder)}${handOut}.`, left];
  }
  const amount = amountMinor === undefined ? [] : [`Amount: ${moneyWords(amountMinor, currency)}`];
  return [`Voucher ${String(voucherId)}${handOut}`, ...amount];
}

/** Of a currency that nobody knows the bare number is told: a terminal may write any three letters. */
function moneyWords(amount: unknown, currency: unknown): string {
  const isKnown = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) && Number.isSafeInteger(amount);
  return isKnown ? formatMinor(amount as number, currency, 'en') : String(amount ?? '?');
}

/** As it is stored, or as the gate's journal reported it. */
function describeAdmission(stored: Stored): string[] {
  const scanned = (stored.scanned ?? {}) as { ticket?: Stored; online?: boolean; named?: boolean };
  const { terminal, seq, line } = scanned.ticket ?? {
    terminal: stored.ticket_terminal,
    seq: stored.ticket_seq,
    line: stored.ticket_line,
  };
  const atMs = Number(stored.atMs ?? stored.at_ms);
  const when = Number.isFinite(atMs) ? `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC` : '?';
  const order = formatOrderKey({ terminal: Number(terminal), seq: Number(seq) });
  const told = [`Let in at gate ${String(stored.gate)} at ${when}: ${order}, line ${readLine(Number(line)).line}`];
  if (scanned.online === false) told.push('That gate had no network.');
  return told;
}

const endedWords: Record<string, string> = {
  void: 'voided',
  refund: 'refunded',
  exchange: 'exchanged',
  cancel: 'cancelled',
};

function describeEnded({ valid, ended_as: endedAs }: Stored): string {
  if (valid === 1) return 'The ticket was passed on: it is valid under a newer code only.';
  return `The ticket is not valid${typeof endedAs === 'string' ? `: ${endedWords[endedAs] ?? endedAs}` : ''}.`;
}

interface StoredLine {
  seatLabel?: string;
  seatId?: number;
  version?: number;
  priceMinor?: number;
  amountMinor?: number;
}

interface StoredItem {
  line: number;
  name?: string;
  quantity?: number;
  priceMinor?: number;
  amountMinor?: number;
}

/** A sale or a refund. */
function describeMoney(entry: Stored): string[] {
  const money = (amount: unknown): string => moneyWords(amount, entry.currency);
  const isRefund = 'saleSeq' in entry;
  const tenders = (entry.tenders as { kind: string }[] | undefined)?.map(({ kind }) => kind) ?? [];
  const lines = (entry.lines as StoredLine[]).map(
    (line) =>
      `Seat ${line.seatLabel ?? `number ${String(line.seatId)}`}, ${money(line.priceMinor ?? line.amountMinor)} (hand-out ${String(line.version)})`,
  );
  const items = ((entry.items ?? []) as StoredItem[]).map(({ line, name, quantity, priceMinor, amountMinor }) =>
    name === undefined
      ? `Items, line ${line}, ${money(amountMinor)}`
      : `${String(quantity)} × ${name}, ${money(priceMinor)}`,
  );
  const total = `${money(entry.totalMinor)} by ${[...new Set(tenders)].join(' and ')}.`;
  return [isRefund ? `Paid back ${total}` : `Sold for ${total}`, ...lines, ...items];
}

function describeReturn(entry: Stored): string[] {
  const seats = entry.seats as { seatId: number; version: number }[];
  return [
    `Handed back ${seats.length === 1 ? 'one seat' : `${seats.length} seats`}.`,
    ...seats.map(({ seatId, version }) => `Seat number ${seatId} (hand-out ${version})`),
  ];
}
