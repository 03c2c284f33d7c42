/** The project's scripts that run before anything is installed are plain JavaScript; here are their types. */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface SystemPrograms {
  /** Throws where something is missing and can't be installed without asking. */
  installSystemPrograms(): Promise<void>;
  describeSystemPrograms(): string;
  findChromium(): string | null;
}
interface MariaDb {
  /** `url` is mysql://root@127.0.0.1:PORT/marquee; the database is empty. */
  startMariaDb(options?: { folder?: string; port?: number }): Promise<{ url: string; stop(): Promise<void> }>;
}
interface Build {
  buildPage(): Promise<void>;
}

export const root = join(import.meta.dirname, '..', '..');
const load = (name: string): Promise<unknown> => import(new URL(`../../scripts/${name}`, import.meta.url).href);

export const loadSystemPrograms = async () => (await load('system-programs.mjs')) as SystemPrograms;
export const loadMariaDb = async () => (await load('mariadb.mjs')) as MariaDb;
export const loadBuild = async () => (await load('build.mjs')) as Build;

/** TMPFS_MAGIC of Linux: what is written there never meets a disk. */
const tmpfs = 0x01021994;

/** A new folder on a disk: in the system's temporary folder, or in var/ where that one is only memory. */
export async function makeDiskFolder(name: string): Promise<{ folder: string; remove(): void }> {
  let parent = tmpdir();
  if (statfsSync(parent).type === tmpfs) {
    parent = join(root, 'var', 'bench');
    await mkdir(parent, { recursive: true });
  }
  const folder = mkdtempSync(join(parent, `marquee-bench-${name}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    folder,
    remove() {
      process.removeListener('exit', remove);
      remove();
    },
  };
}
