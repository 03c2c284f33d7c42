import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readSigningKey } from '../platform/keys.ts';
import { systemRandomness as randomness } from '../platform/randomness.ts';
import { openCinemaKey } from './cinema-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'marquee-key-'));
let folders = 0;
const aFolder = () => join(folder, String(++folders), 'server');
const open = (dataDir: string, seed: string | null = null) => openCinemaKey({ dataDir, seed, randomness }).cinemaKey;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the key is made once, for this user’s eyes only, and stays', () => {
  const dataDir = aFolder();
  const made = open(dataDir);
  expect(open(dataDir).publicKey).toBe(made.publicKey);
  expect(readdirSync(dataDir)).toEqual(['cinema-key']);
  expect(statSync(join(dataDir, 'cinema-key')).mode & 0o777).toBe(0o600);
  const seed = Buffer.from(readFileSync(join(dataDir, 'cinema-key'), 'utf8'), 'base64url');
  expect(readSigningKey(seed).publicKey).toBe(made.publicKey);
  expect(open(aFolder()).publicKey).not.toBe(made.publicKey);
});

test('of two instances that make it at the same time, both have the one that was first', () => {
  const dataDir = aFolder();
  let first = '';
  // The other instance writes its key while this one is about to.
  const late = {
    ...randomness,
    bytes: (count: number) => {
      if (first === '') {
        first = 'being made';
        first = open(dataDir).publicKey;
      }
      return randomness.bytes(count);
    },
  };
  expect(openCinemaKey({ dataDir, seed: null, randomness: late }).cinemaKey.publicKey).toBe(first);
  expect(readdirSync(dataDir)).toEqual(['cinema-key']);
});

test('a key that was given wins, and no file is made', () => {
  const dataDir = aFolder();
  const seed = Buffer.alloc(32, 5);
  expect(open(dataDir, seed.toString('base64url')).publicKey).toBe(readSigningKey(seed).publicKey);
  expect(() => readdirSync(dataDir)).toThrow();
});

test('what isn’t a key is refused without being shown, and never replaced', () => {
  const dataDir = aFolder();
  open(dataDir);
  writeFileSync(join(dataDir, 'cinema-key'), 'half a k');
  expect(() => open(dataDir)).toThrow(expect.objectContaining({ code: 'configuration-invalid' }));
  expect(readFileSync(join(dataDir, 'cinema-key'), 'utf8')).toBe('half a k');
  for (const seed of ['', 'A'.repeat(42), 'A'.repeat(44), '!'.repeat(43)]) {
    expect(() => open(dataDir, seed)).toThrow('CINEMA_KEY must be 32 bytes in base64url');
  }
});

test('a folder that can’t be written is a fault of the disk', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  expect(() => open(join(file, 'server'))).toThrow(expect.objectContaining({ code: 'disk-failed' }));
});
