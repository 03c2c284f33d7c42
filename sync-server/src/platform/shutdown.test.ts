import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { systemClock } from './clock.ts';
import type { Log } from './log.ts';
import { onStopSignal, stopAll } from './shutdown.ts';

const lines: unknown[] = [];
const note = (context: object, message: string) => lines.push({ ...context, message });
const log: Log = { debug: note, info: note, warn: note, error: note };

test('what was started last stops first, and one part that fails or hangs does not keep the others', async () => {
  const stopped: string[] = [];
  const step = (name: string, stop: () => Promise<void>) => ({
    name,
    stop: async () => {
      stopped.push(name);
      await stop();
    },
  });
  const failure = new Error('no');
  const steps = [
    step('database', async () => undefined),
    step('feed', () => Promise.reject(failure)),
    step('sockets', () => new Promise(() => undefined)),
    step('http', async () => undefined),
  ];
  expect(await stopAll(steps, { clock: systemClock, log, stepMsMax: 20 })).toBe(false);
  expect(stopped).toEqual(['http', 'sockets', 'feed', 'database']);
  expect(lines).toEqual([
    { step: 'sockets', err: undefined, message: 'did not stop in time' },
    { step: 'feed', err: failure, message: 'did not stop cleanly' },
  ]);
  expect(await stopAll([step('database', async () => undefined)], { clock: systemClock, log })).toBe(true);
});

test('the first signal asks to stop, the second ends the process', () => {
  const heard: unknown[] = [];
  const signals = Object.assign(new EventEmitter(), { exit: (code: number) => heard.push(code) });
  const forget = onStopSignal(signals as unknown as NodeJS.Process, (signal) => heard.push(signal));
  signals.emit('SIGTERM', 'SIGTERM');
  signals.emit('SIGINT', 'SIGINT');
  expect(heard).toEqual(['SIGTERM', 1]);
  forget();
  expect(signals.listenerCount('SIGTERM') + signals.listenerCount('SIGINT')).toBe(0);
});
