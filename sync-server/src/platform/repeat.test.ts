import { expect, test } from '@jest/globals';
import { systemClock } from './clock.ts';
import { repeat } from './repeat.ts';

const hourMs = 3600_000;

/** Work that tells when each round has begun. */
function aWork(each: (round: number) => Promise<unknown> = async () => undefined) {
  const waiting: { round: number; resolve: () => void }[] = [];
  let rounds = 0;
  return {
    count: () => rounds,
    until: (round: number) => new Promise<void>((resolve) => waiting.push({ round, resolve })),
    work: async () => {
      rounds += 1;
      for (const { round, resolve } of waiting) if (round === rounds) resolve();
      await each(rounds);
    },
  };
}

test('a round comes after the pause, again and again', async () => {
  const { work, until } = aWork();
  const third = until(3);
  const repeated = repeat({ name: 'work', everyMs: 1, clock: systemClock, log: { error: () => undefined }, work });
  await third;
  await repeated.stop();
});

test('a wake brings the next round at once, also one that comes during a round', async () => {
  let wake = (): void => undefined;
  const { work, until, count } = aWork(async (round) => round === 1 && wake());
  const second = until(2);
  const log = { error: () => undefined };
  const repeated = repeat({ name: 'work', everyMs: hourMs, clock: systemClock, log, work });
  wake = repeated.wake;
  expect(count()).toBe(0);
  repeated.wake();
  await second;
  await repeated.stop();
  expect(count()).toBe(2);
});

test('a round that fails is logged, and the next one comes', async () => {
  const logged: string[] = [];
  const { work, until } = aWork((round) => (round === 1 ? Promise.reject(new Error('broken')) : Promise.resolve()));
  const second = until(2);
  const log = { error: (_: object, message: string) => logged.push(message) };
  const repeated = repeat({ name: 'the work', everyMs: 1, clock: systemClock, log, work });
  await second;
  await repeated.stop();
  expect(logged).toEqual(['the work failed; trying again']);
});

test('stopping waits for the running round and begins no other', async () => {
  let finish = (): void => undefined;
  const { work, until, count } = aWork(() => new Promise<void>((resolve) => (finish = resolve)));
  const begun = until(1);
  const log = { error: () => undefined };
  const repeated = repeat({ name: 'work', everyMs: hourMs, clock: systemClock, log, work });
  repeated.wake();
  await begun;
  let stopped = false;
  const stopping = repeated.stop().then(() => {
    stopped = true;
  });
  await Promise.resolve();
  expect(stopped).toBe(false);
  finish();
  await stopping;
  expect(count()).toBe(1);
});

test('however often it is woken, two rounds have their rest between them', async () => {
  const { work, until, count } = aWork();
  const rests: (() => void)[] = [];
  const resting: (() => void)[] = [];
  const sleep: typeof systemClock.sleep = (ms, signal) => {
    if (ms !== 1000) return systemClock.sleep(ms, signal);
    for (const tell of resting.splice(0)) tell();
    return new Promise((resolve) => rests.push(resolve));
  };
  const untilResting = () => new Promise<void>((resolve) => resting.push(resolve));
  const clock = { ...systemClock, sleep };
  const log = { error: () => undefined };
  const first = untilResting();
  const repeated = repeat({ name: 'work', everyMs: hourMs, restMs: 1000, clock, log, work });
  repeated.wake();
  await first;
  for (let times = 0; times < 5; times++) repeated.wake();
  await new Promise((resolve) => setImmediate(resolve));
  expect(count()).toBe(1);
  const [second, next] = [until(2), untilResting()];
  for (const end of rests.splice(0)) end();
  await second;
  await next;
  const stopped = repeated.stop();
  for (const end of rests) end();
  await stopped;
  expect(count()).toBe(2);
});
