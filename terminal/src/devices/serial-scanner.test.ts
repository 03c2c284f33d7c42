import { execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { constants, mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../platform/clock.ts';
import { configureByStty, openSerialScanner, type Scanner, type ScannerSetting } from './serial-scanner.ts';

/** A pipe behaves like a device file: it can be there or not, say nothing, and end. */
let folder: string;
let path: string;
let scanner: Scanner;
let codes: string[];
let waits: number[];
let configured: ScannerSetting[];
const told = new EventEmitter();
const quick = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => {
    if (ms >= 500) waits.push(ms);
    return systemClock.sleep(ms / 50, signal);
  },
};

function start(
  configure: (setting: ScannerSetting) => Promise<void> = async (setting) => void configured.push(setting),
) {
  scanner = openSerialScanner(
    { path, baud: 9600 },
    {
      clock: quick,
      log: { info: () => undefined, warn: () => undefined },
      configure,
      onCode: (code) => {
        codes.push(code);
        told.emit('code');
      },
      onChange: () => told.emit('change'),
    },
  );
}
/** Plugged in: the other end of the line, which the test holds. */
async function plugIn(): Promise<FileHandle> {
  execFileSync('mkfifo', [path]);
  return open(path, constants.O_RDWR);
}
async function until(event: 'code' | 'change', met: () => boolean): Promise<void> {
  while (!met()) await once(told, event);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scanner-'));
  path = join(folder, 'ttyUSB0');
  codes = [];
  waits = [];
  configured = [];
});
afterEach(async () => {
  await scanner.close();
  rmSync(folder, { recursive: true });
});

test('codes come as they are scanned, and the line is set once', async () => {
  const line = await plugIn();
  start();
  await line.write('ABC234\r\nDEF');
  await until('code', () => codes.length === 1);
  await line.write('567\r');
  await until('code', () => codes.length === 2);
  expect(codes).toEqual(['ABC234', 'DEF567']);
  expect(configured).toEqual([{ path, baud: 9600 }]);
  expect(scanner.fault()).toBeNull();
  await line.close();
});

test('a scanner that is not there is a fault, looked for at longer intervals, and works once it is plugged in', async () => {
  start();
  await until('change', () => scanner.fault() !== null);
  expect(scanner.fault()).toMatchObject({ code: 'scanner-unreachable', detail: path });
  while (waits.length < 4) await systemClock.sleep(5);
  expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
  const line = await plugIn();
  await until('change', () => scanner.fault() === null);
  await line.write('XYZ789\n');
  await until('code', () => codes.length === 1);
  expect(codes).toEqual(['XYZ789']);
  await line.close();
});

test('unplugged in the middle of a code: half of it is never a code, and it is found again', async () => {
  const line = await plugIn();
  start();
  await line.write('WHOLE1\rHALF');
  await until('code', () => codes.length === 1);
  rmSync(path);
  await line.close();
  await until('change', () => scanner.fault() !== null);
  const again = await plugIn();
  await until('change', () => scanner.fault() === null);
  await again.write('WHOLE2\r');
  await until('code', () => codes.length === 2);
  expect(codes).toEqual(['WHOLE1', 'WHOLE2']);
  await again.close();
});

test('a line without a speed, or a machine without stty, scans all the same', async () => {
  const line = await plugIn();
  start((setting) => configureByStty(setting));
  await line.write('ABC234\r');
  await until('code', () => codes.length === 1);
  expect(codes).toEqual(['ABC234']);
  await line.close();
});
