/**
 * Shifts as a manager sees them: of an open one what has arrived so far (X), of a closed one its own report (Z). What a
 * terminal has not sent yet is nobody's guess: it is told apart, by its last contact or by what the report says of itself.
 */
import type { ShiftClosed, ShiftFigures } from '@marquee/shared/protocol/journal';
import { z } from 'zod';
import type { Queries } from '../platform/database.ts';
import { type ShiftSums, sumShift, toldSums } from '../shifts/shifts.ts';
import type { Days } from './money-days.ts';
import * as sql from './shift-list.sql.ts';

const minor = z.int();
const count = z.int();
export const Sums = z
  .object({
    currency: z.string(),
    sales: count,
    tickets: count,
    ticketsMinor: minor,
    itemsMinor: minor,
    comps: count,
    taxMinor: minor,
    refunds: count,
    refundsMinor: minor,
    corrections: count.meta({ description: 'Of the refunds: of sales of another shift.' }),
    correctionsMinor: minor,
    cashTakenMinor: minor,
    cashGivenBackMinor: minor,
    cardTakenMinor: minor,
    cardGivenBackMinor: minor,
    voucherTakenMinor: minor,
    voucherGivenBackMinor: minor,
    creditTakenMinor: minor,
    creditGivenBackMinor: minor,
    floatMinor: minor,
    cashInMinor: minor,
    dropMinor: minor,
    paidOutMinor: minor,
    noSales: count,
    expectedMinor: minor,
    overShortMinor: minor.meta({ description: 'Nothing while it is open: nobody has counted.' }),
  })
  .meta({ id: 'ShiftSums' });

export const ListedShift = z
  .object({
    terminal: z.int(),
    terminalName: z.string(),
    seq: z.int().meta({ description: 'Of the entry that opened it: `T17-204` on paper.' }),
    drawer: z.string(),
    staffName: z.string().nullable(),
    staffId: z.int(),
    businessDate: z.string(),
    state: z.enum(['open', 'closed']),
    openedAtMs: z.int(),
    closedAtMs: z.int().nullable(),
    countedMinor: minor.nullable(),
    approvedBy: z.string().nullable(),
    sums: Sums,
    isDifferent: z.boolean().meta({ description: 'Its report is not what has arrived here: an exception says how.' }),
    unsent: count
      .nullable()
      .meta({ description: 'Entries not sent when its report was printed; null while it is open.' }),
    lastSeenMs: z.int().nullable().meta({ description: 'Of the terminal: what it did since then may be missing.' }),
  })
  .meta({ id: 'ListedShift' });
export type ListedShift = z.infer<typeof ListedShift>;

export const Movement = z.object({
  kind: z.enum(['cash-in', 'drop', 'paid-out', 'no-sale']),
  amountMinor: minor,
  reason: z.string(),
  staffName: z.string().nullable(),
  approvedBy: z.string().nullable(),
  atMs: z.int(),
});

export const ShiftTotal = z.object({
  shifts: count,
  open: count,
  countedMinor: minor,
  sums: Sums.meta({ description: 'Of open ones what has arrived so far.' }),
});
export type ShiftTotal = z.infer<typeof ShiftTotal>;

export const movementsMax = 500;
/** Of one question: a cinema has a dozen a day. */
const totalMax = 2000;

export const describeShifts = async (queries: Queries, rows: readonly sql.ShiftRow[]): Promise<ListedShift[]> => {
  const described: ListedShift[] = [];
  for (const row of rows) described.push(await describeShift(queries, row));
  return described;
};

export async function describeShift(queries: Queries, row: sql.ShiftRow): Promise<ListedShift> {
  const closed = readClosed(row);
  return {
    terminal: row.terminal_id,
    terminalName: row.terminal_name,
    seq: row.seq,
    drawer: row.drawer,
    staffName: row.staff_name,
    staffId: Number(row.staff_id),
    businessDate: row.business_date,
    state: row.state,
    openedAtMs: row.opened_at_ms,
    closedAtMs: row.closed_at_ms,
    countedMinor: row.counted_minor,
    approvedBy: row.approved_name ?? (row.approved_by === null ? null : `#${row.approved_by}`),
    sums: closed ? toldSums(closed) : await sumSoFar(queries, row),
    isDifferent: Number(row.differs ?? 0) > 0,
    unsent: closed?.unsent ?? null,
    lastSeenMs: row.last_seen_ms,
  };
}

/** From the rows here, whatever its report says. */
export async function sumSoFar(queries: Queries, row: sql.ShiftRow): Promise<ShiftSums> {
  const asked = { shiftSeq: row.seq, currency: row.currency, denominations: [] };
  const sums = await sumShift(queries, row.terminal_id, asked);
  if (sums === null) throw new Error(`shift ${row.terminal_id}-${row.seq} is gone`);
  return { ...sums, overShortMinor: row.counted_minor === null ? 0 : row.counted_minor - sums.expectedMinor };
}

/** Its report, as far as the list needs it. */
function readClosed(row: sql.ShiftRow): ShiftClosed | null {
  if (row.state !== 'closed' || row.figures === null) return null;
  const figures = (typeof row.figures === 'string' ? JSON.parse(row.figures) : row.figures) as ShiftFigures;
  const said = JSON.parse(row.closed_payload ?? '{}') as Partial<ShiftClosed>;
  return {
    shiftSeq: row.seq,
    staffId: Number(row.staff_id),
    businessDate: row.business_date,
    currency: row.currency,
    denominations: said.denominations ?? [],
    countedMinor: row.counted_minor ?? 0,
    expectedMinor: row.expected_minor ?? 0,
    overShortMinor: row.over_short_minor ?? 0,
    figures,
    unsent: said.unsent ?? 0,
  };
}

/** Of the whole site, each shift as the list shows it. */
export async function sumShifts(
  queries: Queries,
  { cinemaId, days, currency }: { cinemaId: number; days: Days; currency: string },
): Promise<ShiftTotal> {
  const rows = await sql.selectShifts(queries, { cinemaId, days, after: null, limit: totalMax });
  const shifts = await describeShifts(queries, rows);
  const names = Object.keys(Sums.shape).filter((name) => name !== 'currency') as Exclude<keyof ShiftSums, 'currency'>[];
  const sum = (name: (typeof names)[number]) => shifts.reduce((total, { sums }) => total + sums[name], 0);
  return {
    shifts: shifts.length,
    open: shifts.filter(({ state }) => state === 'open').length,
    countedMinor: shifts.reduce((total, { countedMinor }) => total + (countedMinor ?? 0), 0),
    sums: { currency, ...(Object.fromEntries(names.map((name) => [name, sum(name)])) as Omit<ShiftSums, 'currency'>) },
  };
}
