/** The figures of the money pages as charts and files have them: what the tables show, and nothing that is summed anew. */
import type {
  Grouping,
  ListedShift,
  Person,
  PersonAct,
  ReturnLine,
  ShiftSums,
  Takings,
  TakingsRow,
} from '../../money-types.ts';
import { decimal } from '../../parts/csv.ts';
import type { Word, Words } from '../../words/words.ts';
import { digitsOf } from './amounts.ts';

export interface Naming {
  words: Words;
  timeZone: string;
}

/** What a row of the takings is called. */
export function nameRow(by: Grouping, row: TakingsRow, { words, timeZone }: Naming): string {
  if (by === 'day') return words.day(row.key);
  if (by === 'hour') return `${row.key}:00`;
  if (by === 'class' || by === 'channel') return words.named(by, row.key);
  if (row.key === '') return words.t('takings.no-film');
  const title = row.title ?? row.key;
  return row.startsAtMs === null ? title : `${words.time(row.startsAtMs, timeZone)} ${title}`;
}

export interface ChartData {
  labels: string[];
  /** In the currency’s minor unit. */
  netMinor: number[];
}
/** So many bars can be told apart; the rest are in the table. */
const barsMax = 31;

/** Hours and days in their order; of the rest those that brought in most. Together they are the table’s sum. */
export function chartOf({ rows }: Pick<Takings, 'rows'>, by: Grouping, naming: Naming): ChartData {
  const bars = by === 'day' ? rows : rows.slice(0, rows.length > barsMax ? barsMax - 1 : barsMax);
  const others = rows.slice(bars.length);
  return {
    labels: [
      ...bars.map((row) => nameRow(by, row, naming)),
      ...(others.length > 0 ? [naming.words.t('takings.others')] : []),
    ],
    netMinor: [
      ...bars.map(({ netMinor }) => netMinor),
      ...(others.length > 0 ? [others.reduce((total, { netMinor }) => total + netMinor, 0)] : []),
    ],
  };
}

type Cells = (string | number)[][];

const takingsColumns = [
  'ticketsMinor',
  'itemsMinor',
  'otherMinor',
  'soldMinor',
  'backMinor',
  'netMinor',
  'taxMinor',
] as const;

export function takingsTable({ rows, total, currency }: Takings, by: Grouping, timeZone: string): Cells {
  const digits = digitsOf(currency);
  const head = [by, 'id', 'venue', 'starts', 'bookings', 'tickets', 'comps', 'tickets given back'];
  const money = ['tickets total', 'items total', 'other', 'sold', 'given back', 'net', 'tax', 'currency'];
  const sums = (row: Takings['total']) => [
    row.bookings,
    row.tickets,
    row.comps,
    row.ticketsBack,
    ...takingsColumns.map((column) => decimal(row[column], digits)),
    currency,
  ];
  return [
    [...head, ...money],
    ...rows.map((row) => [
      row.title ?? row.key,
      row.key,
      row.venue ?? '',
      row.startsAtMs === null ? '' : stamp(row.startsAtMs, timeZone),
      ...sums(row),
    ]),
    ['total', '', '', '', ...sums(total)],
  ];
}

export function tendersTable({ tenders, owedMinor, currency }: Takings): Cells {
  const digits = digitsOf(currency);
  return [
    ['tender', 'taken', 'given back', 'net', 'declined by a bank', 'currency'],
    ...tenders.map(({ kind, inMinor, outMinor, declinedMinor }) => [
      kind,
      ...[inMinor, outMinor, inMinor - outMinor, declinedMinor].map((minor) => decimal(minor, digits)),
      currency,
    ]),
    [
      'to be paid out',
      decimal(0, digits),
      decimal(owedMinor, digits),
      decimal(-owedMinor, digits),
      decimal(0, digits),
      currency,
    ],
  ];
}

export interface ZLine {
  word: Word;
  /** Money, unless it is a count. */
  minor?: number;
  count?: number;
  isSum?: boolean;
  /** Of the line above. */
  isPart?: boolean;
}
export interface ZPart {
  word: Word;
  lines: ZLine[];
}

const tenderNames = ['cash', 'card', 'voucher', 'credit'] as const;

