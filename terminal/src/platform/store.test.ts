import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { migrationsUrl } from '@marquee/db/terminal/migrations/folder';
import { describeSchema, schemaQuery } from '@marquee/db/terminal/schema';
import Sqlite from 'better-sqlite3';
import {
  type Handle,
  makeStore,
  migrateStore,
  openStoreFile,
  RolledBack,
  storeFault,
  transactionOrRefusal,
} from './store.ts';

const newest = Math.max(
  ...readdirSync(fileURLToPath(migrationsUrl)).map((name) => (name.endsWith('.sql') ? Number(name.slice(0, 4)) : 0)),
);

let folder: string;
let file: string;
const open: Handle[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  file = join(folder, 'terminal.db');
});
afterEach(() => {
  for (const handle of open.splice(0)) handle.close();
  rmSync(folder, { recursive: true });
});

function openFile(): Handle {
  const handle = openStoreFile(file);
  open.push(handle);
  migrateStore(handle, file);
  return handle;
}
function close(): void {
  for (const handle of open.splice(0)) handle.close();
}
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('opening', () => {
  test('a new file gets the newest schema, which is the one in schema.sql (else run: node db/terminal/write-schema.ts)', () => {
    const handle = openFile();
    const rows = handle.prepare(schemaQuery).all() as { sql: string }[];
    const version = Number(handle.pragma('user_version', { simple: true }));
    const published = readFileSync(new URL('../../../db/terminal/schema.sql', import.meta.url), 'utf8');
    expect(describeSchema(rows, version)).toBe(published);
    const notStrict = handle
      .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
      .all();
    expect(notStrict).toEqual([]);
  });

  test('what is committed is synced to the disk before it counts', () => {
    const handle = openFile();
    expect([
      handle.pragma('journal_mode', { simple: true }),
      handle.pragma('synchronous', { simple: true }),
      handle.pragma('foreign_keys', { simple: true }),
    ]).toEqual(['wal', 2, 1]);
  });

  test('an existing file is opened as it is, without another copy', () => {
    makeStore(openFile()).run('UPDATE sent SET acked_seq = 5');
    close();
    expect(makeStore(openFile()).get('SELECT acked_seq FROM sent')).toEqual({ acked_seq: 5 });
    expect(existsSync(`${file}.before-${newest}`)).toBe(false);
  });

  test('a file of a newer program is refused and left alone', () => {
    const handle = openFile();
    handle.pragma('user_version = 9990');
    close();
    expect(openFile).toThrow(code('database-newer'));
    close();
    const after = new Sqlite(file, { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(9990);
    after.close();
  });

  test('a file of an older program is copied beside itself before it is changed', () => {
    const older = new Sqlite(file);
    older.exec("CREATE TABLE kept (note TEXT); INSERT INTO kept VALUES ('old')");
    older.pragma('user_version = 5');
    older.close();
    const handle = openFile();
    expect(handle.pragma('user_version', { simple: true })).toBe(newest);
    const copy = new Sqlite(`${file}.before-${newest}`, { readonly: true });
    expect([copy.pragma('user_version', { simple: true }), copy.prepare('SELECT note FROM kept').get()]).toEqual([
      5,
      { note: 'old' },
    ]);
    copy.close();
  });

  test('sales of before the tickets had holders keep their tender, their ticket, their slips and the sale of their right', () => {
    const older = new Sqlite(file);
    older.exec(readFileSync(new URL('../../../db/terminal/migrations/0010-first.sql', import.meta.url), 'utf8'));
    const tenders = [
      { kind: 'cash', amountMinor: 400, givenMinor: 500 },
      { kind: 'card', amountMinor: 800, attemptId: 'attempt-1' },
    ];
    older.prepare("INSERT INTO journal VALUES (2, 'sale.made', ?, 0, 'h', 's')").run(JSON.stringify({ tenders }));
    older.exec(`
      INSERT INTO basket VALUES ('b', 1, 'sold', 'EUR', 1200, 79, 2);
      INSERT INTO sale VALUES (2, 'b', 1, 'EUR', 1200, 0);
      INSERT INTO ticket VALUES (2, 1, 1, 5, 3, 'adult', 'code');
      INSERT INTO print_job VALUES (7, 2, 1, 'ticket', '{}', 'queued', 1, 2);
      INSERT INTO seat_right VALUES (1, 5, 3, 'sold', 'b', 0), (1, 6, 3, 'held', NULL, 0);
    `);
    older.pragma('user_version = 10');
    older.close();
    const store = makeStore(openFile());
    expect(store.all('SELECT seat_id, sold_seq, blocked FROM seat_right ORDER BY seat_id')).toEqual([
      { seat_id: 5, sold_seq: 2, blocked: 0 },
      { seat_id: 6, sold_seq: null, blocked: 0 },
    ]);
    expect(store.all('SELECT sale_seq, line, kind, amount_minor, attempt_id FROM sale_tender ORDER BY line')).toEqual([
      { sale_seq: 2, line: 1, kind: 'cash', amount_minor: 400, attempt_id: null },
      { sale_seq: 2, line: 2, kind: 'card', amount_minor: 800, attempt_id: 'attempt-1' },
    ]);
    expect(store.all('SELECT sale_seq, seat_id, state FROM ticket')).toEqual([
      { sale_seq: 2, seat_id: 5, state: 'valid' },
    ]);
    expect(store.all('SELECT * FROM print_job')).toEqual([
      {
        job_id: 7,
        sale_seq: 2,
        pick_up_seq: null,
        line: 1,
        kind: 'ticket',
        payload: '{}',
        state: 'queued',
        duplicate: 1,
        attempts: 2,
      },
    ]);
  });

  test('what refers to baskets and sales still does, after their tables were made anew', () => {
    const older = new Sqlite(file);
    const before = readdirSync(fileURLToPath(migrationsUrl)).filter((name) => name.endsWith('.sql') && name < '0070');
    for (const name of before.sort()) older.exec(readFileSync(new URL(name, migrationsUrl), 'utf8'));
    older.exec(`
      INSERT INTO journal VALUES (2, 'sale.made', '{}', 0, 'h', 's'), (3, 'tickets.refunded', '{}', 0, 'h', 's');
      INSERT INTO basket VALUES ('b', 1, 'sold', 'EUR', 1200, 79, 2), ('p', 1, 'open', 'EUR', 0, 0, NULL);
      INSERT INTO basket_line VALUES ('b', 1, 5, 'B1', 'standard', 3, 'adult', 1200, 79);
      INSERT INTO parked_basket VALUES ('p', 'Weber', 0);
      INSERT INTO charge VALUES ('attempt-1', 'b', 1200, 'EUR', 'sold', 'ok');
      INSERT INTO sale VALUES (2, 'b', 1, 'EUR', 1200, 0, 4, NULL);
      INSERT INTO sale_tender VALUES (2, 1, 'card', 1200, 'attempt-1');
      INSERT INTO ticket VALUES (2, 1, 1, 5, 3, 'adult', 'code', 'refunded');
      INSERT INTO refund VALUES ('r', 2, 'refund', 'refunded', 'EUR', 1200, 'ill', 3, NULL, 4, NULL, NULL);
      INSERT INTO refund_tender VALUES ('r', 1, 'card', 1200, 'attempt-2', 'attempt-1', 1);
    `);
    older.pragma('user_version = 60');
    older.close();
    const handle = openFile();
    const store = makeStore(handle);
    expect([handle.pragma('foreign_key_check'), handle.pragma('foreign_keys', { simple: true })]).toEqual([[], 1]);
    expect(store.all('SELECT basket_id, screening_id, member_number FROM basket ORDER BY basket_id')).toEqual([
      { basket_id: 'b', screening_id: 1, member_number: null },
      { basket_id: 'p', screening_id: 1, member_number: null },
    ]);
    expect(store.all('SELECT seq, basket_id, screening_id, staff_id FROM sale')).toEqual([
      { seq: 2, basket_id: 'b', screening_id: 1, staff_id: 4 },
    ]);
    expect(store.all('SELECT kind, attempt_id FROM sale_tender')).toEqual([{ kind: 'card', attempt_id: 'attempt-1' }]);
    expect(store.all('SELECT kind, of_attempt_id, done FROM refund_tender')).toEqual([
      { kind: 'card', of_attempt_id: 'attempt-1', done: 1 },
    ]);
    expect(() => store.run("DELETE FROM basket WHERE basket_id = 'b'")).toThrow('FOREIGN KEY');
  });

  test('a migration that fails leaves the version where it was', () => {
    const older = new Sqlite(file);
    older.exec('CREATE TABLE journal (note TEXT)');
    older.pragma('user_version = 5');
    older.close();
    expect(openFile).toThrow('journal already exists');
    close();
    const after = new Sqlite(file, { readonly: true });
    expect([
      after.pragma('user_version', { simple: true }),
      after.prepare("SELECT COUNT(*) AS n FROM sqlite_master WHERE name = 'identity'").get(),
    ]).toEqual([5, { n: 0 }]);
    after.close();
  });

  test('a file that is no database is refused and left alone', () => {
    writeFileSync(file, 'this was a database once, before the disk broke. '.repeat(100));
    expect(openFile).toThrow(code('database-corrupt'));
    expect(readFileSync(file, 'utf8')).toContain('once');
  });

  test('a damaged database is noticed at the start, not in the middle of a sale', () => {
    makeStore(openFile()).run('INSERT INTO catalogue (id, body) VALUES (1, ?)', 'x'.repeat(50_000));
    close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, bytes.length - 30_000, bytes.length - 1000);
    bytes.fill(0xa5, 4096, 4096 + 64);
    writeFileSync(file, bytes);
    expect(openFile).toThrow(code('database-corrupt'));
  });

  test('a folder that can’t be written to is a fault of the disk', () => {
    file = join(folder, 'missing', 'terminal.db');
    expect(() => openStoreFile(file)).toThrow();
    file = folder;
    expect(() => openStoreFile(file)).toThrow(code('disk-failed'));
  });

  test('a second process on the same file is refused, for as long as the first one lives', async () => {
    const script = `
      import { openStoreFile } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)};
      openStoreFile(${JSON.stringify(file)});
      console.log('open');
      process.stdin.resume();`;
    const first = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(first, 'exit');
    await once(first.stdout, 'data');
    expect(openFile).toThrow(code('database-in-use'));
    first.kill('SIGKILL');
    await ended;
    expect(openFile().pragma('user_version', { simple: true })).toBe(newest);
  });
});

describe('transactions', () => {
  test('a thrown error undoes everything; a refusal undoes everything and is answered', () => {
    const store = makeStore(openFile());
    const change = () => store.run('UPDATE sent SET acked_seq = 9');
    expect(() =>
      store.transaction(() => {
        change();
        throw new Error('no');
      }),
    ).toThrow('no');
    const answer = transactionOrRefusal(store, () => {
      change();
      throw new RolledBack('refused');
    });
    expect([answer, store.get('SELECT acked_seq FROM sent')]).toEqual(['refused', { acked_seq: 0 }]);
    expect(() =>
      transactionOrRefusal(store, () => {
        throw new Error('a bug');
      }),
    ).toThrow('a bug');
  });

  test('a full disk is named, nothing is half done, and selling goes on once there is space', () => {
    const handle = openFile();
    const store = makeStore(handle);
    handle.pragma(`max_page_count = ${Number(handle.pragma('page_count', { simple: true })) + 2}`);
    const fill = () =>
      store.transaction(() => {
        store.run('UPDATE sent SET acked_seq = 9');
        store.run('INSERT INTO catalogue (id, body) VALUES (1, ?)', 'x'.repeat(100_000));
      });
    expect(fill).toThrow(code('disk-full'));
    expect(store.get('SELECT acked_seq FROM sent')).toEqual({ acked_seq: 0 });
    handle.pragma('max_page_count = 1000000');
    fill();
    expect(store.get('SELECT acked_seq FROM sent')).toEqual({ acked_seq: 9 });
  });

  test.each([
    ['SQLITE_FULL', 'disk-full'],
    ['SQLITE_CORRUPT_VTAB', 'database-corrupt'],
    ['SQLITE_NOTADB', 'database-corrupt'],
    ['SQLITE_IOERR_WRITE', 'disk-failed'],
    ['SQLITE_READONLY', 'disk-failed'],
    ['SQLITE_CANTOPEN', 'disk-failed'],
    ['SQLITE_BUSY', 'database-busy'],
    ['SQLITE_LOCKED', 'database-busy'],
  ])('%s is the fault %s', (sqlite, fault) => {
    expect(storeFault(Object.assign(new Error(), { code: sqlite }))).toMatchObject({ code: fault });
  });

  test('what isn’t SQLite’s passes unchanged', () => {
    const bug = new TypeError('ours');
    expect(storeFault(bug)).toBe(bug);
  });
});
