import { first, insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';

export interface TerminalRow {
  id: number;
  key_id: number;
  cinema_id: number;
  name: string;
  role: 'kiosk' | 'till' | 'gate';
  public_key: string;
  certificate_signature: string;
  acked: number;
  chain: string;
  state: string;
}

const columns = 'id, key_id, cinema_id, name, role, public_key, certificate_signature, acked, chain, state';

export function selectTerminal(queries: Queries, terminal: number): Promise<TerminalRow | undefined> {
  return first(queries, `SELECT ${columns} FROM terminal WHERE id = ?`, [terminal]);
}
export function selectTerminals(queries: Queries, cinemaId: number): Promise<TerminalRow[]> {
  return queries.all(`SELECT ${columns} FROM terminal WHERE cinema_id = ? ORDER BY id`, [cinemaId]);
}
/** Writes the terminal's row, which nobody else can write then, and answers how far its journal is acknowledged. */
export async function lockTerminal(tx: Transaction, terminal: number): Promise<number> {
  await tx.run('UPDATE terminal SET acked = acked WHERE id = ?', [terminal]);
  return (await first<{ acked: number }>(tx, 'SELECT acked FROM terminal WHERE id = ?', [terminal]))?.acked ?? 0;
}
/** Keys whose terminals were stolen: only tickets that a stream names are good. */
export async function selectRevokedKeys(queries: Queries, cinemaId: number): Promise<number[]> {
  const rows = await queries.all<{ key_id: number }>(
    "SELECT key_id FROM terminal WHERE cinema_id = ? AND closed_as = 'stolen' ORDER BY key_id",
    [cinemaId],
  );
  return rows.map((row) => row.key_id);
}
/** Those of these screenings that another cinema shows. */
export async function selectForeignScreenings(
  queries: Queries,
  cinemaId: number,
  ids: readonly number[],
): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await queries.all<{ id: number }>(
    `SELECT s.id FROM screening s JOIN venue v ON v.id = s.venue_id
      WHERE s.id IN (${marks(ids.length)}) AND v.cinema_id <> ? ORDER BY s.id`,
    [...ids, cinemaId],
  );
  return rows.map(({ id }) => id);
}
export async function nextTerminalNumber(queries: Queries): Promise<number> {
  return ((await first<{ last: number | null }>(queries, 'SELECT MAX(id) AS last FROM terminal'))?.last ?? 0) + 1;
}

export function insertTerminal(
  tx: Transaction,
  row: Omit<TerminalRow, 'acked' | 'state'> & { token_hash: string; enrolled_at_ms: number },
): Promise<void> {
  return insertRows(
    tx,
    'terminal',
    [
      'id',
      'key_id',
      'cinema_id',
      'name',
      'role',
      'public_key',
      'certificate_signature',
      'acked',
      'chain',
      'token_hash',
      'state',
      'enrolled_at_ms',
    ],
    [
      [
        row.id,
        row.key_id,
        row.cinema_id,
        row.name,
        row.role,
        row.public_key,
        row.certificate_signature,
        0,
        row.chain,
        row.token_hash,
        'open',
        row.enrolled_at_ms,
      ],
    ],
  );
}

export interface HelloTokens {
  presentedHash: string;
  nextHash: string;
  /** When the challenge that this hello answers was given. */
  challengedAtMs: number;
}

/** Moves on to the terminal's next token; a repeated hello finds that done, and is as good. */
export async function rotateToken(
  tx: Transaction,
  terminal: number,
  { presentedHash, nextHash, challengedAtMs }: HelloTokens,
): Promise<'rotated' | 'stale' | 'cloned'> {
  const newest = 'hello_at_ms = CASE WHEN hello_at_ms > ? THEN hello_at_ms ELSE ? END';
  const moved = await tx.run(
    `UPDATE terminal SET token_hash_previous = ?, token_hash = ?, ${newest} WHERE id = ? AND token_hash = ?`,
    [presentedHash, nextHash, challengedAtMs, challengedAtMs, terminal, presentedHash],
  );
  if (moved.changes === 1) return 'rotated';
  const repeated = await tx.run(
    `UPDATE terminal SET ${newest} WHERE id = ? AND token_hash = ? AND token_hash_previous = ?`,
    [challengedAtMs, challengedAtMs, terminal, nextHash, presentedHash],
  );
  if (repeated.changes === 1) return 'rotated';
  // A hello that was long on its way, over a connection that the terminal has given up since, is no clone.
  const row = await first<{ hello_at_ms: number | null }>(tx, 'SELECT hello_at_ms FROM terminal WHERE id = ?', [
    terminal,
  ]);
  return row?.hello_at_ms && row.hello_at_ms >= challengedAtMs ? 'stale' : 'cloned';
}

export async function noteConnected(
  tx: Transaction,
  terminal: number,
  appVersion: string,
  nowMs: number,
): Promise<void> {
  await tx.run('UPDATE terminal SET app_version = ?, last_seen_ms = ? WHERE id = ?', [appVersion, nowMs, terminal]);
}

export interface CodeRow {
  cinema_id: number;
  name: string;
  role: 'kiosk' | 'till' | 'gate';
  expires_at_ms: number;
  used_at_ms: number | null;
  terminal_id: number | null;
}
export function selectCode(queries: Queries, codeHash: string): Promise<CodeRow | undefined> {
  return first(
    queries,
    'SELECT cinema_id, name, role, expires_at_ms, used_at_ms, terminal_id FROM enrolment_code WHERE code_hash = ?',
    [codeHash],
  );
}
export function insertCode(
  tx: Transaction,
  code: { hash: string; cinemaId: number; role: string; name: string; expiresAtMs: number },
): Promise<void> {
  return insertRows(
    tx,
    'enrolment_code',
    ['code_hash', 'cinema_id', 'role', 'name', 'expires_at_ms'],
    [[code.hash, code.cinemaId, code.role, code.name, code.expiresAtMs]],
  );
}
export async function spendCode(tx: Transaction, codeHash: string, terminal: number, nowMs: number): Promise<boolean> {
  const { changes } = await tx.run(
    'UPDATE enrolment_code SET used_at_ms = ?, terminal_id = ? WHERE code_hash = ? AND used_at_ms IS NULL AND expires_at_ms > ?',
    [nowMs, terminal, codeHash, nowMs],
  );
  return changes === 1;
}
/** Only until its first hello: from then on somebody who has seen the code must not shut the terminal out. */
export async function replaceUnusedToken(tx: Transaction, terminal: number, tokenHash: string): Promise<boolean> {
  const { changes } = await tx.run('UPDATE terminal SET token_hash = ? WHERE id = ? AND last_seen_ms IS NULL', [
    tokenHash,
    terminal,
  ]);
  return changes === 1;
}
