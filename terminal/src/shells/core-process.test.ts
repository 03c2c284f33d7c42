import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { backOff, type CoreProcess, isLoopbackUrl, superviseCore } from './core-process.ts';

const url = 'http://127.0.0.1:8490/?token=secret';
const readyLine = `process.stdout.write(${JSON.stringify(`${JSON.stringify({ ready: true, url })}\n`)});`;
const untilStdinCloses = "process.stdin.resume().on('end', () => { console.log('saved'); process.exit(0); });";

let folder: string;
let core: CoreProcess | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'core-'));
  core = null;
});
afterEach(async () => {
  await core?.stop();
  rmSync(folder, { recursive: true });
});

/** Starts a stand-in core; timers run at once when they are restarts, never when they are limits. */
function start(script: string, { restart = true, stepMs = 0 } = {}) {
  writeFileSync(join(folder, 'core.mjs'), script);
  let asked = 0;
  const seen: unknown[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const note = (what: unknown): void => {
    seen.push(what);
    for (const { count, done } of waiting) if (seen.length >= count) done();
  };
  const after = (count: number) =>
    new Promise<unknown[]>((resolve) => {
      const done = () => resolve(seen.slice(0, count));
      if (seen.length >= count) done();
      waiting.push({ count, done });
    });
  core = superviseCore({
    command: process.execPath,
    args: [join(folder, 'core.mjs')],
    env: process.env,
    clock: {
      monotonicMs: () => asked++ * stepMs,
      setTimer(ms, run) {
        if (ms > 30_000 || ms === 10_000 || !restart) return () => undefined;
        const timer = setTimeout(run, 1);
        return () => clearTimeout(timer);
      },
    },
    onReady: (opened, customerUrl) => note(customerUrl === null ? opened : [opened, customerUrl]),
    onEnd: (end) => note(end),
    onLine: (line) => note(line),
  });
  return { seen, after };
}

describe('the core under its shell', () => {
  test('a till’s core names the customer’s page too; one that is not of this machine is not opened', async () => {
    const line = (customerUrl: string) =>
      `console.log(${JSON.stringify(JSON.stringify({ ready: true, url, customerUrl }))});`;
    const own = 'http://127.0.0.1:8490/customer/?token=x';
    const { after } = start(`${line('https://evil.example/')} ${line(own)} ${untilStdinCloses}`);
    expect(await after(2)).toEqual([expect.stringContaining('evil'), [url, own]]);
  });

  test('the page is opened when the core says that it is ready; other lines are passed on', async () => {
    const { after } = start(
      `console.log('starting'); console.log('{"ready": nonsense'); ${readyLine} ${untilStdinCloses}`,
    );
    expect(await after(3)).toEqual(['starting', '{"ready": nonsense', url]);
  });

  test('an address elsewhere is never opened', async () => {
    const { after } = start(
      `console.log(JSON.stringify({ ready: true, url: 'http://evil.example/' })); ${untilStdinCloses}`,
    );
    expect(await after(1)).toEqual(['{"ready":true,"url":"http://evil.example/"}']);
  });

  test('a core that dies is started again, later each time', async () => {
    const { after } = start(`${readyLine} process.exit(3);`);
    expect(await after(6)).toEqual([
      url,
      { code: 3, restartMs: 500 },
      url,
      { code: 3, restartMs: 1000 },
      url,
      { code: 3, restartMs: 2000 },
    ]);
  });

  test('a core that had run for long before it died is started again quickly', async () => {
    const { after } = start(`${readyLine} process.exit(3);`, { stepMs: 100_000 });
    expect(await after(4)).toEqual([url, { code: 3, restartMs: 500 }, url, { code: 3, restartMs: 500 }]);
  });

  test('stopping lets the core finish what it writes, and does not start it again', async () => {
    const { seen, after } = start(`${readyLine} ${untilStdinCloses}`);
    await after(1);
    await core?.stop();
    expect(seen).toEqual([url, 'saved']);
  });

  test('stopping between two starts ends the restarts', async () => {
    const { seen, after } = start('process.exit(3);', { restart: false });
    await after(1);
    await core?.stop();
    expect(seen).toEqual([{ code: 3, restartMs: 500 }]);
  });
});

test('restarts wait from half a second to half a minute', () => {
  expect([0, 1, 2, 3, 6, 7, 50].map(backOff)).toEqual([500, 500, 1000, 2000, 16_000, 30_000, 30_000]);
});

test('only an address on this machine is a bridge', () => {
  expect(isLoopbackUrl(url)).toBe(true);
  for (const other of [
    'https://127.0.0.1/',
    'http://127.0.0.1.evil.example/',
    'http://a@127.0.0.1/',
    'file:///etc/passwd',
    'nonsense',
    '',
  ]) {
    expect([other, isLoopbackUrl(other)]).toEqual([other, false]);
  }
});
