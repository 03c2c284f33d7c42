/** A day of a cinema: two tills, a kiosk and phones sell, give back, exchange and give away. Sums beside, from the journals. */
import type { EntryPayload, ShiftClosed, Tender } from '@marquee/shared/protocol/journal';
import { anItemLine, aSale, aSaleLine, startsAtMs } from '@marquee/shared/testing/builders';
import { payHold, payOutRefund, refundTickets } from '../../bookings/bookings.ts';
import { receivePush } from '../../journal/journal.ts';
import { makeSimulatedProvider } from '../../payments/simulated-provider.ts';
import { holdSeats } from '../../testing/hold-seats.ts';
import { cinemaId } from '../../testing/house.ts';
import { aPhoneOrder } from '../../testing/phone-order.ts';
import type { TestServer, TestTerminal } from '../../testing/test-server.ts';
import { issueVouchers } from '../../vouchers/issue.ts';
import { answerVoucherAsk } from '../../vouchers/vouchers.ts';

const hourMs = 3_600_000;
/** The business day of all of it: the first screening begins at 20:00 in Berlin. */
export const day = '2026-09-04';
export const dayAfter = '2026-09-05';

interface Sale {
  shiftSeq?: number;
  screeningId: number | null;
  seats?: readonly number[];
  changes?: Parameters<typeof aSaleLine>[0][];
  items?: ReturnType<typeof anItemLine>[];
  tenders?: (totalMinor: number) => Tender[];
  memberNumber?: string;
}

/** A till or kiosk whose clock the test sets by the hour at which it is switched on. */
export class Desk {
  readonly server: TestServer;
  readonly terminal: TestTerminal;
  readonly channel: 'till' | 'kiosk';
  readonly staffId: number;
  pushed = 0;

  constructor(of: { server: TestServer; terminal: TestTerminal; channel: 'till' | 'kiosk'; staffId: number }) {
    Object.assign(this, of);
    this.server = of.server;
    this.terminal = of.terminal;
    this.channel = of.channel;
    this.staffId = of.staffId;
  }

