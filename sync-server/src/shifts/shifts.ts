/**
 * Shifts of tills, as their journals tell them. What a terminal says at the end of a shift is compared with what was recorded
 * here: both are kept, and where they differ somebody has to look.
 */
import type { EntryPayload, ShiftClosed } from '@marquee/shared/protocol/journal';
import type { Queries, Transaction } from '../platform/database.ts';
import * as sql from './shifts.sql.ts';

/** Of one type, with its place in its journal. */
export interface ShiftEntry<T extends 'shift.opened' | 'cash.moved' | 'shift.handed-over' | 'shift.closed'> {
  entry: { seq: number; atMs: number };
  payload: EntryPayload<T>;
}

export async function recordShifts(
  tx: Transaction,
  terminal: number,
  opened: readonly ShiftEntry<'shift.opened'>[],
): Promise<void> {
  if (opened.length === 0) return;
  const cinemaId = await sql.selectCinemaOf(tx, terminal);
  await sql.insertShifts(
    tx,
    opened.map(({ entry, payload }) => [
      terminal,
      entry.seq,
      cinemaId ?? 0,
      payload.staffId,
      payload.drawer,
      payload.businessDate,
      payload.currency,
      payload.floatMinor,
      'open',
      entry.atMs,
    ]),
  );
}

export function recordMovements(
  tx: Transaction,
  terminal: number,
  moved: readonly ShiftEntry<'cash.moved'>[],
): Promise<void> {
  return sql.insertMovements(
    tx,
    moved.map(({ entry, payload }) => [
      terminal,
      entry.seq,
      payload.shiftSeq,
      payload.staffId,
      payload.kind,
      payload.amountMinor,
      payload.currency,
      payload.reason,
      payload.approvedBy ?? null,
      entry.atMs,
    ]),
  );
}

/** Whether there is such a shift. */
export const recordHandOver = (
  tx: Transaction,
  terminal: number,
  { payload }: ShiftEntry<'shift.handed-over'>,
): Promise<boolean> => sql.giveShift(tx, terminal, payload.shiftSeq, payload.toStaffId);

/** All figures, from the rows here. */
export interface ShiftSums {
  currency: string;
  sales: number;
  tickets: number;
  ticketsMinor: number;
  itemsMinor: number;
  comps: number;
  taxMinor: number;
  refunds: number;
  refundsMinor: number;
  corrections: number;
  correctionsMinor: number;
  cashTakenMinor: number;
  cashGivenBackMinor: number;
  cardTakenMinor: number;
  cardGivenBackMinor: number;
  voucherTakenMinor: number;
  voucherGivenBackMinor: number;
  creditTakenMinor: number;
  creditGivenBackMinor: number;
  floatMinor: number;
  cashInMinor: number;
  dropMinor: number;
  paidOutMinor: number;
  noSales: number;
  expectedMinor: number;
  overShortMinor: number;
}

/** The terminal's side, in the same words. */
export function toldSums({ figures, ...closed }: ShiftClosed): ShiftSums {
  const tender = (kind: string) => {
    const all = figures.tenders.filter((told) => told.kind === kind);
    return {
      inMinor: all.reduce((total, { inMinor }) => total + inMinor, 0),
      outMinor: all.reduce((total, { outMinor }) => total + outMinor, 0),
    };
  };
  const [cash, card, voucher, credit] = [tender('cash'), tender('card'), tender('voucher'), tender('credit')];
  const { tenders, corrections, ...rest } = figures;
  return {
    ...rest,
    corrections: corrections?.refunds ?? 0,
    correctionsMinor: corrections?.refundsMinor ?? 0,
    currency: closed.currency,
    cashTakenMinor: cash.inMinor,
    cashGivenBackMinor: cash.outMinor,
    cardTakenMinor: card.inMinor,
    cardGivenBackMinor: card.outMinor,
    voucherTakenMinor: voucher.inMinor,
    voucherGivenBackMinor: voucher.outMinor,
    creditTakenMinor: credit.inMinor,
    creditGivenBackMinor: credit.outMinor,
    expectedMinor: closed.expectedMinor,
    overShortMinor: closed.overShortMinor,
  };
}

