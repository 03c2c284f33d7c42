/** The peer of a drain: the same sales as documents of PouchDB, replicated to a server of its own kind. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatOrderKey } from '@marquee/shared/ids';
import type { JournalEntry } from '@marquee/shared/protocol/journal';
import { type Child, startChild } from './child.ts';
import { PouchDB } from './pouch.ts';

/** Where it is fastest: 200 and 500 are slower, 2000 and 5000 no faster. */
const batchSize = 1000;

export function startDocumentsServer(folder: string): Promise<Child> {
  const data = join(folder, 'documents');
  mkdirSync(data);
  return startChild([join('e2e', 'bench', 'serve-documents.ts')], { FOLDER: data });
}

const sourceOf = (folder: string) => new PouchDB(join(folder, 'documents-source'));

export async function fillDocuments(folder: string, terminal: number, entries: readonly JournalEntry[]): Promise<void> {
  const source = sourceOf(folder);
  const documents = entries.map(({ payload, ...entry }) => ({
    _id: formatOrderKey({ terminal, seq: entry.seq }),
    ...entry,
    sale: JSON.parse(payload) as unknown,
  }));
  await source.bulkDocs(documents);
  await source.close();
}

/** Milliseconds until a new database at `url` has all documents. */
export async function drainByDocuments(folder: string, url: string, documents: number): Promise<number> {
  const source = sourceOf(folder);
  const startedMs = performance.now();
  const { docs_written } = await PouchDB.replicate(source, url, { batch_size: batchSize, batches_limit: 10 });
  const ms = performance.now() - startedMs;
  if (docs_written !== documents) throw new Error(`${docs_written} of ${documents} documents were replicated`);
  await source.close();
  return ms;
}