  get journal() {
    return this.terminal.journal;
  }
  atTill(shiftSeq: number | undefined) {
    return shiftSeq === undefined ? {} : { shiftSeq, staffId: this.staffId };
  }
  open(floatMinor = 10_000, businessDate = day): number {
    const { staffId } = this;
    return this.journal.append('shift.opened', { staffId, drawer: 'A', floatMinor, businessDate, currency: 'EUR' }).seq;
  }
  async sell({ shiftSeq, screeningId, seats = [], changes = [], items, tenders, memberNumber }: Sale): Promise<number> {
    const held = screeningId === null ? [] : await this.server.grant(this.terminal.terminal, screeningId, seats);
    if (held.length !== seats.length) throw new Error(`not all of ${seats} are free`);
    const lines = held.map((seat, index) =>
      aSaleLine({ line: index + 1, seatLabel: `S${seat.seatId}`, ...seat, ...changes[index] }),
    );
    const sale = aSale({
      screeningId,
      lines,
      channel: this.channel,
      ...(items ? { items } : {}),
      ...(memberNumber ? { memberNumber } : {}),
      ...this.atTill(shiftSeq),
    });
    return this.journal.append('sale.made', tenders ? { ...sale, tenders: tenders(sale.totalMinor) } : sale).seq;
  }
  /** The tickets of these lines and the items, all for what was paid. */
  undo(
    kind: 'void' | 'refund' | 'exchange',
    saleSeq: number,
    of: {
      shiftSeq?: number;
      lines?: readonly number[];
      items?: boolean;
      as?: Tender['kind'];
      voucherId?: number;
      approvedBy?: number;
    },
  ): number {
    const sale = this.sale(saleSeq);
    const lines = sale.lines.filter(({ line }) => of.lines?.includes(line) ?? false);
    const items = of.items ? (sale.items ?? []) : [];
    const totalMinor = [...lines, ...items].reduce((total, { priceMinor }) => total + priceMinor, 0);
    return this.journal.append('tickets.refunded', {
      kind,
      saleSeq,
      screeningId: sale.screeningId,
      currency: 'EUR',
      lines: lines.map(({ line, seatId, version, priceMinor }) => ({ line, seatId, version, amountMinor: priceMinor })),
      ...(items.length > 0 ? { items: items.map(({ line, priceMinor }) => ({ line, amountMinor: priceMinor })) } : {}),
      tenders: [
        { kind: of.as ?? 'cash', amountMinor: totalMinor, ...(of.voucherId ? { voucherId: of.voucherId } : {}) },
      ],
      totalMinor,
      reason: '=1+1 the guest is ill',
      ...(of.approvedBy ? { approvedBy: of.approvedBy } : {}),
      ...this.atTill(of.shiftSeq),
    }).seq;
  }
  sale(saleSeq: number): EntryPayload<'sale.made'> {
    return JSON.parse(this.journal.entries[saleSeq - 1]?.payload ?? '') as EntryPayload<'sale.made'>;
  }
  move(shiftSeq: number, kind: 'cash-in' | 'drop' | 'paid-out' | 'no-sale', amountMinor: number): void {
    const { staffId } = this;
    this.journal.append('cash.moved', { shiftSeq, staffId, kind, amountMinor, currency: 'EUR', reason: 'change' });
  }
  payloads<T extends 'sale.made' | 'tickets.refunded' | 'cash.moved' | 'shift.closed'>(
    type: T,
  ): (EntryPayload<T> & { seq: number })[] {
    return this.journal.entries
      .filter((entry) => entry.type === type)
      .map(({ seq, payload }) => ({ ...(JSON.parse(payload) as EntryPayload<T>), seq }));
  }
  /** As a terminal sums it: from its own journal alone. */
  close(shiftSeq: number, floatMinor: number, overShortMinor: number): ShiftClosed {
    const isOf = (entry: { shiftSeq?: number | undefined }) => entry.shiftSeq === shiftSeq;
    const sales = this.payloads('sale.made').filter(isOf);
    const refunds = this.payloads('tickets.refunded').filter(isOf);
    const moved = this.payloads('cash.moved').filter(isOf);
    const tickets = sales.flatMap(({ lines }) => lines);
    const items = sales.flatMap(({ items: of }) => of ?? []);
    const sum = <R>(rows: readonly R[], of: (row: R) => number) => rows.reduce((total, row) => total + of(row), 0);
    const ofKind = (rows: readonly { tenders: { kind: string; amountMinor: number }[] }[], kind: string) =>
      sum(
        rows.flatMap(({ tenders }) => tenders).filter((tender) => tender.kind === kind),
        ({ amountMinor }) => amountMinor,
      );
    const movedMinor = (kind: string) =>
      sum(
        moved.filter((move) => move.kind === kind),
        ({ amountMinor }) => amountMinor,
      );
    const corrections = refunds.filter(({ saleSeq }) => !isOf(this.sale(saleSeq)));
    const expectedMinor =
      floatMinor +
      ofKind(sales, 'cash') -
      ofKind(refunds, 'cash') +
      movedMinor('cash-in') -
      movedMinor('drop') -
      movedMinor('paid-out');
    const closed: ShiftClosed = {
      shiftSeq,
      staffId: this.staffId,
      businessDate: day,
      currency: 'EUR',
      denominations: [{ valueMinor: 1, count: expectedMinor + overShortMinor }],
      countedMinor: expectedMinor + overShortMinor,
      expectedMinor,
      overShortMinor,
      ...(overShortMinor === 0 ? {} : { approvedBy: 9 }),
      unsent: 3,
      figures: {
        sales: sales.length,
        tickets: tickets.length,
        ticketsMinor: sum(tickets, ({ priceMinor }) => priceMinor),
        itemsMinor: sum(items, ({ priceMinor }) => priceMinor),
        comps: tickets.filter(({ comp }) => comp !== undefined).length,
        refunds: refunds.length,
        refundsMinor: sum(refunds, ({ totalMinor }) => totalMinor),
        corrections: { refunds: corrections.length, refundsMinor: sum(corrections, ({ totalMinor }) => totalMinor) },
        taxMinor: sum(tickets, ({ taxMinor }) => taxMinor) + sum(items, ({ taxMinor }) => taxMinor),
        tenders: (['cash', 'card', 'voucher', 'credit'] as const).map((kind) => ({
          kind,
          inMinor: ofKind(sales, kind),
          outMinor: ofKind(refunds, kind),
        })),
        floatMinor,
        cashInMinor: movedMinor('cash-in'),
        dropMinor: movedMinor('drop'),
        paidOutMinor: movedMinor('paid-out'),
        noSales: moved.filter(({ kind }) => kind === 'no-sale').length,
      },
    };
    this.journal.append('shift.closed', closed);
    return closed;
  }
  async push(): Promise<void> {
    const { terminal, key, journal } = this.terminal;
    if (this.pushed === journal.entries.length) return;
    await receivePush(this.server.deps, { terminal, publicKey: key.publicKey }, journal.push(this.pushed + 1));
    this.pushed = journal.entries.length;
  }
}

