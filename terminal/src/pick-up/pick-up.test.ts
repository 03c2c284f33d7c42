import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyCertificate, PickUp, SeatChange } from '@marquee/shared/protocol/streams';
import { aCinemaSnapshot, aScreening, startsAtMs } from '@marquee/shared/testing/builders';
import { certificateBytes } from '@marquee/shared/tickets/key-certificate';
import { encodeTicket } from '@marquee/shared/tickets/ticket-code';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import { pay } from '../payment/payment.ts';
import { readTerminalKey } from '../platform/keys.ts';
import { paperOf } from '../print/payload.ts';
import { makePrintStore } from '../print/print-store.ts';
import { fillBasket } from '../testing/box-office.ts';
import { enrolAnswer, makeTestCore, type TestCore } from '../testing/test-core.ts';

const hourMs = 3600_000;
const stream = 'screening:1';
const cinemaKey = readTerminalKey(new Uint8Array(32).fill(1));
const serverKey = readTerminalKey(new Uint8Array(32).fill(2));
const order = { terminal: 0, seq: 4 };
const code = 'K7QM2XRA';

let cinema: TestCore;
let revision: number;
let woken: number[];

const start = () =>
  cinema.start({
    sendEnrolment: async () => ({ ...enrolAnswer, cinemaKey: cinemaKey.publicKey }),
    onSale: (seq) => void woken.push(seq),
  });
beforeEach(async () => {
  cinema = makeTestCore();
  [revision, woken] = [1, []];
  cinema.server.snapshots.set('cinema:1', { revision: 1, body: aHouse() });
  cinema.server.snapshots.set(stream, { revision, body: aBooking() });
  await start();
});
afterEach(() => cinema.close());

function aHouse(revokedKeys: number[] = []) {
  const unsigned: Omit<KeyCertificate, 'signature'> = {
    keyId: 0xffff,
    terminal: 0,
    cinemaId: 1,
    role: 'server',
    publicKey: serverKey.publicKey,
  };
  const signature = Buffer.from(cinemaKey.sign(certificateBytes(unsigned))).toString('base64url');
  return aCinemaSnapshot({ screenings: [aScreening()], keys: [{ ...unsigned, signature }], revokedKeys });
}

const qrOf = (line: number, seatId: number, sign = serverKey.sign) =>
  encodeTicket(
    { keyId: 0xffff, ...order, line, screeningId: 1, seatId, version: 3, ticketClass: 'adult', startsAtMs },
    sign,
  );
const aLine = (line: number, seatId: number): PickUp['tickets'][number] => ({
  line,
  seatId,
  version: 3,
  ticketClass: 'adult',
  priceMinor: 1200,
  taxMinor: 79,
  qr: qrOf(line, seatId),
});
const named = (seatId: number, line: number | null): SeatChange => ({
  seatId,
  state: line === null ? 'free' : 'sold',
  version: 3,
  holder: 0,
  ticket: line === null ? null : { ...order, line },
});
const lines = [aLine(1, 5), aLine(2, 6)];
function aBooking(tickets = lines, seats = [named(5, 1), named(6, 2)]) {
  return { seats, covered: [], pickUps: [{ order, code, tickets }] };
}
function tell(body: object): void {
  revision += 1;
  cinema.server.broadcast(stream, [{ revision, body }]);
}
const find = (text = code) => cinema.core.pickUps.find(text);
const print = (language: 'en' | 'zh' = 'en') => cinema.core.pickUps.print(order, language);
const entries = () =>
  cinema.store
    .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'tickets.picked-up' ORDER BY seq")
    .map(({ payload }) => JSON.parse(payload));
const slips = () =>
  cinema.store
    .all<{ line: number; duplicate: number; payload: string }>(
      'SELECT line, duplicate, payload FROM print_job WHERE pick_up_seq IS NOT NULL ORDER BY job_id',
    )
    .map(({ line, duplicate, payload }) => ({ line, duplicate, qr: JSON.parse(payload).qr }));

test('a code finds its booking, however it is typed, and says what would be printed', () => {
  const found = {
    ok: true,
    pickUp: {
      order,
      orderKey: 'T0-000004',
      screeningId: 1,
      movieId: 1,
      filmTitle: 'The Long Interval',
      venueName: 'Venue 1',
      startsAtMs,
      display: '2D',
      tickets: [
        { line: 1, seatLabel: 'B1', ticketClass: 'adult' },
        { line: 2, seatLabel: 'B2', ticketClass: 'adult' },
      ],
      printed: 0,
    },
  };
  expect(find()).toEqual(found);
  expect(find('k7qm-2xra')).toEqual(found);
  expect(find(' K7QM 2XRA\n')).toEqual(found);
});