/** From the rows of bookings, refunds and movements that name this shift; null where there is no such shift. */
export async function sumShift(
  queries: Queries,
  terminal: number,
  { shiftSeq, currency, denominations }: Pick<ShiftClosed, 'shiftSeq' | 'currency' | 'denominations'>,
): Promise<ShiftSums | null> {
  const shift = await sql.selectFloat(queries, terminal, shiftSeq);
  if (!shift) return null;
  const at = [terminal, shiftSeq];
  const { sales } = await sql.countBookings(queries, at);
  const tickets = await sql.sumTickets(queries, at);
  const items = await sql.sumItems(queries, at);
  const refunds = await sql.sumRefunds(queries, at);
  const corrections = await sql.sumCorrections(queries, at);
  const taken = await sql.sumTaken(queries, at);
  const back = await sql.sumGivenBack(queries, at);
  const moved = await sql.sumMovements(queries, at);
  const minorOf = (sums: typeof taken, kind: string) => sums.get(kind)?.minor ?? 0;
  const [cashIn, drop, paidOut] = [minorOf(moved, 'cash-in'), minorOf(moved, 'drop'), minorOf(moved, 'paid-out')];
  const cashSums = { cashTakenMinor: minorOf(taken, 'cash'), cashGivenBackMinor: minorOf(back, 'cash') };
  const expectedMinor =
    shift.float_minor + cashSums.cashTakenMinor - cashSums.cashGivenBackMinor + cashIn - drop - paidOut;
  const countedMinor = denominations.reduce((total, { valueMinor, count }) => total + valueMinor * count, 0);
  return {
    currency,
    sales,
    tickets: tickets.tickets,
    ticketsMinor: tickets.price_minor,
    itemsMinor: items.price_minor,
    comps: tickets.comps,
    taxMinor: tickets.tax_minor + items.tax_minor,
    refunds: refunds.refunds,
    refundsMinor: refunds.amount_minor,
    corrections: corrections.refunds,
    correctionsMinor: corrections.amount_minor,
    ...cashSums,
    cardTakenMinor: minorOf(taken, 'card'),
    cardGivenBackMinor: minorOf(back, 'card'),
    voucherTakenMinor: minorOf(taken, 'voucher'),
    voucherGivenBackMinor: minorOf(back, 'voucher'),
    creditTakenMinor: minorOf(taken, 'credit'),
    creditGivenBackMinor: minorOf(back, 'credit'),
    floatMinor: shift.float_minor,
    cashInMinor: cashIn,
    dropMinor: drop,
    paidOutMinor: paidOut,
    noSales: moved.get('no-sale')?.count ?? 0,
    expectedMinor,
    overShortMinor: countedMinor - expectedMinor,
  };
}

/** Null where all agrees. Otherwise what differs, of both sides: `here` null where there is no such open shift. */
export async function recordClose(
  tx: Transaction,
  terminal: number,
  { entry, payload }: ShiftEntry<'shift.closed'>,
): Promise<{ here: Partial<ShiftSums> | null; there: Partial<ShiftSums> } | null> {
  const there = toldSums(payload);
  const here = await sumShift(tx, terminal, payload);
  const isClosed = await sql.closeShift(tx, { terminal, ...entry }, payload);
  if (!isClosed || !here) return { here: null, there };
  const names = (Object.keys(here) as (keyof ShiftSums)[]).filter((name) => here[name] !== there[name]);
  if (names.length === 0) return null;
  const pick = (sums: ShiftSums): Partial<ShiftSums> =>
    Object.fromEntries(['currency' as const, ...names].map((name) => [name, sums[name]]));
  return { here: pick(here), there: pick(there) };
}
