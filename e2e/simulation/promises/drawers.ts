/** I3 for each shift: what its entries say, its report, and the server's rows are the same money, to the cent. */
import type { Cluster } from '../server-node.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { Violation } from './evidence.ts';

export type Ask = (sql: string, ...values: unknown[]) => unknown[];
export const asking =
  ({ handle }: Pick<Cluster | TerminalNode, 'handle'>): Ask =>
  (sql, ...values) =>
    handle.prepare(sql).all(...values);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Entry {
  seq: number;
  type: string;
  payload: string;
}
interface Told {
  shiftSeq?: number;
  kind?: string;
  amountMinor?: number;
  floatMinor?: number;
  expectedMinor?: number;
  tenders?: { kind: string; amountMinor: number }[];
  lines?: { priceMinor: number; comp?: string }[];
  items?: { priceMinor: number }[];
  figures?: { sales: number; refunds: number; ticketsMinor: number; itemsMinor: number; comps: number };
}

export function checkDrawers(server: Ask, terminal: TerminalNode, number: number): void {
  const own = asking(terminal);
  const entries = own('SELECT seq, type, payload FROM journal ORDER BY seq') as Entry[];
  checkCopies(server, own, terminal, number);
  const read = entries.map(({ seq, type, payload }) => ({ seq, type, told: JSON.parse(payload) as Told }));
  for (const { type, told } of read) {
    if (type !== 'shift.closed') continue;
    const of = read.filter(({ told: { shiftSeq } }) => shiftSeq === told.shiftSeq);
    const opened = read.find(({ seq }) => seq === told.shiftSeq);
    // Entry by entry, in no other words than what happens to coins.
    let drawer = opened?.told.floatMinor ?? Number.NaN;
    for (const entry of of) drawer += intoDrawer(entry.type, entry.told);
    const sales = of.filter((entry) => entry.type === 'sale.made').length;
    const refunds = of.filter((entry) => entry.type === 'tickets.refunded').length;
    const rows = ['booking', 'refund'].map(
      (table) =>
        (
          server(
            `SELECT COUNT(*) AS n FROM ${table} WHERE terminal_id = ? AND shift_seq = ?`,
            number,
            told.shiftSeq,
          ) as {
            n: number;
          }[]
        )[0]?.n,
    );
    checkSold(
      terminal.name,
      told,
      of.flatMap((entry) => (entry.type === 'sale.made' ? [entry.told] : [])),
    );
    const counted = [told.expectedMinor, told.figures?.sales, told.figures?.refunds];
    if (!same(counted, [drawer, sales, refunds]) || !same(rows, [sales, refunds]))
      throw new Violation(
        `I3 shift ${told.shiftSeq} of ${terminal.name} says ${counted}, its entries say ${[drawer, sales, refunds]}, the server has ${rows}`,
      );
  }
}

/** Tickets, items, and what was given away, as the sales themselves say it. */
function checkSold(name: string, { shiftSeq, figures }: Told, sales: readonly Told[]): void {
  const sum = (rows: readonly { priceMinor: number }[]) =>
    rows.reduce((total, { priceMinor }) => total + priceMinor, 0);
  const lines = sales.flatMap((sale) => sale.lines ?? []);
  const sold = [sum(lines), sum(sales.flatMap((sale) => sale.items ?? [])), lines.filter(({ comp }) => comp).length];
  const told = [figures?.ticketsMinor, figures?.itemsMinor, figures?.comps];
  if (!same(told, sold))
    throw new Violation(`I3 shift ${shiftSeq} of ${name} says it sold ${told}, its sales say ${sold}`);
}

function intoDrawer(type: string, { kind, amountMinor = 0, tenders = [] }: Told): number {
  const cash = tenders.filter((tender) => tender.kind === 'cash').reduce((sum, tender) => sum + tender.amountMinor, 0);
  if (type === 'sale.made') return cash;
  if (type === 'tickets.refunded') return -cash;
  if (type !== 'cash.moved' || kind === 'no-sale') return 0;
  return kind === 'cash-in' ? amountMinor : -amountMinor;
}

/** The server has each shift and each movement as the till has it. */
function checkCopies(server: Ask, own: Ask, { name }: TerminalNode, number: number): void {
  const movement = 'seq, shift_seq, staff_id, kind, amount_minor, reason, approved_by FROM cash_movement';
  const shifts = own('SELECT seq, drawer, staff_id, float_minor, closed_seq FROM shift ORDER BY seq');
  const copied = server(
    'SELECT seq, drawer, staff_id, float_minor, closed_seq FROM shift WHERE terminal_id = ? ORDER BY seq',
    number,
  );
  // Whoever closes a shift need not be whose it was: the server notes who did.
  const plain = (rows: unknown[]) =>
    (rows as { closed_seq: number | null; staff_id: number }[]).map((row) =>
      row.closed_seq === null ? row : { ...row, staff_id: 0 },
    );
  const moved = [
    own(`SELECT ${movement} ORDER BY seq`),
    server(`SELECT ${movement} WHERE terminal_id = ? ORDER BY seq`, number),
  ];
  if (!same(plain(shifts), plain(copied)) || !same(moved[0], moved[1]))
    throw new Violation(
      `I3 ${name} and the server tell of other shifts or other cash: ${JSON.stringify([shifts, copied])}`,
    );
}
