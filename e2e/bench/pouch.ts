/** What is used of PouchDB; it comes without types. */
import { createRequire } from 'node:module';

export interface PouchDatabase {
  bulkDocs(documents: readonly object[]): Promise<unknown>;
  info(): Promise<{ doc_count: number }>;
  close(): Promise<void>;
}
export interface PouchConstructor {
  new (name: string): PouchDatabase;
  defaults(options: { prefix: string }): PouchConstructor;
  replicate(
    from: PouchDatabase,
    to: string,
    options: { batch_size: number; batches_limit: number },
  ): Promise<{ docs_written: number }>;
}

export const PouchDB = createRequire(import.meta.url)('pouchdb') as PouchConstructor;
