/**
 * PDFs that were made, kept as files. A file's name is made from all that it says, by a secret: nobody can guess it, and a booking
 * that has changed has another file.
 */
import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@marquee/shared/errors';
import type { Paper } from './paper.ts';
import { type DrawPdf, makePdfThread } from './pdf-thread.ts';

export interface TicketFiles {
  /** Throws Fault `server-busy` when too many are being made. */
  read(paper: Paper): Promise<Uint8Array>;
}

export interface TicketFilesOptions {
  /** They are in its folder `tickets`. */
  dataDir: string;
  secret: Uint8Array;
  draw?: DrawPdf;
  log: { warn(context: object, message: string): void };
  filesMax?: number;
  makingMax?: number;
}

/** Some hundred megabytes at most: a PDF has 20 to 60 kB. */
const filesMaxDefault = 5000;
/** A few seconds of work; whoever comes then tries again in a moment. */
const makingMaxDefault = 100;
/** So that it is not looked through for each new file. */
const removedAtOnce = 0.1;

/** Throws Fault `disk-failed` where the folder can't be made. */
export function openTicketFiles(options: TicketFilesOptions): TicketFiles {
  const { secret, log, draw = makePdfThread(), makingMax = makingMaxDefault } = options;
  const folder = join(options.dataDir, 'tickets');
  makeFolder(folder);
  const making = new Map<string, Promise<Uint8Array>>();
  const keep = makeKeeper(folder, options.filesMax ?? filesMaxDefault);

  async function make(name: string, paper: Paper): Promise<Uint8Array> {
    const kept = await readIfThere(join(folder, name));
    if (kept) return kept;
    const pdf = await draw(paper);
    // Whoever asked has bought it: they get it from memory where the disk is full.
    await keep(name, pdf).catch((err: unknown) => log.warn({ err }, 'a ticket’s PDF could not be kept'));
    return pdf;
  }

  return {
    read(paper) {
      const name = `${createHmac('sha256', secret).update(JSON.stringify(paper)).digest('hex')}.pdf`;
      const running = making.get(name);
      if (running) return running;
      if (making.size >= makingMax) return Promise.reject(new Fault('server-busy', 'many tickets are being made'));
      const made = make(name, paper).finally(() => making.delete(name));
      making.set(name, made);
      return made;
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw new Fault('disk-failed', `${folder} cannot be made`, { cause: thrown });
  }
}

async function readIfThere(file: string): Promise<Uint8Array | null> {
  try {
    return await readFile(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw thrown;
  }
}

/** Writes files whole or not at all, and removes the oldest where there are too many. */
function makeKeeper(folder: string, filesMax: number): (name: string, pdf: Uint8Array) => Promise<void> {
  let drafts = 0;
  // Unknown until it is looked for the first time: the folder outlives this process.
  let count: number | null = null;
  let removing: Promise<void> | null = null;

  async function removeOldest(): Promise<void> {
    const names = await readdir(folder);
    count = names.length;
    if (count <= filesMax) return;
    const aged: { name: string; atMs: number }[] = [];
    for (const name of names) aged.push({ name, atMs: await timeOf(join(folder, name)) });
    aged.sort((a, b) => a.atMs - b.atMs);
    const tooMany = aged.slice(0, count - Math.floor(filesMax * (1 - removedAtOnce)));
    for (const { name } of tooMany) await rm(join(folder, name), { force: true });
    count -= tooMany.length;
  }

  return async (name, pdf) => {
    drafts += 1;
    const draft = join(folder, `${name}.${process.pid}-${drafts}.draft`);
    try {
      await writeSafely(draft, pdf);
      await rename(draft, join(folder, name));
    } finally {
      await rm(draft, { force: true });
    }
    if (count !== null) count += 1;
    if (count !== null && count <= filesMax) return;
    removing ??= removeOldest().finally(() => {
      removing = null;
    });
    await removing;
  };
}

async function writeSafely(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    // A name that outlives a power cut must not lead to an empty file.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** One that another instance has just removed is as old as can be. */
async function timeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw thrown;
  }
}
