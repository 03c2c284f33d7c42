import { expect, test } from '@jest/globals';
import { makeAdmission } from './admission.ts';

function makeDoor() {
  const timers = new Set<() => void>();
  const admission = makeAdmission(
    {
      setTimer(ms, run) {
        if (ms === 0) setImmediate(run);
        else timers.add(run);
        return () => timers.delete(run);
      },
    },
    4,
  );
  const began: string[] = [];
  const leave = new Map<string, () => void>();
  const come = (name: string) =>
    admission.enter(() => {
      began.push(name);
      return new Promise<string>((resolve) => leave.set(name, () => resolve(name)));
    });
  const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  return { admission, come, began, leave, timers, settle };
}

test('a few come in at a time, the others wait their turn in the order of coming', async () => {
  const { come, began, leave, timers, settle } = makeDoor();
  const comers = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(come);
  await settle();
  expect(began).toEqual(['a', 'b', 'c', 'd']);
  leave.get('c')!();
  await settle();
  leave.get('a')!();
  await settle();
  expect(began).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  for (const name of ['b', 'd', 'e', 'f']) leave.get(name)!();
  await settle();
  leave.get('g')!();
  expect(await Promise.all(comers)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(timers.size).toBe(0);
});

test('who fails leaves the place to the next one', async () => {
  const { admission, come, began, leave, settle } = makeDoor();
  const failed = Array.from({ length: 4 }, () => admission.enter(() => Promise.reject(new Error('broken'))));
  const comers = ['a', 'b', 'c', 'd'].map(come);
  for (const each of failed) await expect(each).rejects.toThrow('broken');
  await settle();
  expect(began).toEqual(['a', 'b', 'c', 'd']);
  for (const end of leave.values()) end();
  await Promise.all(comers);
});

test('who has waited too long is told to come back, and so is everybody beyond the two hundredth', async () => {
  const { come, began, leave, timers, settle } = makeDoor();
  const inside = ['a', 'b', 'c', 'd'].map(come);
  const waiting = Array.from({ length: 200 }, (_, at) => come(`waiting ${at}`).catch((thrown) => thrown));
  await expect(come('one too many')).rejects.toMatchObject({ code: 'server-busy', retry: 'later' });
  await settle();
  for (const run of [...timers]) run();
  for (const refused of await Promise.all(waiting)) expect(refused).toMatchObject({ code: 'server-busy' });
  for (const end of leave.values()) end();
  await Promise.all(inside);
  // Nobody holds a place for those who gave up.
  const late = ['e', 'f', 'g', 'h'].map(come);
  await settle();
  expect(began.slice(-4)).toEqual(['e', 'f', 'g', 'h']);
  for (const end of leave.values()) end();
  await Promise.all(late);
});
