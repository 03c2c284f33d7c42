import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScreening, startsAtMs } from '@marquee/shared/testing/builders';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import { pins, uwe } from '../staff/testing/till-office.ts';
import { terminalNumber } from '../testing/box-office.ts';
import {
  code,
  type GateDoor,
  makeCinema,
  openGateDoor,
  otherGate,
  serverKey,
  soldBy,
  strangerKey,
  tillKey,
} from './testing/gate-door.ts';

let door: GateDoor;
beforeEach(async () => {
  door = await openGateDoor();
});
afterEach(() => door.close());

const ofServer = { terminal: 0, keyId: 0xffff, seq: 900 };
const soldByServer = soldBy({ holder: 0, ticket: { terminal: 0, seq: 900, line: 1 } });

describe('a gate', () => {
  test('lets a ticket in that the server names, and says which seat it is', async () => {
    await door.tell({ seats: [soldBy()], covered: [{ terminal: 21, seq: 40 }] });
    expect(await door.scan(code())).toMatchObject({
      verdict: 'valid',
      named: true,
      online: true,
      orderKey: 'T21-000040',
      ticketClass: 'adult',
      film: { title: 'The Long Interval', rating: 'PG-13', venueName: 'Venue 1', startsAtMs },
      seat: { label: 'B1', kind: 'standard' },
    });
    expect(door.entries()).toEqual([
      {
        ticket: { terminal: 21, seq: 40, line: 1 },
        screeningId: 1,
        seatId: 5,
        version: 5,
        verdict: 'valid',
        named: true,
        online: true,
      },
    ]);
  });

  test('says of a second scan when and where the first one was, also after a restart', async () => {
    await door.tell({ seats: [soldBy()], covered: [{ terminal: 21, seq: 40 }] });
    const { atMs } = await door.scan(code());
    await door.clock.advance(60_000);
    const again = { verdict: 'already-used', used: { gate: terminalNumber, here: true, atMs } };
    expect(await door.scan(code())).toMatchObject(again);
    await door.restart();
    expect(await door.scan(code())).toMatchObject(again);
  });

  test('knows whom another gate let in, once the server has told', async () => {
    await door.tell({ seats: [soldBy()] });
    const ticket = { terminal: 21, seq: 40, line: 1 };
    await door.tell({ admitted: [{ ticket, seatId: 5, gate: 25, atMs: startsAtMs - 5 }] });
    expect(await door.scan(code())).toMatchObject({
      verdict: 'already-used',
      used: { gate: 25, here: false, atMs: startsAtMs - 5 },
    });
    expect((await door.see()).screenings).toMatchObject([{ screeningId: 1, admitted: 1, sold: 1, open: true }]);
  });

  test('keeps its own admission when the server tells it back', async () => {
    await door.tell({ seats: [soldBy()] });
    await door.scan(code());
    const ticket = { terminal: 21, seq: 40, line: 1 };
    await door.tell({ admitted: [{ ticket, seatId: 5, gate: terminalNumber, atMs: 1 }] });
    expect(door.store.all('SELECT version, entry_seq FROM admission')).toEqual([{ version: 5, entry_seq: 2 }]);
  });

  test('judges without a network as well: a sale that it has not heard of passes', async () => {
    await door.goOffline();
    expect(await door.scan(code({ version: 6, seq: 77 }))).toMatchObject({
      verdict: 'valid',
      named: false,
      online: false,
    });
    expect(await door.scan(code({ version: 6, seq: 77 }))).toMatchObject({ verdict: 'already-used' });
    expect(door.entries()).toMatchObject([{ verdict: 'valid', online: false }, { verdict: 'already-used' }]);
  });

  test('refuses a voided ticket as soon as the stream says so, and lets the next one for that seat in', async () => {
    await door.tell({ seats: [soldBy()], covered: [{ terminal: 21, seq: 40 }] });
    await door.tell({
      seats: [soldBy({ state: 'granted', ticket: null })],
      covered: [{ terminal: 21, seq: 41 }],
    });
    expect(await door.scan(code())).toMatchObject({ verdict: 'refunded', passedOn: false });
    expect(await door.scan(code({ seq: 42 }))).toMatchObject({ verdict: 'valid', named: false });
  });

  test('with an old copy it admits refunded paper: that is its stated limit', async () => {
    await door.tell({ seats: [soldBy()], covered: [{ terminal: 21, seq: 40 }] });
    await door.goOffline();
    expect((await door.scan(code())).verdict).toBe('valid');
  });

  test('refuses the old code of a ticket that was passed on, and says so', async () => {
    const told = { terminal: 0, seq: 900, line: tellLine(1, 1) };
    await door.tell({ seats: [{ ...soldByServer, ticket: told }] });
    expect(await door.scan(code(ofServer, serverKey))).toMatchObject({ verdict: 'refunded', passedOn: true });
    expect(await door.scan(code({ ...ofServer, line: told.line }, serverKey))).toMatchObject({ verdict: 'valid' });
  });

  test('sends to the desk what a revoked key signed, unless the server names it', async () => {
    await door.tell({ seats: [soldBy()], covered: [{ terminal: 21, seq: 40 }] });
    await door.tellCinema({ revokedKeys: [21] });
    expect(await door.scan(code({ seatId: 6, seq: 41 }))).toMatchObject({ verdict: 'to-desk', why: 'key-revoked' });
    expect(await door.scan(code())).toMatchObject({ verdict: 'valid' });
  });

  test('refuses an older hand-out of the seat', async () => {
    await door.tell({ seats: [soldBy({ version: 6, holder: 22, ticket: null, state: 'granted' })] });
    expect(await door.scan(code())).toMatchObject({ verdict: 'broken-right' });
  });

  test('says too early, and from when on', async () => {
    await door.tellCinema({ screenings: [aScreening({ startsAtMs: startsAtMs + 4 * 3600_000 })] });
    await door.tell({ seats: [soldBy()] });
    expect(await door.scan(code())).toMatchObject({
      verdict: 'too-early',
      opensAtMs: startsAtMs + 2 * 3600_000,
      film: { startsAtMs: startsAtMs + 4 * 3600_000 },
    });
  });

  test('says which way to go with a ticket for another door', async () => {
    await door.close();
    door = await openGateDoor({}, { venueIds: [2] });
    await door.tell({ seats: [soldBy()] });
    expect(await door.scan(code())).toMatchObject({
      verdict: 'wrong-screening',
      film: { title: 'The Long Interval', venueName: 'Venue 1' },
    });
    expect((await door.see()).screenings).toEqual([]);
  });

  test('tells of a screening that is not in its programme no more than the ticket does', async () => {
    expect(await door.scan(code({ screeningId: 99 }))).toMatchObject({
      verdict: 'wrong-screening',
      film: { title: '', venueName: '', startsAtMs },
      seat: null,
    });
  });
});