async function openDesk(server: TestServer, channel: 'till' | 'kiosk', staffId: number): Promise<Desk> {
  return new Desk({ server, channel, staffId, terminal: await server.aTerminal({ role: channel }) });
}

export interface BusyDay {
  screenings: { first: number; late: number };
  /** Closed, with their reports. */
  closed: { desk: Desk; told: ShiftClosed }[];
  open: { desk: Desk; shiftSeq: number };
  desks: Desk[];
  /** Bought by phones, given back by the server, and of that what is still to be paid out. */
  phones: { soldMinor: number; backMinor: number; owedMinor: number };
}

/** The day begins in the morning; its last sale is at half past one in the night, and one more on the day after. */
export async function liveBusyDay(server: TestServer): Promise<BusyDay> {
  const at = (hours: number) => {
    server.time.nowMs = startsAtMs + hours * hourMs;
  };
  at(-8);
  const first = await server.aScreening();
  const late = await server.aScreening({ startsAtMs: startsAtMs + 3 * hourMs });
  const till = await openDesk(server, 'till', 1);
  const voucher = await aVoucherAt(server, till);
  const shift = till.open(10_000);
  await till.sell({ shiftSeq: shift, screeningId: first, seats: [5, 6], items: [anItemLine()] });
  const mixed = await till.sell({
    shiftSeq: shift,
    screeningId: first,
    seats: [7, 8, 9],
    changes: [
      {},
      { ticketClass: 'child', priceMinor: 840, taxMinor: 55 },
      { priceMinor: 0, taxMinor: 0, comp: 'press' },
    ],
    tenders: (totalMinor) => [
      { kind: 'cash', amountMinor: 640, givenMinor: 1000 },
      { kind: 'card', amountMinor: totalMinor - 640, attemptId: 'card-1', authorisation: 'A1' },
    ],
  });
  const spent = await till.sell({
    shiftSeq: shift,
    screeningId: first,
    seats: [10],
    tenders: (totalMinor) => [
      { kind: 'voucher', amountMinor: 500, voucherId: voucher.id, voucherVersion: voucher.version },
      { kind: 'cash', amountMinor: totalMinor - 500, givenMinor: totalMinor - 500 },
    ],
  });
  till.undo('refund', mixed, { shiftSeq: shift, lines: [1], approvedBy: 9 });
  const mistake = await till.sell({ shiftSeq: shift, screeningId: first, seats: [11], memberNumber: 'M1' });
  till.undo('void', mistake, { shiftSeq: shift, lines: [1] });
  const popcorn = await till.sell({
    shiftSeq: shift,
    screeningId: null,
    items: [anItemLine(), anItemLine({ line: 2, name: 'Cola', quantity: 1, priceMinor: 399, taxMinor: 64 })],
  });
  till.undo('refund', popcorn, { shiftSeq: shift, items: true });
  for (const [kind, minor] of [
    ['cash-in', 5000],
    ['drop', 3000],
    ['paid-out', 700],
    ['no-sale', 0],
  ] as const)
    till.move(shift, kind, minor);
  const closedFirst = till.close(shift, 10_000, -100);
  // Another shift of the same till: an exchange of the first one’s sale, into a dearer seat of the late show.
  const second = till.open(2000);
  const creditSeq = till.undo('exchange', spent, { shiftSeq: second, lines: [1], as: 'credit' });
  await till.sell({
    shiftSeq: second,
    screeningId: late,
    seats: [60],
    changes: [{ priceMinor: 1600, taxMinor: 105 }],
    tenders: (totalMinor) => [
      { kind: 'credit', amountMinor: 1200, creditSeq },
      { kind: 'cash', amountMinor: totalMinor - 1200, givenMinor: 500 },
    ],
  });
  const closedSecond = till.close(second, 2000, 0);

  at(1);
  const kiosk = await openDesk(server, 'kiosk', 0);
  const card = (totalMinor: number): Tender[] => [
    { kind: 'card', amountMinor: totalMinor, attemptId: 'card-2', authorisation: 'A2' },
  ];
  await kiosk.sell({ screeningId: late, seats: [20, 21], tenders: card });
  await kiosk.sell({
    screeningId: late,
    seats: [22],
    items: [anItemLine({ priceMinor: 1050, taxMinor: 168 })],
    tenders: card,
  });

  at(2);
  const other = await openDesk(server, 'till', 2);
  const open = other.open(5000);
  await other.sell({ shiftSeq: open, screeningId: late, seats: [30, 31] });

  // Half past one in the night is the same business day; seven in the morning is the next one.
  at(5.5);
  const night = await openDesk(server, 'kiosk', 0);
  await night.sell({ screeningId: null, items: [anItemLine()] });
  const desks = [till, kiosk, other, night];
  for (const desk of desks) await desk.push();
  const phones = await buyByPhone(server, late);
  at(11);
  const morning = await openDesk(server, 'kiosk', 0);
  await morning.sell({ screeningId: null, items: [anItemLine({ priceMinor: 777, taxMinor: 124 })] });
  await morning.push();
  return {
    screenings: { first, late },
    closed: [
      { desk: till, told: closedFirst },
      { desk: till, told: closedSecond },
    ],
    open: { desk: other, shiftSeq: open },
    desks,
    phones,
  };
}

