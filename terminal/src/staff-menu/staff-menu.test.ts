import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { triesMax } from '../staff/staff.ts';
import { ann, mia, openTillOffice, pins, type TillOffice, uwe } from '../staff/testing/till-office.ts';
import {
  actInMenu,
  isTakenOut,
  type MenuPorts,
  type MenuSessions,
  menuMs,
  openMenuSessions,
  viewMenu,
} from './staff-menu.ts';

let office: TillOffice;
let sessions: MenuSessions;
let printerFault: Fault | null;
let testPages: number;
let woken: number;
beforeEach(() => {
  office = openTillOffice();
  // As at a kiosk: nobody is ever signed in for sales.
  delete office.deps.till;
  office.grant([5, 6, 7]);
  sessions = openMenuSessions({ ...office.deps, staff: office.staff });
  printerFault = null;
  testPages = 0;
  woken = 0;
});
afterEach(() => office.close());

const ports: MenuPorts = {
  version: '1.2.3',
  printerFault: () => printerFault,
  readerFault: () => null,
  async printTestPage() {
    if (printerFault) throw printerFault;
    testPages += 1;
  },
  wakePrinter: () => {
    woken += 1;
  },
  onService: () => undefined,
};
const act = (name: Parameters<typeof actInMenu>[2]['act']) => actInMenu(office.deps, ports, { act: name, staff: ann });
const view = () => viewMenu(office.deps, ports, ann);
const jobs = () =>
  office.store.all<{ line: number; state: string; duplicate: number }>(
    'SELECT line, state, duplicate FROM print_job ORDER BY line',
  );
const printed = (state: 'printed' | 'failed') => office.store.run('UPDATE print_job SET state = ?', state);

describe('who may open it', () => {
  test('a cashier or a manager by their PIN, which is in the journal and signs nobody in for sales', async () => {
    for (const person of [ann, mia]) {
      const opened = await sessions.open(person.id, pins[person.id as 1 | 3]);
      expect(opened).toMatchObject({ ok: true, staff: { name: person.name } });
      if (opened.ok) sessions.close(opened.session);
    }
    expect(office.staff.signedIn()).toBeNull();
    expect(office.entries('staff.signed')).toEqual([
      { what: 'in', staffId: ann.id },
      { what: 'out', staffId: ann.id },
      { what: 'in', staffId: mia.id },
      { what: 'out', staffId: mia.id },
    ]);
  });

  test('no usher, whose PIN is not even looked at', async () => {
    expect(await sessions.open(uwe.id, pins[4])).toEqual({ ok: false, reason: 'role-refused' });
    expect(office.checked()).toBe(0);
  });

  test('wrong PINs are counted with those of the till, and written down', async () => {
    for (let tries = 1; tries < triesMax; tries++)
      expect(await sessions.open(ann.id, '000000')).toMatchObject({ reason: 'wrong-pin', triesLeft: triesMax - tries });
    expect(await office.staff.signIn(ann.id, '000000')).toMatchObject({ reason: 'wait' });
    expect(await sessions.open(ann.id, pins[1])).toMatchObject({ reason: 'wait' });
    expect(office.entries('staff.signed')).toEqual(Array(triesMax).fill({ what: 'refused', staffId: ann.id }));
  });

  test('it ends when nobody touches it, and a look alone keeps it no longer', async () => {
    const opened = await sessions.open(ann.id, pins[1]);
    if (!opened.ok) throw new Error(opened.reason);
    await office.clock.advance(menuMs - 1);
    expect(sessions.who(opened.session, true)?.name).toBe('Ann');
    await office.clock.advance(menuMs - 1);
    expect(sessions.who(opened.session, false)?.name).toBe('Ann');
    await office.clock.advance(1);
    expect(sessions.who(opened.session, true)).toBeNull();
    expect(office.entries('staff.signed').at(-1)).toEqual({ what: 'out', staffId: ann.id });
  });

  test('another one ends it, and a session that was made up is none', async () => {
    const first = await sessions.open(ann.id, pins[1]);
    await sessions.open(mia.id, pins[3]);
    expect(first.ok && sessions.who(first.session, true)).toBeNull();
    expect([sessions.who('guessed', true), sessions.close('guessed')]).toEqual([null, false]);
  });
});