test('without a network too: one transaction writes the entry and the slips, with the codes that the phone shows', async () => {
  cinema.server.isReachable = false;
  cinema.server.cut();
  await cinema.clock.advance(5000);
  expect(cinema.core.sync.isOnline()).toBe(false);
  expect(find().ok).toBe(true);
  const printed = print();
  expect(printed).toEqual({
    ok: true,
    printing: {
      entrySeq: 2,
      tickets: [
        { line: 1, seatLabel: 'B1', print: 'queued' },
        { line: 2, seatLabel: 'B2', print: 'queued' },
      ],
    },
  });
  expect(entries()).toEqual([{ order, lines: [1, 2], copy: 1, by: 'code' }]);
  expect(slips()).toEqual(lines.map(({ line, qr }) => ({ line, duplicate: 0, qr })));
  expect(woken).toEqual([2]);
});

test('the slips wait in the queue of the sales, and are tickets like those', async () => {
  find();
  print('zh');
  const { store } = cinema;
  const queue = makePrintStore({ store, nowMs: cinema.core.time.nowMs, onSlip: () => undefined });
  const job = queue.nextJob();
  expect(job).toMatchObject({ entrySeq: 2, line: 1, kind: 'ticket', duplicate: false });
  if (!job) throw new Error('no slip waits');
  expect(JSON.stringify(paperOf(job, { width: 80, language: 'en' }))).toContain('The Long Interval');
  queue.setState(job.jobId, 'printing');
  queue.setState(job.jobId, 'printed');
  expect(cinema.core.pickUps.see(2)?.tickets.map(({ print: state }) => state)).toEqual(['printed', 'queued']);
  expect(cinema.core.pickUps.see(99)).toBeNull();
});

test('a second printing is marked as a duplicate and counted, also after a restart', async () => {
  find();
  print();
  await cinema.crash();
  await start();
  expect(find()).toMatchObject({ ok: true, pickUp: { printed: 1 } });
  print();
  expect(slips().map(({ line, duplicate }) => [line, duplicate])).toEqual([
    [1, 0],
    [2, 0],
    [1, 1],
    [2, 1],
  ]);
  expect(entries().map(({ copy }) => copy)).toEqual([1, 2]);
});

test('a ticket’s own code finds the booking, if one of the cinema’s keys has signed it', () => {
  expect(find(qrOf(2, 6))).toMatchObject({ ok: true, pickUp: { order } });
  print();
  expect(entries()).toMatchObject([{ by: 'qr' }]);
  const forger = readTerminalKey(new Uint8Array(32).fill(3));
  expect(find(qrOf(2, 6, forger.sign))).toEqual({ ok: false, reason: 'not-found', online: true });
  expect(find('HTTPS://EXAMPLE.COM/A-LONG-TEXT-OF-ANOTHER-CODE')).toEqual({
    ok: false,
    reason: 'not-found',
    online: true,
  });
});

test('a revoked key’s code finds nothing', async () => {
  cinema.server.snapshots.set('cinema:1', { revision: 2, body: aHouse([0xffff]) });
  cinema.server.broadcast('cinema:1', [{ revision: 2, body: { kind: 'keys' } }]);
  await cinema.clock.advance(0);
  expect(find(qrOf(1, 5)).ok).toBe(false);
});

test('nothing is printed that its seat does not name, whatever was told of the booking', () => {
  tell({ seats: [named(5, null)], covered: [] });
  expect(find()).toMatchObject({ ok: true, pickUp: { tickets: [{ line: 2 }] } });
  print();
  expect(entries()).toMatchObject([{ lines: [2] }]);
  tell({ seats: [named(6, tellLine(2, 1))], covered: [] });
  expect(find()).toEqual({ ok: false, reason: 'nothing-left' });
  expect(print()).toEqual({ ok: false, reason: 'not-found' });
});

test('what was refunded between finding and printing is not printed', () => {
  find();
  tell(aBooking([], [named(5, null), named(6, null)]));
  expect(print()).toEqual({ ok: false, reason: 'nothing-left' });
  expect([entries(), slips()]).toEqual([[], []]);
});

