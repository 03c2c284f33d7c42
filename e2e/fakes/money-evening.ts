/** An evening of a kiosk and a till, with all that moves money: read by a manager afterwards. */
import type { ShiftClosed } from '@marquee/shared/protocol/journal';
import Database from 'better-sqlite3';
import { buyBestSeats } from '../demo/guests.ts';
import { type BoxOffice, openBoxOffice } from './box-office.ts';
import type { Kiosk } from './kiosk.ts';
import { findDay, findTerminal, sell } from './managed-house.ts';
import { findShow, type Show } from './show.ts';
import type { TcpProxy } from './tcp-proxy.ts';
import { casey, morgan, openTill, readJournal, type Till } from './till.ts';
import { issueVoucher } from './vouchers.ts';

export interface MoneyEvening {
  office: BoxOffice;
  show: Show;
  /** Of the kiosk, to the server. */
  cable: TcpProxy;
  /** The show's business date. */
  day: string;
  /** The business date on which all of it was sold. */
  soldOn: string;
  /** `T2-3`, as the shift’s report has it. */
  shift: string;
}

const cash = { phase: 'evening', tender: 'cash' as const };

export async function openMoneyEvening(): Promise<MoneyEvening> {
  const office = await openBoxOffice({ kiosks: 1 });
  try {
    const counter = await openTill(office);
    const { kiosk, cable } = await office.addKiosk();
    await kiosk.untilAnswer('list-films', {}, ({ films }) => films.length > 0);
    const show = await findShow([counter.till, kiosk]);
    for (const count of [2, 1, 3]) await sell(kiosk, show, count);
    const shift = await workShift(counter);
    const terminal = findTerminal(office, counter.till.name);
    await issueVoucher(office, 2500);
    await settled(counter.till);
    await settled(kiosk);
    return {
      office,
      show,
      cable,
      day: findDay(office, show),
      soldOn: shift.businessDate,
      shift: `T${terminal}-${shift.shiftSeq}`,
    };
  } catch (thrown) {
    await office.close();
    throw thrown;
  }
}

const settled = (kiosk: Kiosk) => kiosk.untilAnswer('see-terminal', {}, ({ unsent }) => unsent === 0);

async function workShift({ till, show }: Till): Promise<ShiftClosed> {
  await till.call('sign-in', { staffId: casey.id, pin: casey.pin });
  const opened = await till.call('open-shift', { drawer: 'A', floatMinor: 10_000 });
  if (!opened.ok) throw new Error(opened.reason);
  const { screeningId } = show;
  const { films } = await till.call('list-films', {});
  const others = films
    .flatMap(({ screenings }) => screenings)
    .filter(({ offline, startsAtMs }) => offline > 8 && startsAtMs < show.startsAtMs + 8 * 3_600_000);
  const tickets = [
    { ticketClass: 'adult' as const, count: 2 },
    { ticketClass: 'child' as const, count: 1 },
  ];
  const first = await buy(till, screeningId, tickets);
  await buy(till, screeningId, [{ ticketClass: 'student', count: 2 }]);
  for (const other of others.slice(0, 4)) await buy(till, other.screeningId, [{ ticketClass: 'adult', count: 1 }]);
  await sellItems(till);
  await undo(till, first);
  const moved = { operationId: 'safe-1', kind: 'cash-in' as const, amountMinor: 2000, reason: 'Change from the safe' };
  const answer = await till.call('move-cash', moved);
  if (!answer.ok) throw new Error(answer.reason);
  const report = await till.call('shift-report', { print: false });
  if (!report.ok) throw new Error(report.reason);
  const { expectedMinor } = report.report;
  const shortMinor = 10;
  const denominations = [{ valueMinor: 1, count: expectedMinor - shortMinor }];
  const approved = await till.call('approve', { staffId: morgan.id, pin: morgan.pin, act: 'over-short' });
  const closed = await till.call('count-and-close-shift', {
    denominations,
    ...(approved.ok ? { approvalId: approved.approvalId } : {}),
  });
  if (!closed.ok) throw new Error(closed.reason);
  return readJournal(till, 'shift.closed').at(-1) as ShiftClosed;
}

async function buy(
  till: Kiosk,
  screeningId: number,
  tickets: Parameters<typeof buyBestSeats>[1]['tickets'],
): Promise<number> {
  const bought = await buyBestSeats(till, { ...cash, screeningId, tickets });
  if (!bought.ok) throw new Error(bought.reason);
  return bought.order.seq;
}

async function sellItems(till: Kiosk): Promise<void> {
  const { items } = await till.call('list-items', {});
  const wanted = items.slice(0, 2).map(({ itemId }) => ({ itemId, quantity: 2 }));
  const set = await till.call('set-items', { basketId: null, items: wanted });
  if (!set.ok || !set.basket) throw new Error('no items');
  const paid = await till.call('pay', { basketId: set.basket.basketId, tender: 'cash', language: 'en' });
  if (!paid.ok) throw new Error(paid.reason);
}

/** One ticket of three comes back. */
async function undo(till: Kiosk, saleSeq: number): Promise<void> {
  const approved = await till.call('approve', { staffId: morgan.id, pin: morgan.pin, act: 'refund' });
  const answer = await till.call('refund-sale', {
    saleSeq,
    lines: [1],
    reason: 'Customer ill',
    ...(approved.ok ? { approvalId: approved.approvalId } : {}),
  });
  if (!answer.ok) throw new Error(answer.reason);
}

/** As when its day is over: nothing of a film is sold any more. */
export function endSales({ serverDatabaseFile }: BoxOffice, movieId: number): void {
  const server = new Database(serverDatabaseFile, { timeout: 5000 });
  server.prepare('UPDATE screening SET sales_end_at_ms = 1 WHERE movie_id = ?').run(movieId);
  server.close();
}

/** Of a sale that no terminal holds any more. */
export async function prepareRefund({ serverUrl, serverDatabaseFile }: BoxOffice): Promise<void> {
  const server = new Database(serverDatabaseFile, { readonly: true });
  const row = server
    .prepare(
      'SELECT b.order_key AS orderKey FROM ticket t JOIN booking b ON b.terminal_id = t.terminal_id AND b.seq = t.seq WHERE t.holder = 0 AND t.valid = 1 ORDER BY b.terminal_id, b.seq',
    )
    .get() as { orderKey: string } | undefined;
  server.close();
  if (!row) throw new Error('every terminal still holds its tickets');
  const order = {
    operationId: 'money-evening-1',
    by: 'Morgan',
    lines: null,
    kind: 'refund',
    reason: 'Projector failed',
  };
  const answer = await fetch(`${serverUrl}/api/v1/orders/${row.orderKey}/refund`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
