/** Every change of a voucher is a compare-and-set of its own row. */
import {
  first,
  insertRow,
  insertRows,
  marks,
  type Queries,
  type Transaction,
  type Value,
} from '../platform/database.ts';
import type { Voucher } from './Voucher.entity.ts';
import type { VoucherMovement } from './VoucherMovement.entity.ts';

export interface VoucherRow {
  id: number;
  code_end: string;
  cinema_id: number | null;
  currency: string;
  initial_minor: number;
  balance_minor: number;
  expires_at_ms: number;
  state: Voucher['state'];
  holder: number;
  version: number;
  issued_at_ms: number;
}
const columns =
  'id, code_end, cinema_id, currency, initial_minor, balance_minor, expires_at_ms, state, holder, version, issued_at_ms';

/** As an exception shows it. */
export const toSide = ({ id, code_end, balance_minor, currency, state, holder, version }: VoucherRow) => ({
  voucherId: id,
  codeEnd: code_end,
  balanceMinor: balance_minor,
  currency,
  state,
  holder,
  version,
});

export interface HeldVoucher {
  voucherId: number;
  version: number;
}
export interface SpentVoucher extends HeldVoucher {
  amountMinor: number;
  currency: string;
}

const isOne = ({ changes }: { changes: number }): boolean => changes === 1;

export function selectVoucher(queries: Queries, id: number): Promise<VoucherRow | undefined> {
  return first(queries, `SELECT ${columns} FROM voucher WHERE id = ?`, [id]);
}
export function selectVoucherByCode(queries: Queries, codeHash: string): Promise<VoucherRow | undefined> {
  return first(queries, `SELECT ${columns} FROM voucher WHERE code_hash = ?`, [codeHash]);
}
export function selectHeldVouchers(queries: Queries, terminal: number): Promise<VoucherRow[]> {
  return queries.all(`SELECT ${columns} FROM voucher WHERE holder = ? AND state = 'granted' ORDER BY id`, [terminal]);
}

export interface VoucherFilter {
  beforeId: number | null;
  limit: number;
  /** Besides those that are good at every cinema; null: of all cinemas. */
  cinemaIds: readonly number[] | null;
  state?: string | undefined;
  codeEnd?: string | undefined;
}
/** The newest first, from before `beforeId`; of one state or end of its code, where these are given. */
export function selectVouchers(
  queries: Queries,
  { beforeId, limit, cinemaIds, state, codeEnd }: VoucherFilter,
): Promise<VoucherRow[]> {
  const ofThem = cinemaIds?.length ? ` OR cinema_id IN (${marks(cinemaIds.length)})` : '';
  const wanted: [string, readonly Value[] | null][] = [
    ['id < ?', beforeId === null ? null : [beforeId]],
    [`(cinema_id IS NULL${ofThem})`, cinemaIds],
    ['state = ?', state === undefined ? null : [state]],
    ['code_end = ?', codeEnd === undefined ? null : [codeEnd]],
  ];
  const given = wanted.flatMap(([sql, values]) => (values === null ? [] : [{ sql, values }]));
  const where = ['1 = 1', ...given.map(({ sql }) => sql)].join(' AND ');
  return queries.all(`SELECT ${columns} FROM voucher WHERE ${where} ORDER BY id DESC LIMIT ?`, [
    ...given.flatMap(({ values }) => values),
    limit,
  ]);
}

export async function selectCurrency(queries: Queries, cinemaId: number): Promise<string | undefined> {
  return (await first<{ currency: string }>(queries, 'SELECT currency FROM cinema WHERE id = ?', [cinemaId]))?.currency;
}

export function insertVoucher(
  tx: Transaction,
  row: Omit<VoucherRow, 'id' | 'state' | 'holder' | 'version' | 'balance_minor'> & { code_hash: string },
): Promise<number> {
  return insertRow(tx, 'voucher', { ...row, balance_minor: row.initial_minor, state: 'free', holder: 0, version: 0 });
}

export const insertMovements = (tx: Transaction, movements: readonly Omit<VoucherMovement, 'id'>[]): Promise<void> =>
  insertRows(
    tx,
    'voucher_movement',
    ['voucher_id', 'kind', 'amount_minor', 'version', 'terminal_id', 'seq', 'by', 'at_ms'],
    movements.map((moved) => [
      moved.voucherId,
      moved.kind,
      moved.amountMinor,
      moved.version,
      moved.terminalId,
      moved.seq,
      moved.by?.slice(0, 80) ?? null,
      moved.atMs,
    ]),
  );