test('whoever a ticket was passed on to prints nothing of its buyer’s', () => {
  const passedOn = tellLine(1, 1);
  tell(aBooking([aLine(2, 6)], [named(5, passedOn)]));
  expect(find(qrOf(passedOn, 5))).toEqual({ ok: false, reason: 'nothing-left' });
  expect(print()).toEqual({ ok: false, reason: 'not-found' });
  expect(find(qrOf(2, 6))).toMatchObject({ ok: true, pickUp: { tickets: [{ line: 2 }] } });
});

test('a ticket that came back to its buyer is no duplicate: its code is another', () => {
  find();
  print();
  const again = tellLine(1, 2);
  tell(aBooking([aLine(again, 5), aLine(2, 6)], [named(5, again)]));
  find();
  print();
  expect(slips().map(({ line, duplicate }) => [line, duplicate])).toEqual([
    [1, 0],
    [2, 0],
    [again, 0],
    [2, 1],
  ]);
});

test('a snapshot names all that there is: what it leaves out has nothing left', async () => {
  cinema.server.snapshots.set(stream, { revision: 9, body: { seats: [], covered: [], pickUps: [] } });
  await cinema.crash();
  await start();
  await cinema.clock.advance(20_000);
  expect(find()).toEqual({ ok: false, reason: 'nothing-left' });
});

test('once the film is over it is too late', async () => {
  cinema.clock.setMachineClock(startsAtMs + 2 * hourMs);
  await cinema.crash();
  await start();
  expect(find()).toEqual({ ok: false, reason: 'too-late' });
});

test('five wrong codes in a minute, and then none is looked at for a while, not even a right one', async () => {
  for (let guess = 0; guess < 5; guess += 1)
    expect(find(`AAAA-BBB${guess + 2}`)).toEqual({ ok: false, reason: 'not-found', online: true });
  expect(find()).toEqual({ ok: false, reason: 'too-many-tries' });
  await cinema.clock.advance(60_000);
  expect(find().ok).toBe(true);
});

test('only the booking that was found is printed: nobody comes by one through its number', () => {
  expect(print()).toEqual({ ok: false, reason: 'not-found' });
  find();
  expect(cinema.core.pickUps.print({ terminal: 0, seq: 5 }, 'en')).toEqual({ ok: false, reason: 'not-found' });
  find('AAAA-BBBB');
  expect(print()).toEqual({ ok: false, reason: 'not-found' });
});

describe('at a till', () => {
  const ann = { id: 1, name: 'Ann', role: 'cashier' as const, pinHash: 'any' };
  beforeEach(async () => {
    await cinema.crash();
    cinema.server.snapshots.set('cinema:1', { revision: 2, body: { ...aHouse(), staff: [ann] } });
    await cinema.start({
      channel: 'till',
      requireShift: true,
      pepper: { read: () => new Uint8Array(32), write: () => undefined },
      checkPin: async () => true,
      sendEnrolment: async () => ({ ...enrolAnswer, cinemaKey: cinemaKey.publicKey }),
    });
    cinema.server.broadcast('cinema:1', [{ revision: 2, body: { kind: 'staff' } }]);
    await cinema.clock.advance(20_000);
  });

  test('nobody finds or prints a booking while nobody is signed in', async () => {
    const nobody = { ok: false, reason: 'not-signed-in' };
    expect([find(), print()]).toEqual([nobody, nobody]);
    await cinema.core.shift.staff.signIn(ann.id, '111222');
    expect(find().ok).toBe(true);
    cinema.core.shift.staff.lock();
    expect(print()).toEqual(nobody);
    expect(entries()).toEqual([]);
  });

  test('whoever is signed in answers for what comes out', async () => {
    await cinema.core.shift.staff.signIn(ann.id, '111222');
    find();
    expect(print().ok).toBe(true);
    expect(entries()).toEqual([{ order, lines: [1, 2], copy: 1, by: 'code', staffId: ann.id }]);
  });
});

test('a sale of this terminal prints as ever beside it', async () => {
  revision += 1;
  cinema.server.broadcast('grants:17', [
    { revision: 2, body: { kind: 'grant', screeningId: 1, seats: [{ seatId: 7, version: 1 }] } },
  ]);
  find();
  print();
  const basketId = await fillBasket(cinema.core.deps, 1, [7]);
  await pay(cinema.core.deps, { basketId, tender: 'cash', language: 'en' });
  const jobs = cinema.store.all<{ sale_seq: number | null }>('SELECT sale_seq FROM print_job ORDER BY job_id');
  expect(jobs.map(({ sale_seq }) => sale_seq)).toEqual([null, null, 3, 3]);
});
