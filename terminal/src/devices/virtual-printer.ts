import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeEscpos } from '@marquee/printer-templates/drawing/escpos-decode';
import { drawPaper } from '@marquee/printer-templates/drawing/paper-picture';
import type { PaperWidth } from '@marquee/printer-templates/paper';
import type { Clock } from '@marquee/shared/clock';
import { inOrder } from './in-order.ts';
import { checkReady, type DrawerPin, type Printer, PrinterFault, type PrinterStatus } from './printer.ts';

/** A slip that has come out. */
export interface VirtualPaper {
  number: number;
  jobName: string;
  /** File name in the printer's folder. */
  file: string;
  /** Null for slips of an earlier run, whose pictures were found in the folder. */
  printedAtMs: number | null;
  /** The codes on it, as a scanner would read them. */
  codes: string[];
  drawerKicked: boolean;
}

export interface DrawerOpening {
  pin: DrawerPin;
  atMs: number;
}
const openingsKeptMax = 50;

/** Slips that are kept, as pictures and in the list: a demonstration may run for months. */
export const papersKeptMax = 200;
/** A printer's low-paper sensor trips about so many slips before the end. */
const lowPapers = 5;

/** How the next slip goes wrong: it comes out whole in both cases, but the terminal can't know. */
export type Mishap = 'paper-ends' | 'connection-lost';

/**
 * A printer made of software: it draws each slip as a picture into a folder, and has the troubles of a real one, so that
 * every fault can be shown and tried without hardware.
 */
export class VirtualPrinter implements Printer {
  readonly folder: string;
  readonly #width: PaperWidth;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #takeTurn = inOrder();
  readonly #papers: VirtualPaper[] = [];
  readonly #drawerOpenings: DrawerOpening[] = [];
  #isFolderRead = false;
  #papersLeft = Number.POSITIVE_INFINITY;
  #cover: PrinterStatus['cover'] = 'closed';
  #isReachable = true;
  #isJammed = false;
  #mishap: Mishap | null = null;

  constructor(folder: string, deps: { clock: Clock; width: PaperWidth; onChange?: (() => void) | undefined }) {
    this.folder = folder;
    this.#width = deps.width;
    this.#clock = deps.clock;
    this.#onChange = deps.onChange ?? (() => undefined);
  }

  describe(): string {
    return `virtual:${this.folder}`;
  }

  status(): Promise<PrinterStatus> {
    return this.#takeTurn(async () => this.#ownStatus());
  }

  print(bytes: Buffer, jobName = 'slip'): Promise<void> {
    return this.#takeTurn(async () => {
      checkReady(this.#ownStatus(), this.describe(), 'nothing');
      const mishap = this.#mishap;
      this.#mishap = null;
      if (mishap === 'paper-ends') this.#papersLeft = 1;
      await this.#savePaper(bytes, jobName);
      this.#papersLeft -= 1;
      this.#onChange();
      if (mishap !== null) {
        const code = mishap === 'paper-ends' ? 'printer-out-of-paper' : 'printer-unreachable';
        throw new PrinterFault(code, `printer ${this.describe()} was stopped in the middle`, { sent: 'unknown' });
      }
    });
  }

  /** A drawer opens without paper and beside a slip, as on a real printer. */
  async openDrawer(pin: DrawerPin): Promise<void> {
    this.#checkReachable();
    this.#drawerOpenings.push({ pin, atMs: this.#clock.nowMs() });
    this.#drawerOpenings.splice(0, this.#drawerOpenings.length - openingsKeptMax);
    this.#onChange();
  }

  /** The last ones of this run, oldest first. */
  drawerOpenings(): readonly DrawerOpening[] {
    return [...this.#drawerOpenings];
  }

  close(): void {
    this.#isReachable = false;
  }

  /** The newest slips, oldest first. */
  papers(): Promise<readonly VirtualPaper[]> {
    return this.#takeTurn(async () => {
      await this.#readFolder();
      return [...this.#papers];
    });
  }

  /** So many more slips can be printed; a fresh roll never ends. */
  setPaper(papersLeft: number): void {
    this.#papersLeft = papersLeft;
    this.#onChange();
  }

  refill(): void {
    this.setPaper(Number.POSITIVE_INFINITY);
  }

  setCover(cover: PrinterStatus['cover']): void {
    this.#cover = cover;
    this.#onChange();
  }

  setReachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
    this.#onChange();
  }

  setJammed(isJammed: boolean): void {
    this.#isJammed = isJammed;
    this.#onChange();
  }

  failNext(mishap: Mishap): void {
    this.#mishap = mishap;
  }

  #ownStatus(): PrinterStatus {
    this.#checkReachable();
    const paper = this.#papersLeft <= 0 ? 'out' : this.#papersLeft <= lowPapers ? 'low' : 'ok';
    return {
      online: paper !== 'out' && this.#cover === 'closed' && !this.#isJammed,
      paper,
      cover: this.#cover,
      error: this.#isJammed,
    };
  }

  #checkReachable(): void {
    if (!this.#isReachable)
      throw new PrinterFault('printer-unreachable', `printer ${this.describe()} does not answer`, { sent: 'nothing' });
  }

  async #savePaper(bytes: Buffer, jobName: string): Promise<void> {
    try {
      await this.#readFolder();
      const number = (this.#papers.at(-1)?.number ?? 0) + 1;
      const file = `${String(number).padStart(6, '0')}-${jobName.replace(/[^\w.-]+/g, '-').slice(0, 60)}.png`;
      const pieces = decodeEscpos(bytes);
      const { png } = await drawPaper(bytes, this.#width);
      // Whole or not at all, as others see it: a power cut must not leave half a picture.
      const path = join(this.folder, file);
      await writeFile(`${path}.part`, png);
      await rename(`${path}.part`, path);
      const codes = pieces.flatMap((piece) => (piece.kind === 'qr' ? [piece.data] : []));
      const drawerKicked = pieces.some((piece) => piece.kind === 'drawer');
      this.#papers.push({ number, jobName, file, printedAtMs: this.#clock.nowMs(), codes, drawerKicked });
      await this.#dropOldest();
    } catch (cause) {
      throw new PrinterFault('printer-failed', `pictures can't be written to ${this.folder}`, {
        sent: 'unknown',
        cause,
      });
    }
  }

  async #readFolder(): Promise<void> {
    if (this.#isFolderRead) return;
    await mkdir(this.folder, { recursive: true });
    for (const file of (await readdir(this.folder)).sort()) {
      if (file.endsWith('.png.part')) await rm(join(this.folder, file), { force: true });
      const match = /^(\d{6,})-(.+)\.png$/.exec(file);
      if (match)
        this.#papers.push({
          number: Number(match[1]),
          jobName: match[2] ?? '',
          file,
          printedAtMs: null,
          codes: [],
          drawerKicked: false,
        });
    }
    this.#isFolderRead = true;
  }

  async #dropOldest(): Promise<void> {
    for (const paper of this.#papers.splice(0, Math.max(0, this.#papers.length - papersKeptMax))) {
      await rm(join(this.folder, paper.file), { force: true });
    }
  }
}
