/**
 * The floor of a durable sale: the rows that a real sale has written, written again by prepared statements in one bare
 * better-sqlite3 transaction each, with the same pragmas, indices and triggers, and as many Ed25519 signatures.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { type Handle, openStoreFile } from '@marquee/terminal/platform/store';

type Row = (string | number | null)[];

/** Everything that one sale has written. */
export interface SaleRows {
  journal: Row;
  sale: Row;
  tenders: Row[];
  tickets: Row[];
  printJobs: Row[];
  /** screening, seat, version */
  rights: Row[];
  basketId: string;
  seq: number;
}

/** Tables that a sale writes to. */
export const saleTables = ['journal', 'sale', 'sale_tender', 'ticket', 'print_job', 'seat_right', 'basket'] as const;

const columns = {
  journal: ['seq', 'type', 'payload', 'at_ms', 'hash', 'signature'],
  sale: ['seq', 'basket_id', 'screening_id', 'currency', 'total_minor', 'sold_at_ms'],
  sale_tender: ['sale_seq', 'line', 'kind', 'amount_minor', 'attempt_id'],
  ticket: ['sale_seq', 'line', 'screening_id', 'seat_id', 'version', 'ticket_class', 'code'],
  print_job: ['sale_seq', 'line', 'kind', 'payload', 'state'],
};

/** What the real sale of a journal entry has left in its tables. */
export function readSaleRows(handle: Handle, seq: number): SaleRows {
  const select = (table: keyof typeof columns, key: string) =>
    handle
      .prepare(`SELECT ${columns[table].join(', ')} FROM ${table} WHERE ${key} = ? ORDER BY ${key}`)
      .raw()
      .all(seq) as Row[];
  const one = (rows: Row[]): Row => {
    const [row] = rows;
    if (!row) throw new Error(`no sale ${seq}`);
    return row;
  };
  const sale = one(select('sale', 'seq'));
  const basketId = String(sale[1]);
  const rights = handle.prepare(
    'SELECT screening_id, seat_id, version FROM seat_right WHERE basket_id = ? ORDER BY seat_id',
  );
  return {
    journal: one(select('journal', 'seq')),
    sale,
    tenders: select('sale_tender', 'sale_seq'),
    tickets: select('ticket', 'sale_seq'),
    printJobs: select('print_job', 'sale_seq'),
    rights: rights.raw().all(basketId) as Row[],
    basketId,
    seq,
  };
}

export interface BareSales {
  handle: Handle;
  write(rows: SaleRows): void;
  close(): void;
}

/** On a copy of a terminal's file in which the same baskets are open. */
export function openBareSales(file: string): BareSales {
  const handle = openStoreFile(file);
  handle.pragma('foreign_keys = ON');
  const insert = (table: keyof typeof columns) =>
    handle.prepare<Row>(
      `INSERT INTO ${table} (${columns[table].join(', ')}) VALUES (${columns[table].map(() => '?').join(', ')})`,
    );
  const [journal, sale, tender] = [insert('journal'), insert('sale'), insert('sale_tender')];
  const [ticket, printJob] = [insert('ticket'), insert('print_job')];
  const right = handle.prepare<Row>(
    "UPDATE seat_right SET state = 'sold', sold_seq = ? WHERE screening_id = ? AND seat_id = ? AND version = ? AND state = 'basket'",
  );
  const basket = handle.prepare<Row>(
    "UPDATE basket SET state = 'sold', sale_seq = ? WHERE basket_id = ? AND state = 'open'",
  );
  const { privateKey } = generateKeyPairSync('ed25519');
  const digest = randomBytes(32);
  const write = handle.transaction((rows: SaleRows) => {
    for (const row of rows.rights) right.run(rows.seq, ...row);
    sign(null, digest, privateKey);
    journal.run(...rows.journal);
    sale.run(...rows.sale);
    for (const row of rows.tenders) tender.run(...row);
    for (const row of rows.tickets) {
      sign(null, digest, privateKey);
      ticket.run(...row);
    }
    for (const row of rows.printJobs) printJob.run(...row);
    basket.run(rows.seq, rows.basketId);
  }).immediate;
  return { handle, write, close: () => handle.close() };
}