describe('not a ticket of this cinema', () => {
  test.each([
    ['a code that a stranger signed under the till’s number', () => code({}, strangerKey)],
    ['a code under the server’s key by a till', () => code({ ...ofServer }, tillKey)],
    ['a code of a terminal under another’s key', () => code({ terminal: 22 })],
    ['a code of a gate, which sells nothing', () => code(otherGate, strangerKey)],
    ['a code of a key that nobody knows', () => code({ keyId: 77, terminal: 77 }, strangerKey)],
  ])('is %s: nothing that it says is shown, and it is written down', async (_what, make) => {
    expect(await door.scan(make())).toMatchObject({
      verdict: 'forged',
      orderKey: null,
      film: null,
      seat: null,
      ticketClass: null,
    });
    expect(door.entries()).toMatchObject([{ verdict: 'forged' }]);
  });

  test('a certificate that another cinema’s key signed makes no ticket', async () => {
    const other = makeCinema();
    const { keys = [] } = door.core.catalogue.current() ?? {};
    await door.tellCinema({ keys: [...keys, other.certify(strangerKey, { keyId: 50, terminal: 50, role: 'till' })] });
    expect(await door.scan(code({ keyId: 50, terminal: 50 }, strangerKey))).toMatchObject({ verdict: 'forged' });
  });

  test('a key that is new since the link broke sends to the desk', async () => {
    await door.goOffline();
    expect(await door.scan(code({ keyId: 77, terminal: 77 }, strangerKey))).toMatchObject({
      verdict: 'to-desk',
      why: 'key-unknown',
      film: null,
    });
  });

  test.each([
    ['nothing', ''],
    ['a web address', 'https://example.com/?q=1'],
    ['half a ticket', code().slice(0, 60)],
    ['lower case', code().toLowerCase()],
    ['anything else', '\u0000\ud800 漢字 " \' ; DROP TABLE admission'],
    ['two thousand characters', 'A'.repeat(2048)],
  ])('%s is unreadable, and not written down', async (_what, text) => {
    expect(await door.scan(text)).toMatchObject({ verdict: 'unreadable', film: null });
    expect(door.entries()).toEqual([]);
  });

  test('a longer text than any code is refused as a message', async () => {
    await expect(door.scan('A'.repeat(2049))).rejects.toThrow();
    expect(door.entries()).toEqual([]);
  });

  test('a line’s end that a scanner adds does no harm', async () => {
    await door.tell({ seats: [soldBy()] });
    expect(await door.scan(`${code()}\r\n`)).toMatchObject({ verdict: 'valid' });
  });
});

