/** The floor of a drain, its terminal's half: rows read by bare better-sqlite3, sent in the same batches. */
import { join } from 'node:path';
import { pushBytesMax, pushEntriesMax } from '@marquee/shared/protocol/calls';
import type { JournalEntry } from '@marquee/shared/protocol/journal';
import { openStoreFile } from '@marquee/terminal/platform/store';
import { io } from 'socket.io-client';
import { databaseFile } from './bench-terminal.ts';
import { type Child, startChild } from './child.ts';

export function startRowsServer(databaseUrl: string): Promise<Child> {
  return startChild([join('e2e', 'bench', 'serve-rows.ts')], { DATABASE_URL: databaseUrl });
}

/** Milliseconds from the first attempt to connect until every row is acknowledged, and that is on the disk. */
export async function drainByRows(
  folder: string,
  { url, terminal }: { url: string; terminal: number },
): Promise<number> {
  const handle = openStoreFile(databaseFile(folder));
  const select = handle.prepare<[number, number], JournalEntry>(
    'SELECT seq, type, payload, at_ms AS atMs, hash, signature FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?',
  );
  const save = handle.prepare<[number]>('UPDATE sent SET acked_seq = ? WHERE id = 1');
  let acked = Number(handle.prepare('SELECT acked_seq FROM sent').pluck().get());
  const startedMs = performance.now();
  const socket = io(url, { reconnection: false, forceNew: true, transports: ['websocket'] });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  for (;;) {
    const batch = cutAtBytes(select.all(acked + 1, pushEntriesMax));
    if (batch.length === 0) break;
    acked = await new Promise<number>((resolve) => socket.emit('rows', terminal, batch, resolve));
    save.run(acked);
  }
  const ms = performance.now() - startedMs;
  socket.disconnect();
  handle.close();
  return ms;
}

function cutAtBytes(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  let bytes = 0;
  const end = entries.findIndex(({ payload }) => {
    bytes += payload.length;
    return bytes > pushBytesMax;
  });
  return end > 0 ? entries.slice(0, end) : entries;
}
