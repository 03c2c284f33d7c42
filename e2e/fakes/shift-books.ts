/** The sums of a shift by hand: from the entries of its terminal, and from the server's rows. No code of ours that sums is asked. */
import type { CashMoved, SaleMade, ShiftFigures, ShiftOpened, TicketsRefunded } from '@marquee/shared/protocol/journal';
import Database from 'better-sqlite3';
import type { Kiosk } from './kiosk.ts';
import { readJournal } from './till.ts';

interface Priced {
  priceMinor: number;
  taxMinor: number;
}
interface Paid {
  kind: string;
  amountMinor: number;
}
/** All that was written down of one shift. */
interface ShiftRows {
  floatMinor: number;
  sales: object[];
  tickets: (Priced & { comp?: string | null | undefined })[];
  items: Priced[];
  taken: Paid[];
  refunds: { totalMinor: number }[];
  givenBack: Paid[];
  moved: Paid[];
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const minorOf = (paid: readonly Paid[], kind: string) =>
  sum(paid.filter((each) => each.kind === kind).map(({ amountMinor }) => amountMinor));

function sumRows({ floatMinor, sales, tickets, items, taken, refunds, givenBack, moved }: ShiftRows): ShiftFigures {
  return {
    sales: sales.length,
    tickets: tickets.length,
    ticketsMinor: sum(tickets.map(({ priceMinor }) => priceMinor)),
    itemsMinor: sum(items.map(({ priceMinor }) => priceMinor)),
    comps: tickets.filter(({ comp }) => comp != null).length,
    refunds: refunds.length,
    refundsMinor: sum(refunds.map(({ totalMinor }) => totalMinor)),
    taxMinor: sum([...tickets, ...items].map(({ taxMinor }) => taxMinor)),
    tenders: (['cash', 'card', 'voucher', 'credit'] as const).map((kind) => ({
      kind,
      inMinor: minorOf(taken, kind),
      outMinor: minorOf(givenBack, kind),
    })),
    floatMinor,
    cashInMinor: minorOf(moved, 'cash-in'),
    dropMinor: minorOf(moved, 'drop'),
    paidOutMinor: minorOf(moved, 'paid-out'),
    noSales: moved.filter(({ kind }) => kind === 'no-sale').length,
  };
}

/** Of a terminal that had one shift. */
export function sumJournal(till: Kiosk): ShiftFigures {
  const [opened] = readJournal(till, 'shift.opened') as ShiftOpened[];
  if (!opened) throw new Error('no shift was opened');
  const sales = readJournal(till, 'sale.made') as SaleMade[];
  const refunds = readJournal(till, 'tickets.refunded') as TicketsRefunded[];
  return sumRows({
    floatMinor: opened.floatMinor,
    sales,
    tickets: sales.flatMap(({ lines }) => lines),
    items: sales.flatMap(({ items }) => items ?? []),
    taken: sales.flatMap(({ tenders }) => tenders),
    refunds,
    givenBack: refunds.flatMap(({ tenders }) => tenders),
    moved: readJournal(till, 'cash.moved') as CashMoved[],
  });
}

/** Of a terminal's only shift, as the server has recorded it. */
export function sumLedger(serverDatabaseFile: string, terminal: number): ShiftFigures {
  const database = new Database(serverDatabaseFile, { readonly: true });
  const all = <Row>(sql: string) => database.prepare(sql).all(terminal) as Row[];
  const ofShift = 'JOIN shift s ON s.terminal_id = x.terminal_id AND s.seq = x.shift_seq WHERE x.terminal_id = ?';
  const ofSales = (table: string, columns: string) =>
    `SELECT ${columns} FROM ${table} y JOIN booking x ON x.terminal_id = y.terminal_id AND x.seq = y.seq ${ofShift}`;
  try {
    const [shift] = all<{ floatMinor: number }>('SELECT float_minor AS floatMinor FROM shift WHERE terminal_id = ?');
    if (!shift) throw new Error('the server knows no shift of this terminal');
    return sumRows({
      ...shift,
      sales: all(`SELECT x.seq FROM booking x ${ofShift}`),
      tickets: all(ofSales('ticket', 'y.price_minor AS priceMinor, y.tax_minor AS taxMinor, y.comp')),
      items: all(ofSales('booking_item', 'y.price_minor AS priceMinor, y.tax_minor AS taxMinor')),
      taken: all(ofSales('payment', 'y.kind, y.amount_minor AS amountMinor')),
      refunds: all(`SELECT x.amount_minor AS totalMinor FROM refund x ${ofShift}`),
      givenBack: all(
        `SELECT y.kind, y.amount_minor AS amountMinor FROM refund_tender y JOIN refund x ON x.id = y.refund_id ${ofShift}`,
      ),
      moved: all(`SELECT x.kind, x.amount_minor AS amountMinor FROM cash_movement x ${ofShift}`),
    });
  } finally {
    database.close();
  }
}

/** What must lie in the drawer. */
export function cashOf({ tenders, floatMinor, cashInMinor, dropMinor, paidOutMinor }: ShiftFigures): number {
  const cash = tenders.filter(({ kind }) => kind === 'cash').map(({ inMinor, outMinor }) => inMinor - outMinor);
  return floatMinor + sum(cash) + cashInMinor - dropMinor - paidOutMinor;
}
