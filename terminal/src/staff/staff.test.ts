import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { checkPin, keyPin } from '../platform/pin-hash.ts';
import { approvalMs, openStaff } from './staff.ts';
import { ann, ben, mia, openTillOffice, pepper, type TillOffice } from './testing/till-office.ts';

let office: TillOffice;
beforeEach(() => {
  office = openTillOffice();
});
afterEach(() => office.close());

const signed = () => office.entries('staff.signed').map(({ what, staffId }) => `${what} ${staffId}`);
async function tryWrong(times: number, id = ann.id) {
  const answers = [];
  for (let tries = 0; tries < times; tries++) answers.push(await office.staff.signIn(id, '000000'));
  return answers;
}

test('a name and its PIN sign in without a network, and the journal says so', async () => {
  expect(await office.staff.signIn(ann.id, '111222')).toMatchObject({ ok: true, staff: { id: ann.id } });
  expect(office.staff.current()?.name).toBe('Ann');
  office.staff.signOut();
  office.staff.signOut();
  expect([office.staff.current(), signed()]).toEqual([null, ['in 1', 'out 1']]);
});

test('a locked terminal sells for nobody until a PIN is typed, and somebody else’s switches', async () => {
  await office.signIn(ann);
  office.staff.lock();
  expect([office.staff.current(), office.staff.signedIn()]).toEqual([
    null,
    { staffId: ann.id, name: 'Ann', role: 'cashier', locked: true },
  ]);
  await office.signIn(ben);
  expect(office.staff.current()?.id).toBe(ben.id);
  expect(signed()).toEqual(['in 1', 'locked 1', 'out 1', 'in 2']);
});

test('five wrong PINs make a name wait 1, 5 and 15 minutes by the monotonic clock, and no PIN is looked at meanwhile', async () => {
  const waits = [];
  for (let round = 0; round < 4; round++) {
    const answers = await tryWrong(5);
    expect(answers.slice(0, 4)).toEqual(
      [4, 3, 2, 1].map((triesLeft) => ({ ok: false, reason: 'wrong-pin', triesLeft })),
    );
    const waitMs = (answers[4] as { waitMs: number }).waitMs;
    waits.push(waitMs / 60_000);
    const before = office.checked();
    office.clock.setMachineClock(office.clock.nowMs() + 3_600_000);
    await office.clock.advance(waitMs - 1);
    expect(await office.staff.signIn(ann.id, '111222')).toEqual({ ok: false, reason: 'wait', waitMs: 1 });
    expect(office.checked()).toBe(before);
    await office.clock.advance(1);
  }
  expect(waits).toEqual([1, 5, 15, 15]);
  expect(await office.staff.signIn(ann.id, '111222')).toMatchObject({ ok: true });
  expect((await tryWrong(1))[0]).toEqual({ ok: false, reason: 'wrong-pin', triesLeft: 4 });
  expect(signed().filter((entry) => entry === 'refused 1')).toHaveLength(21);
});

test('a wait is one person’s, and a restart begins it anew', async () => {
  await tryWrong(5);
  await office.signIn(ben);
  await office.clock.advance(59_000);
  office.restart();
  expect(office.staff.list().map(({ name, waitMs }) => `${name} ${waitMs}`)).toEqual([
    'Ann 60000',
    'Ben null',
    'Mia null',
    'Uwe null',
  ]);
  expect(office.staff.current()).toBeNull();
});

test('a PIN is counted before it is looked at: a plug that is pulled in between is no way to another try', async () => {
  const { store, key, nowMs, catalogue, clock, makeId } = office.deps;
  const deps = { store, key, nowMs, catalogue, clock, makeId, pepper: () => pepper };
  const dying = openStaff({ ...deps, checkPin: () => new Promise<boolean>(() => undefined) });
  for (let tries = 0; tries < 3; tries++)
    void openStaff({ ...deps, checkPin: () => new Promise(() => undefined) }).signIn(ann.id, '000000');
  void dying.signIn(ann.id, '000000');
  await office.clock.advance(0);
  expect((await tryWrong(1))[0]).toEqual({ ok: false, reason: 'wait', waitMs: 60_000 });
});

test('tries that are sent side by side are counted one after the other', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => office.staff.signIn(ann.id, '000000')));
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.reason))).toEqual([
    ...new Array(4).fill('wrong-pin'),
    ...new Array(4).fill('wait'),
  ]);
});

test('somebody who was struck off is signed out, and a terminal without the pepper knows no PIN', async () => {
  expect(await office.staff.signIn(99, '111222')).toEqual({ ok: false, reason: 'staff-unknown' });
  const { store, key, nowMs, catalogue, clock, makeId } = office.deps;
  const fresh = openStaff({ store, key, nowMs, catalogue, clock, makeId, pepper: () => null, checkPin });
  expect(await fresh.signIn(ann.id, '111222')).toEqual({ ok: false, reason: 'pins-unknown' });
  await office.signIn(ann);
  const snapshot = office.deps.catalogue.current();
  office.store.transaction(() => office.deps.catalogue.save({ ...snapshot, staff: [ben] }));
  office.deps.catalogue.reload();
  expect([office.staff.current(), office.staff.signedIn()]).toEqual([null, null]);
});

test('a manager’s yes is for one act, once, and not for long', async () => {
  expect(await office.staff.approve(ann.id, '111222', 'refund')).toEqual({ ok: false, reason: 'not-a-manager' });
  expect(await office.staff.approve(mia.id, '000000', 'refund')).toMatchObject({ reason: 'wrong-pin' });
  const approve = async () => {
    const answer = await office.staff.approve(mia.id, '333444', 'refund');
    return answer.ok ? answer.approvalId : '';
  };
  const id = await approve();
  const spend = (approvalId: string | undefined) => office.staff.spendApproval(approvalId, 'refund');
  expect([office.staff.spendApproval(id, 'paid-out'), spend(undefined), spend(id), spend(id)]).toEqual([
    null,
    null,
    mia.id,
    null,
  ]);
  const old = await approve();
  await office.clock.advance(approvalMs);
  expect(spend(old)).toBeNull();
});

test('a PIN is checked against argon2id in its own notation, keyed with the pepper', async () => {
  const pinHash = await hash(keyPin(pepper, '123987'), { memoryCost: 1024, timeCost: 1 });
  expect(pinHash).toMatch(/^\$argon2id\$/);
  expect(await checkPin(pinHash, keyPin(pepper, '123987'))).toBe(true);
  expect(await checkPin(pinHash, keyPin(new Uint8Array(32), '123987'))).toBe(false);
  expect(await checkPin(pinHash, '123987')).toBe(false);
});
