/** What staff can see and do at a kiosk behind their PIN: nobody is signed in for sales by it. */
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import type { StaffMember } from '@marquee/shared/protocol/streams';
import * as wallClock from '@marquee/shared/wall-clock';
import type { MenuAct, MenuActAnswer, MenuView } from '../calls.ts';
import { appendEntry } from '../journal/journal.ts';
import { countStored } from '../payment/payment.ts';
import type { RefundDeps } from '../refund/refund.ts';
import { listSales, reprintSale, seeSale } from '../sales/sales.ts';
import {
  countSalesSince,
  countSlips,
  deleteTakenOut,
  type FailedSlip,
  insertTakenOut,
  isTakenOut,
  requeueSlip,
  selectFailed,
} from './staff-menu.sql.ts';

export { type MenuSessions, mayOpenMenu, menuMs, openMenuSessions } from './menu-session.ts';
export { countSlips, isTakenOut } from './staff-menu.sql.ts';

export interface MenuPorts {
  version: string;
  printerFault(): Fault | null;
  readerFault(): Fault | null;
  /** Throws the printer's fault. */
  printTestPage(): Promise<void>;
  wakePrinter(): void;
  /** This terminal has gone out of service, or come back. */
  onService(): void;
}

const dayStartsMinutes = 5 * 60;

export function viewMenu(deps: RefundDeps, ports: MenuPorts, staff: StaffMember): MenuView {
  const { store, catalogue } = deps;
  const zone = catalogue.current()?.cinema.timeZone ?? 'UTC';
  const today = wallClock.dateAt(deps.nowMs() - dayStartsMinutes * 60_000, zone);
  const [last] = listSales(deps, '');
  return {
    staffName: staff.name,
    version: ports.version,
    printer: ports.printerFault()?.code ?? null,
    reader: ports.readerFault()?.code ?? null,
    slips: countSlips(store),
    storedCharges: countStored(store),
    takenOut: isTakenOut(store),
    today: countSalesSince(store, wallClock.instantAt(today, dayStartsMinutes, zone)),
    lastSale: last ? { orderKey: last.orderKey, soldAtMs: last.soldAtMs, seatLabels: last.seatLabels } : null,
  };
}

type Refused = Extract<MenuActAnswer, { ok: false }>;

/** Null: done. */
export async function actInMenu(
  deps: RefundDeps,
  ports: MenuPorts,
  { act, staff }: { act: MenuAct; staff: StaffMember },
): Promise<Refused | null> {
  switch (act) {
    case 'print-test-page':
      return printTestPage(ports);
    case 'print-failed':
      return printFailed(deps, ports, staff);
    case 'reprint-last':
      return reprintLast(deps, ports, staff);
    case 'take-out':
      deps.store.transaction(() => insertTakenOut(deps.store, staff.id, deps.nowMs()));
      ports.onService();
      return null;
    case 'put-back':
      deps.store.transaction(() => deleteTakenOut(deps.store));
      ports.onService();
      return null;
  }
}

async function printTestPage(ports: MenuPorts): Promise<Refused | null> {
  try {
    await ports.printTestPage();
    return null;
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.code === 'internal-error') throw thrown;
    return { ok: false, reason: 'printer-trouble', code: thrown.code };
  }
}

function printFailed(deps: RefundDeps, ports: MenuPorts, staff: StaffMember): Refused | null {
  const { store } = deps;
  const entrySeqs = store.transaction(() => {
    const failed = selectFailed(store);
    for (const { job_id } of failed) assert(requeueSlip(store, job_id), 'a failed slip is queued once');
    return failed.length === 0 ? null : noteReprints(deps, failed, staff);
  });
  if (entrySeqs === null) return { ok: false, reason: 'nothing-failed' };
  for (const seq of entrySeqs) deps.counter.write(seq);
  ports.wakePrinter();
  return null;
}

/** Tickets are named in the journal, sale by sale; a receipt admits nobody. */
function noteReprints(deps: RefundDeps, failed: readonly FailedSlip[], staff: StaffMember): number[] {
  const tickets = failed.filter(({ sale_seq, line }) => sale_seq !== null && line > 0);
  return [...Map.groupBy(tickets, ({ sale_seq }) => sale_seq ?? 0)].map(([saleSeq, slips]) =>
    appendEntry(deps, 'tickets.reprinted', {
      saleSeq,
      lines: slips.map(({ line }) => line),
      reason: 'the printer had failed',
      staffId: staff.id,
    }),
  );
}

function reprintLast(deps: RefundDeps, ports: MenuPorts, staff: StaffMember): Refused | null {
  const [last] = listSales(deps, '');
  const sale = last ? seeSale(deps, last.saleSeq) : null;
  if (!sale) return { ok: false, reason: 'nothing-sold' };
  const lines = sale.tickets.filter(({ state }) => state === 'valid').map(({ line }) => line);
  if (lines.length === 0) return { ok: false, reason: 'ticket-not-valid' };
  const answer = reprintSale(deps, { saleSeq: sale.saleSeq, lines, reason: 'at the kiosk', staffId: staff.id });
  if (answer.ok) {
    ports.wakePrinter();
    return null;
  }
  const { reason } = answer;
  assert(
    reason !== 'ticket-unknown' && reason !== 'not-signed-in' && reason !== 'no-shift',
    'a kiosk prints its own tickets',
  );
  return { ok: false, reason };
}
