/** A PDF as other people's programs see it: poppler draws it and reads it out. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanFiles } from './scan.ts';

function withFile<R>(pdf: Uint8Array, look: (file: string, folder: string) => R): R {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-pdf-'));
  try {
    const file = join(folder, 'tickets.pdf');
    writeFileSync(file, pdf);
    return look(file, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a scanner reads from each page, as it comes out of a printer. */
export const scanPdf = (pdf: Uint8Array): (string | null)[] =>
  withFile(pdf, (file, folder) => {
    execFileSync('pdftoppm', ['-r', '150', '-png', file, join(folder, 'page')]);
    const pages = readdirSync(folder).filter((name) => name.endsWith('.png'));
    return scanFiles(pages.sort().map((name) => join(folder, name)));
  });

export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What a scanner reads that is held over parts of the first page; in points from its upper left corner. */
export const scanParts = (pdf: Uint8Array, crops: readonly Crop[]): (string | null)[] =>
  withFile(pdf, (file, folder) => {
    const pixels = (points: number) => String(Math.round((points * 150) / 72));
    const parts = crops.map((crop, at) => {
      const [x, y, width, height] = [crop.x, crop.y, crop.width, crop.height].map(pixels) as [
        string,
        string,
        string,
        string,
      ];
      const part = join(folder, `part-${at}`);
      execFileSync('pdftoppm', [
        '-r',
        '150',
        '-png',
        '-singlefile',
        '-x',
        x,
        '-y',
        y,
        '-W',
        width,
        '-H',
        height,
        file,
        part,
      ]);
      return `${part}.png`;
    });
    return scanFiles(parts);
  });

/** Its text in the order in which it is written. */
export const readPdf = (pdf: Uint8Array): string =>
  withFile(pdf, (file) => execFileSync('pdftotext', ['-raw', '-enc', 'UTF-8', file, '-'], { encoding: 'utf8' }));

/** What `pdfinfo` and its like say of it. */
export const askPoppler = (program: string, pdf: Uint8Array, ...options: string[]): string =>
  withFile(pdf, (file) => execFileSync(program, [...options, file], { encoding: 'utf8' }));