/** The parts of a report in the order in which a till prints them. */
export function zParts(sums: ShiftSums, countedMinor: number | null): ZPart[] {
  const sold = sums.ticketsMinor + sums.itemsMinor;
  const tenders = tenderNames.flatMap((kind): ZLine[] => {
    const [inMinor, outMinor] = [sums[`${kind}TakenMinor`], sums[`${kind}GivenBackMinor`]];
    if (inMinor === 0 && outMinor === 0) return [];
    const net: ZLine = { word: `tender.${kind}`, minor: inMinor - outMinor, isSum: true };
    if (outMinor === 0) return [net];
    return [
      net,
      { word: 'z.taken', minor: inMinor, isPart: true },
      { word: 'z.given-back', minor: -outMinor, isPart: true },
    ];
  });
  const counted: ZLine[] =
    countedMinor === null
      ? []
      : [
          { word: 'z.counted', minor: countedMinor, isSum: true },
          { word: difference(sums.overShortMinor), minor: sums.overShortMinor, isSum: true },
        ];
  return [
    {
      word: 'z.sales',
      lines: [
        { word: 'z.sales-count', count: sums.sales },
        { word: 'z.tickets-count', count: sums.tickets },
        { word: 'z.tickets', minor: sums.ticketsMinor },
        { word: 'z.items', minor: sums.itemsMinor },
        { word: 'z.comps', count: sums.comps },
        { word: 'z.refunds-count', count: sums.refunds },
        { word: 'z.refunds', minor: -sums.refundsMinor },
        ...(sums.corrections > 0
          ? [{ word: 'z.corrections' as const, minor: -sums.correctionsMinor, isPart: true }]
          : []),
        { word: 'z.net', minor: sold - sums.refundsMinor, isSum: true },
        { word: 'z.tax', minor: sums.taxMinor },
      ],
    },
    { word: 'z.tenders', lines: tenders },
    {
      word: 'z.cash',
      lines: [
        { word: 'z.float', minor: sums.floatMinor },
        { word: 'z.cash-sales', minor: sums.cashTakenMinor },
        { word: 'z.cash-refunds', minor: -sums.cashGivenBackMinor },
        { word: 'z.cash-in', minor: sums.cashInMinor },
        { word: 'z.drop', minor: -sums.dropMinor },
        { word: 'z.paid-out', minor: -sums.paidOutMinor },
        { word: 'z.expected', minor: sums.expectedMinor, isSum: true },
        ...counted,
        { word: 'z.no-sales', count: sums.noSales },
      ],
    },
  ];
}

export const difference = (overShortMinor: number): 'z.exact' | 'z.over' | 'z.short' =>
  overShortMinor === 0 ? 'z.exact' : overShortMinor > 0 ? 'z.over' : 'z.short';

export const netOf = (sums: ShiftSums): number => sums.ticketsMinor + sums.itemsMinor - sums.refundsMinor;

export function shiftsTable(shifts: readonly ListedShift[], currency: string, timeZone: string): Cells {
  const digits = digitsOf(currency);
  const money = [
    'ticketsMinor',
    'itemsMinor',
    'refundsMinor',
    'taxMinor',
    ...tenderNames.flatMap((kind) => [`${kind}TakenMinor`, `${kind}GivenBackMinor`] as const),
    'floatMinor',
    'cashInMinor',
    'dropMinor',
    'paidOutMinor',
    'expectedMinor',
  ] as const;
  const names = money.map((name) =>
    name.replace(/Minor$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  );
  const head = [
    'business date',
    'shift',
    'terminal',
    'drawer',
    'staff',
    'state',
    'opened',
    'closed',
    'sales',
    'tickets',
    'comps',
  ];
  return [
    [...head, 'refunds', 'no sales', ...names, 'net', 'counted', 'over/short', 'approved by', 'unsent', 'currency'],
    ...shifts.map((shift) => [
      shift.businessDate,
      `T${shift.terminal}-${shift.seq}`,
      shift.terminalName,
      shift.drawer,
      shift.staffName ?? shift.staffId,
      shift.state,
      stamp(shift.openedAtMs, timeZone),
      shift.closedAtMs === null ? '' : stamp(shift.closedAtMs, timeZone),
      shift.sums.sales,
      shift.sums.tickets,
      shift.sums.comps,
      shift.sums.refunds,
      shift.sums.noSales,
      ...money.map((name) => decimal(shift.sums[name], digits)),
      decimal(netOf(shift.sums), digits),
      shift.countedMinor === null ? '' : decimal(shift.countedMinor, digits),
      shift.countedMinor === null ? '' : decimal(shift.sums.overShortMinor, digits),
      shift.approvedBy ?? '',
      shift.unsent ?? '',
      currency,
    ]),
  ];
}

export const personActs = [
  'sale',
  'member',
  'comp',
  'void',
  'refund',
  'exchange',
  'override',
  'no-sale',
  'paid-out',
  'cash-in',
  'drop',
] as const satisfies readonly PersonAct[];

export function peopleTable(people: readonly Person[], currency: string): Cells {
  const digits = digitsOf(currency);
  return [
    ['name', 'staff', ...personActs.flatMap((act) => [`${act} count`, `${act} amount`, `${act} approved`]), 'currency'],
    ...people.map(({ name, staffId, did }) => [
      name ?? '',
      staffId ?? '',
      ...personActs.flatMap((act) => {
        const { count = 0, minor = 0, approved = 0 } = did[act] ?? {};
        return [count, decimal(minor, digits), approved];
      }),
      currency,
    ]),
  ];
}

export function returnTable(title: string, lines: readonly ReturnLine[], currency: string): Cells {
  const digits = digitsOf(currency);
  return [
    ['film', 'date', 'class', 'price', 'seats', 'gross', 'tax', 'net', 'adjusts return', 'currency'],
    ...lines.map((line) => [
      title,
      line.showDate,
      line.ticketClass,
      decimal(line.priceMinor, digits),
      line.seats,
      decimal(line.grossMinor, digits),
      decimal(line.taxMinor, digits),
      decimal(line.netMinor, digits),
      line.ofReturn ?? '',
      currency,
    ]),
  ];
}

/** As the clock on the cinema’s wall has it, in a form that spreadsheets read as a time. */
const stamp = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(ms);