describe('what it shows', () => {
  test('today’s sales, the last of them, and what waits', async () => {
    expect(view()).toMatchObject({
      today: { sales: 0, tickets: 0, totalMinor: 0 },
      lastSale: null,
      slips: { waiting: 0, failed: 0 },
    });
    await office.sell([5, 6]);
    expect(view()).toEqual({
      staffName: 'Ann',
      version: '1.2.3',
      printer: null,
      reader: null,
      slips: { waiting: 3, failed: 0 },
      storedCharges: 0,
      takenOut: false,
      today: { sales: 1, tickets: 2, totalMinor: 2400 },
      lastSale: expect.objectContaining({ seatLabels: ['B1', 'B2'] }),
    });
  });

  test('a day ends at five in the morning', async () => {
    await office.sell([5]);
    office.clock.setMachineClock(office.clock.nowMs() + 24 * 3_600_000);
    expect(view().today).toEqual({ sales: 0, tickets: 0, totalMinor: 0 });
    expect(view().lastSale).not.toBeNull();
  });

  test('card charges that are not with the bank yet', async () => {
    office.reader.setBank('away');
    await office.sell([5], 'card');
    expect(view().storedCharges).toBe(1);
  });
});

describe('what it does', () => {
  test('a test page comes out, or the printer says why not', async () => {
    expect([await act('print-test-page'), testPages]).toEqual([null, 1]);
    printerFault = new Fault('printer-out-of-paper');
    expect(await act('print-test-page')).toEqual({
      ok: false,
      reason: 'printer-trouble',
      code: 'printer-out-of-paper',
    });
  });

  test('slips that had failed are queued again; a copy that may be about stays marked, and the journal names the tickets', async () => {
    expect(await act('print-failed')).toEqual({ ok: false, reason: 'nothing-failed' });
    const seq = await office.sell([5, 6]);
    printed('failed');
    office.store.run('UPDATE print_job SET attempts = 3, duplicate = 1 WHERE line = 1');
    expect([await act('print-failed'), woken]).toEqual([null, 1]);
    expect(jobs()).toEqual([
      { line: 0, state: 'queued', duplicate: 0 },
      { line: 1, state: 'queued', duplicate: 1 },
      { line: 2, state: 'queued', duplicate: 0 },
    ]);
    expect(office.entries('tickets.reprinted')).toEqual([
      { saleSeq: seq, lines: [1, 2], reason: 'the printer had failed', staffId: ann.id },
    ]);
  });

  test('a ticket that was given back is not printed any more', async () => {
    await office.sell([5, 6]);
    printed('failed');
    office.store.run("UPDATE ticket SET state = 'refunded' WHERE line = 1");
    await act('print-failed');
    expect(jobs().map(({ state }) => state)).toEqual(['queued', 'failed', 'queued']);
  });

  test('the last sale’s tickets come once more, marked, and the journal says who did it', async () => {
    expect(await act('reprint-last')).toEqual({ ok: false, reason: 'nothing-sold' });
    const seq = await office.sell([5, 6]);
    expect(await act('reprint-last')).toEqual({ ok: false, reason: 'not-printed-yet' });
    printed('printed');
    expect(await act('reprint-last')).toBeNull();
    expect(jobs()).toEqual([
      { line: 0, state: 'printed', duplicate: 0 },
      { line: 1, state: 'queued', duplicate: 1 },
      { line: 2, state: 'queued', duplicate: 1 },
    ]);
    expect(office.entries('tickets.reprinted')).toEqual([
      { saleSeq: seq, lines: [1, 2], reason: 'at the kiosk', staffId: ann.id },
    ]);
  });

  test('tickets that were given back are not', async () => {
    await office.sell([5]);
    printed('printed');
    office.store.run("UPDATE ticket SET state = 'refunded'");
    expect(await act('reprint-last')).toEqual({ ok: false, reason: 'ticket-not-valid' });
  });

  test('out of service is durable, until somebody puts it back', async () => {
    await act('take-out');
    await act('take-out');
    office.restart();
    expect([isTakenOut(office.store), view().takenOut]).toEqual([true, true]);
    await act('put-back');
    expect(isTakenOut(office.store)).toBe(false);
  });
});
