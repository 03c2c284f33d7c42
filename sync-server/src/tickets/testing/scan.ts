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

export function scanPngs(pngs: readonly Uint8Array[]): (string | null)[] {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-scan-'));
  try {
    const files = pngs.map((_, at) => join(folder, `${at}.png`));
    pngs.forEach((png, at) => {
      writeFileSync(files[at] ?? '', png);
    });
    return scanFiles(files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
