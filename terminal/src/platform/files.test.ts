import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openReaderMemory } from '../payment/reader-memory.ts';
import { openCounterFile } from './counter-file.ts';
import { openLog } from './log.ts';
import { openSecretFile } from './secret-file.ts';
import { appVersion } from './version.ts';

let folder: string;
let path: string;
let warned: string[];
const log = { warn: (_context: object, message: string) => void warned.push(message) };
beforeEach(() => {
  warned = [];
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  path = join(folder, 'file');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the program knows its version from the package', () => {
  expect(appVersion).toBe(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version);
});

describe('the terminal’s key', () => {
  const secret = new Uint8Array(32).fill(200);
  test('is kept whole, for this program’s user alone', () => {
    const file = openSecretFile(path);
    expect(file.read()).toBeNull();
    file.write(secret);
    expect([file.read(), readdirSync(folder)]).toEqual([secret, ['file']]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that others may read, as after a restore, is closed again', () => {
    writeFileSync(path, secret);
    chmodSync(path, 0o644);
    expect(openSecretFile(path).read()).toEqual(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that is damaged is never used', () => {
    writeFileSync(path, 'short');
    expect(() => openSecretFile(path).read()).toThrow(expect.objectContaining({ code: 'database-corrupt' }));
  });
});

describe('the counter of sales', () => {
  test('is what was last written, over a restart too', () => {
    const counter = openCounterFile(path, log);
    expect(counter.read()).toBe(0);
    counter.write(9);
    counter.write(10);
    counter.close();
    const again = openCounterFile(path, log);
    expect(again.read()).toBe(10);
    again.write(11);
    expect(again.read()).toBe(11);
    again.close();
    expect(warned).toEqual([]);
  });

  test.each(['', '12', 'twelve\n', '0000000000012'])('counts from 0 where the file says "%s"', (text) => {
    writeFileSync(path, text);
    expect(openCounterFile(path, log).read()).toBe(0);
    expect(warned).toEqual(['the counter file makes no sense; counting from 0']);
  });

  test('that can’t be written fails no sale', () => {
    openCounterFile(join(folder, 'missing', 'counter'), log).write(5);
    expect(warned).toEqual(['the counter file could not be written']);
  });
});

describe('the simulated reader’s memory', () => {
  const attempts = { a1: { amountMinor: 5, currency: 'EUR', outcome: 'approved' as const, authorisation: 'X' } };
  test('survives a restart', () => {
    expect(openReaderMemory(path).load()).toEqual({});
    openReaderMemory(path).save(attempts);
    expect(openReaderMemory(path).load()).toEqual(attempts);
  });

  test.each(['{', '[]', '{"a1":{"outcome":"maybe"}}'])(
    'that says %s is a fault, not an empty one: a charge could be forgotten',
    (text) => {
      writeFileSync(path, text);
      expect(() => openReaderMemory(path).load()).toThrow(expect.objectContaining({ code: 'database-corrupt' }));
    },
  );
});

test('a log holds no secret, wherever it stands', () => {
  const file = join(folder, 'log', 'terminal.log');
  openLog({ level: 'info', file }).info(
    { token: 'a-secret', hello: { nextToken: 'a-secret', terminal: 17 }, err: { config: { enrolCode: 'a-secret' } } },
    'said hello',
  );
  const line = readFileSync(file, 'utf8');
  expect(JSON.parse(line)).toMatchObject({ msg: 'said hello', token: '[secret]', hello: { terminal: 17 } });
  expect(line).not.toContain('a-secret');
});