export interface MovementRow {
  kind: VoucherMovement['kind'];
  amount_minor: number;
  version: number;
  terminal_id: number | null;
  seq: number | null;
  by: string | null;
  at_ms: number;
}
export function selectMovements(queries: Queries, voucherId: number, limit: number): Promise<MovementRow[]> {
  return queries.all(
    'SELECT kind, amount_minor, version, terminal_id, seq, `by`, at_ms FROM voucher_movement WHERE voucher_id = ? ORDER BY id DESC LIMIT ?',
    [voucherId, limit],
  );
}

/** The terminal's own row is the fence of its break: no grant comes after it. Answers whether the terminal is open. */
export async function countGrant(tx: Transaction, terminal: number): Promise<boolean> {
  return isOne(
    await tx.run("UPDATE terminal SET voucher_grants = voucher_grants + 1 WHERE id = ? AND state = 'open'", [terminal]),
  );
}

/** Free, as it was read -> granted, under the next version, with no less on it. */
export async function grantVoucher(
  tx: Transaction,
  grant: { terminal: number; id: number; version: number; nextVersion: number; balanceMinor: number },
): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE voucher SET state = 'granted', holder = ?, version = ?, taken_from = 0
        WHERE id = ? AND version = ? AND state = 'free' AND holder = 0 AND balance_minor >= ?`,
      [grant.terminal, grant.nextVersion, grant.id, grant.version, grant.balanceMinor],
    ),
  );
}

/** Of MySQL an assignment sees those before it, of SQLite none: the state comes before the balance that it follows from. */
const takeOff =
  "state = CASE WHEN balance_minor = ? THEN 'spent' ELSE 'free' END, holder = 0, taken_from = 0, balance_minor = balance_minor - ?";

/** Held by this terminal -> the server's, with less on it. */
export async function spendHeld(
  tx: Transaction,
  terminal: number,
  { voucherId, version, amountMinor, currency }: SpentVoucher,
): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE voucher SET ${takeOff}
        WHERE id = ? AND version = ? AND holder = ? AND state = 'granted' AND currency = ? AND balance_minor >= ?`,
      [amountMinor, amountMinor, voucherId, version, terminal, currency, amountMinor],
    ),
  );
}

/** A manager took it from this terminal, and nobody has had it since: its late sale is as good as if nobody had. */
export async function spendTaken(
  tx: Transaction,
  terminal: number,
  { voucherId, version, amountMinor, currency }: SpentVoucher,
): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE voucher SET ${takeOff}
        WHERE id = ? AND version = ? AND taken_from = ? AND state = 'free' AND currency = ? AND balance_minor >= ?`,
      [amountMinor, amountMinor, voucherId, version, terminal, currency, amountMinor],
    ),
  );
}

export async function returnVoucher(tx: Transaction, terminal: number, held: HeldVoucher): Promise<boolean> {
  return isOne(
    await tx.run(
      "UPDATE voucher SET state = 'free', holder = 0 WHERE id = ? AND version = ? AND holder = ? AND state = 'granted'",
      [held.voucherId, held.version, terminal],
    ),
  );
}

/** A return of what a manager had taken already, while nobody has had it since: nothing is left to move. */
export async function closeTaken(tx: Transaction, terminal: number, held: HeldVoucher): Promise<boolean> {
  return isOne(
    await tx.run('UPDATE voucher SET taken_from = 0 WHERE id = ? AND version = ? AND taken_from = ?', [
      held.voucherId,
      held.version,
      terminal,
    ]),
  );
}

/** Its journal has come to its end. Answers how many vouchers. */
export async function freeAllHeld(tx: Transaction, terminal: number): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE voucher SET state = 'free', holder = 0 WHERE holder = ? AND state = 'granted'",
    [terminal],
  );
  return changes;
}

/** Whoever holds it; never above what was paid for it, and not on one that is void. */
export async function raiseBalance(tx: Transaction, voucherId: number, amountMinor: number): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE voucher SET state = CASE WHEN state = 'spent' THEN 'free' ELSE state END, balance_minor = balance_minor + ?
        WHERE id = ? AND state <> 'void' AND balance_minor + ? <= initial_minor`,
      [amountMinor, voucherId, amountMinor],
    ),
  );
}

export async function voidFree(tx: Transaction, id: number): Promise<boolean> {
  return isOne(
    await tx.run("UPDATE voucher SET state = 'void', taken_from = 0 WHERE id = ? AND state IN ('free', 'spent')", [id]),
  );
}

/** From whichever terminal holds it, under this version. */
export async function takeBack(tx: Transaction, id: number, version: number): Promise<boolean> {
  return isOne(
    await tx.run(
      "UPDATE voucher SET state = 'free', taken_from = holder, holder = 0 WHERE id = ? AND version = ? AND state = 'granted'",
      [id, version],
    ),
  );
}
