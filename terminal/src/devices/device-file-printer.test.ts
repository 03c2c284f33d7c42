import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../platform/clock.ts';
import { openDeviceFilePrinter } from './device-file-printer.ts';

const limits = { connectMs: 500, answerMs: 80, printMs: 500 };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'printer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (path: string) => openDeviceFilePrinter({ address: `file:${path}`, path, limits }, systemClock);

test('a device that never answers gets every byte of the slip and is believed', async () => {
  const path = join(folder, 'lp0');
  writeFileSync(path, '');
  const slip = Buffer.alloc(100_000, 'ticket ');
  const printer = open(path);
  expect(await printer.status()).toEqual({ online: true, paper: 'ok', cover: 'closed', error: false });
  await printer.print(slip);
  expect(readFileSync(path).subarray(-slip.length).equals(slip)).toBe(true);
});

test('a printer that is not plugged in is unreachable, and nothing was sent', async () => {
  await expect(open(join(folder, 'lp0')).print(Buffer.from('x'))).rejects.toMatchObject({
    code: 'printer-unreachable',
    sent: 'nothing',
  });
});

test('a folder in place of a device is a wrong setting', async () => {
  await expect(open(folder).status()).rejects.toMatchObject({ code: 'printer-misconfigured' });
});
