import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { anOwnBooking } from '../testing/own-tickets.ts';
import { makePaper, type Paper } from './paper.ts';
import { openTicketFiles, type TicketFilesOptions } from './ticket-files.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The paper of another order for each number. */
const aPaper = (number = 1): Paper => ({
  ...makePaper(anOwnBooking(), { language: 'en', sheet: 'single', cancelMinutes: 30 }),
  orderKey: `T0-${number}`,
});

function open(options: Partial<TicketFilesOptions> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'marquee-files-'));
  folders.push(dataDir);
  const drawn: string[] = [];
  const warnings: string[] = [];
  const draw = async (paper: Paper) => {
    drawn.push(paper.orderKey);
    return Buffer.from(`drawn ${paper.orderKey}`);
  };
  const log = { warn: (_: object, message: string) => warnings.push(message) };
  const folder = join(dataDir, 'tickets');
  const files = openTicketFiles({ dataDir, secret: Buffer.alloc(32, 1), draw, log, ...options });
  return { files, drawn, warnings, folder, dataDir, draw, log, list: () => readdirSync(folder) };
}

test('a paper is drawn once, however often and at what moment it is asked for', async () => {
  const { files, drawn, list, folder } = open();
  const both = await Promise.all([files.read(aPaper()), files.read(aPaper())]);
  const later = await files.read(aPaper());
  expect([...both, later].map((bytes) => Buffer.from(bytes).toString())).toEqual(Array(3).fill('drawn T0-1'));
  expect(drawn).toEqual(['T0-1']);
  expect(list()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.pdf$/)]);
  expect(statSync(join(folder, list()[0]!)).mode & 0o777).toBe(0o600);
});

test('a name is made with the secret: nobody can guess it', async () => {
  const [one, other] = [open(), open({ secret: Buffer.alloc(32, 2) })];
  await Promise.all([one.files.read(aPaper()), other.files.read(aPaper())]);
  expect(one.list()).not.toEqual(other.list());
});

test('a paper that says something else has a file of its own', async () => {
  const { files, drawn } = open();
  const refunded = { ...aPaper(), tickets: aPaper().tickets.slice(1) };
  for (const paper of [aPaper(), refunded, { ...aPaper(), language: 'ar' as const }]) await files.read(paper);
  expect(drawn).toHaveLength(3);
});

test('a file outlives the process', async () => {
  const { files, dataDir, drawn, draw, log } = open();
  await files.read(aPaper());
  await openTicketFiles({ dataDir, secret: Buffer.alloc(32, 1), draw, log }).read(aPaper());
  expect(drawn).toEqual(['T0-1']);
});

test('where there are too many files the oldest go', async () => {
  const { files, list, folder } = open({ filesMax: 10 });
  for (let number = 1; number <= 10; number++) {
    const before = new Set(list());
    await files.read(aPaper(number));
    const made = list().find((name) => !before.has(name));
    utimesSync(join(folder, made!), number, number);
  }
  const all = list();
  const oldest = [...all].sort((a, b) => statSync(join(folder, a)).mtimeMs - statSync(join(folder, b)).mtimeMs);
  await files.read(aPaper(11));
  expect(list()).toHaveLength(9);
  expect(list()).not.toEqual(expect.arrayContaining([oldest[0]]));
  expect(list()).not.toEqual(expect.arrayContaining([oldest[1]]));
});

test('whoever comes while too many are being made is asked to come again', async () => {
  const drawing = Promise.withResolvers<Uint8Array>();
  const { files } = open({ makingMax: 2, draw: () => drawing.promise });
  const two = [files.read(aPaper(1)), files.read(aPaper(2))];
  await expect(files.read(aPaper(3))).rejects.toMatchObject({ code: 'server-busy' });
  drawing.resolve(Buffer.from('x'));
  await Promise.all(two);
  expect(Buffer.from(await files.read(aPaper(3))).toString()).toBe('x');
});

test('a disk that takes no file is told to the log, and the tickets go out all the same', async () => {
  const { files, folder, warnings } = open();
  rmSync(folder, { recursive: true });
  expect(Buffer.from(await files.read(aPaper())).toString()).toBe('drawn T0-1');
  expect(warnings).toEqual(['a ticket’s PDF could not be kept']);
});

test('a paper that can’t be drawn leaves nothing behind, and is tried again', async () => {
  let works = false;
  const draw = async () => {
    if (!works) throw new Error('no');
    return Buffer.from('x');
  };
  const { files, list } = open({ draw });
  await expect(files.read(aPaper())).rejects.toThrow('no');
  works = true;
  expect(Buffer.from(await files.read(aPaper())).toString()).toBe('x');
  expect(list()).toHaveLength(1);
});