async function aVoucherAt(server: TestServer, { terminal }: Desk): Promise<{ id: number; version: number }> {
  const deps = { ...server.deps, voucherSecret: Buffer.alloc(32, 4) };
  const issued = await issueVouchers(
    deps,
    { key: 'voucher-of-the-day', caller: { userId: 7, role: 'admin', sessionId: 's' } },
    { cinemaId, currency: 'EUR', amountMinor: 2000, count: 1, expiresAtMs: server.time.nowMs + 90 * 24 * hourMs },
  );
  if (!Array.isArray(issued) || !issued[0]) throw new Error('not issued');
  const [{ id, code }] = issued as [{ id: number; code: string }];
  const asked = await answerVoucherAsk(
    deps,
    { terminal: terminal.terminal, cinemaId },
    { operationId: 'ask-of-the-day', code },
  );
  if (asked.outcome !== 'granted') throw new Error(asked.reason);
  return { id, version: asked.version };
}

/** Three bookings of two seats: one stays, of one a ticket is owed, one was paid out at the desk. */
async function buyByPhone(server: TestServer, screeningId: number): Promise<BusyDay['phones']> {
  const provider = makeSimulatedProvider({ clock: server.deps.clock });
  const orders: { terminal: number; seq: number }[] = [];
  for (const [index, seatIds] of [
    [40, 41],
    [42, 43],
    [44, 45],
  ].entries()) {
    const holdId = `hold-${index}`;
    await holdSeats(server.deps, { holdId, screeningId, seatIds });
    const order = aPhoneOrder({ attemptId: `phone-${index}`, holdId, screeningId, seatIds });
    const paid = await payHold(server.deps, provider, order);
    if (paid.outcome !== 'sold') throw new Error(paid.outcome);
    orders.push(paid.order);
  }
  const undo = async (order: { terminal: number; seq: number } | undefined, lines: number[] | null) => {
    if (!order) throw new Error('not sold');
    const operationId = `undo-${order.seq}-of-the-day`;
    const answer = await refundTickets(server.deps, {
      operationId,
      order,
      lines,
      kind: 'refund',
      reason: 'ill',
      by: 'Ada (user 1)',
    });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.refundId;
  };
  await undo(orders[1], [1]);
  const refundId = await undo(orders[2], null);
  await payOutRefund(server.deps, {
    operationId: 'pay-out-of-the-day',
    refundId,
    kind: 'cash',
    attemptId: null,
    by: 'Ada',
  });
  return { soldMinor: 7200, backMinor: 3600, owedMinor: 1200 };
}