describe('the journal of a gate', () => {
  test('has a refused ticket once, however often a camera sees it, and again when it is shown again', async () => {
    const wrong = code({ screeningId: 99 });
    for (let scans = 0; scans < 5; scans += 1) {
      await door.scan(wrong);
      await door.clock.advance(1000);
    }
    expect(door.entries()).toHaveLength(1);
    await door.clock.advance(10_000);
    await door.scan(wrong);
    expect(door.entries()).toHaveLength(2);
  });

  test('goes up to the server, and the last scans are shown with the newest first', async () => {
    await door.tell({ seats: [soldBy()] });
    await door.scan(code({ screeningId: 99 }));
    await door.scan(code());
    await door.clock.advance(1000);
    expect(door.server.acked.seq).toBe(3);
    expect((await door.see()).lastScans).toMatchObject([
      { verdict: 'valid', seatLabel: 'B1', title: 'The Long Interval', orderKey: 'T21-000040' },
      { verdict: 'wrong-screening', seatLabel: null, title: '' },
    ]);
  });

  test('an admission that can’t be written down lets nobody in', async () => {
    await door.tell({ seats: [soldBy()] });
    door.handle.exec("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    await expect(door.scan(code())).rejects.toThrow();
    expect(door.store.all('SELECT * FROM admission')).toEqual([]);
  });
});

describe('a gate that needs an usher', () => {
  beforeEach(async () => {
    await door.close();
    door = await openGateDoor({}, { mustSignIn: true });
    await door.tell({ seats: [soldBy()] });
  });
  const signIn = () => door.call('sign-in', { staffId: uwe.id, pin: pins[4] });

  test('judges nothing while nobody is signed in, says so, and writes nothing down', async () => {
    expect(await door.scan(code())).toMatchObject({ verdict: 'not-signed-in', orderKey: null, seat: null });
    expect(await door.scan('no ticket')).toMatchObject({ verdict: 'not-signed-in' });
    expect(door.entries()).toEqual([]);
    expect(await door.see()).toMatchObject({ mustSignIn: true, signedIn: null });
  });

  test('names whoever is signed in with each scan', async () => {
    await signIn();
    expect(await door.see()).toMatchObject({ signedIn: { staffId: uwe.id, role: 'usher', locked: false } });
    expect(await door.scan(code())).toMatchObject({ verdict: 'valid' });
    expect(door.entries()).toMatchObject([{ verdict: 'valid', staffId: uwe.id }]);
  });

  test('judges nothing while it is locked, without a network as ever, and again after the PIN', async () => {
    await door.goOffline();
    await signIn();
    await door.call('lock', {});
    expect(await door.scan(code())).toMatchObject({ verdict: 'not-signed-in' });
    expect(await door.see()).toMatchObject({ signedIn: { locked: true } });
    await signIn();
    expect(await door.scan(code())).toMatchObject({ verdict: 'valid' });
  });

  test('asks anew after a restart', async () => {
    await signIn();
    await door.restart();
    expect(await door.scan(code())).toMatchObject({ verdict: 'not-signed-in' });
  });
});

test('where nobody has to sign in, whoever does is named', async () => {
  await door.tell({ seats: [soldBy()] });
  expect(await door.see()).toMatchObject({ mustSignIn: false, signedIn: null });
  await door.call('sign-in', { staffId: uwe.id, pin: pins[4] });
  await door.scan(code());
  expect(door.entries()).toMatchObject([{ verdict: 'valid', staffId: uwe.id }]);
  await door.call('lock', {});
  expect(await door.scan(code())).toMatchObject({ verdict: 'not-signed-in' });
  await door.call('sign-out', {});
  expect(await door.scan(code())).toMatchObject({ verdict: 'already-used' });
});

test('a gate sells nothing, whatever its page asks for', async () => {
  for (const call of ['choose-seats', 'pay', 'list-films', 'open-shift'] as const)
    await expect(door.call(call, {})).rejects.toThrow('a gate sells nothing');
  expect(await door.call('see-terminal', {})).toMatchObject({ role: 'gate', link: 'online' });
});
