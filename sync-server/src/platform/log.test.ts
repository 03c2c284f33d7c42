import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { openLog } from './log.ts';

function writeLines(write: (log: ReturnType<typeof openLog>) => void): Promise<Record<string, unknown>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-log-'));
  const logFile = join(folder, 'logs', 'server.log');
  const log = openLog({ logLevel: 'info', logFile });
  write(log);
  return log.close().then(() => {
    const text = readFileSync(logFile, 'utf8');
    rmSync(folder, { recursive: true });
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  });
}

test('a line says what happened, and quiet levels stay out', async () => {
  const lines = await writeLines((log) => {
    log.debug({ terminal: 1 }, 'not written');
    log.info({ terminal: 17, unsent: 3 }, 'terminal connected');
  });
  expect(lines).toEqual([
    { level: 'info', time: expect.stringMatching(/^20.*Z$/), terminal: 17, unsent: 3, msg: 'terminal connected' },
  ]);
});

test('passwords, tokens and people’s numbers never reach the log', async () => {
  const [line] = await writeLines((log) =>
    log.warn(
      {
        token: 'abc',
        user: { phone: '+4912345', name: 'Zoë', account: { password: 'geheim' } },
        headers: { authorization: 'Bearer abc' },
      },
      'refused',
    ),
  );
  expect(line).toMatchObject({
    token: '[secret]',
    user: { phone: '[secret]', name: 'Zoë', account: { password: '[secret]' } },
    headers: { authorization: '[secret]' },
  });
});

test('a fault is logged with its code and its cause', async () => {
  const cause = new Error('connect refused');
  const [line] = await writeLines((log) =>
    log.error({ err: new Fault('database-unreachable', 'db:3306', { cause }) }, 'answered'),
  );
  expect(line).toMatchObject({
    level: 'error',
    err: {
      code: 'database-unreachable',
      message: expect.stringContaining('db:3306'),
      stack: expect.stringContaining('connect refused'),
    },
  });
});

test('a log that can’t be written stops the start with a fault', () => {
  expect(() => openLog({ logLevel: 'info', logFile: '/dev/null/server.log' })).toThrow(
    expect.objectContaining({ code: 'disk-failed' }),
  );
});
