import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./scan-files.ts', import.meta.url));

/**
 * What a scanner reads from pictures; null where it finds no code. In a process of its own: inside of Jest it takes a hundred
 * times as long.
 */
export function scanFiles(files: readonly string[]): (string | null)[] {
  return JSON.parse(execFileSync(process.execPath, [script, ...files], { encoding: 'utf8' })) as (string | null)[];
}

export function scanPng(png: Uint8Array): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-scan-'));
  try {
    writeFileSync(join(folder, 'qr.png'), png);
    return scanFiles([join(folder, 'qr.png')])[0] ?? null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
