/**
 * A claim of one seat as bare mysql2 sends it, in two ways. `claimBare`: the very statements of the server (rights.ts), for
 * the floor. `claimLocked`: the same effect by SELECT ... FOR UPDATE, as it is often done: lock, look, write.
 */
import { createHash } from 'node:crypto';
import type mysql from 'mysql2/promise';

export interface Claim {
  operationId: string;
  terminal: number;
  screeningId: number;
  seatId: number;
}
export type Send = (sql: string, values?: readonly unknown[]) => Promise<unknown>;
export type ClaimWith = (send: Send, claim: Claim) => Promise<boolean>;

const rightColumns =
  'screening_id, seat_id, state, holder, version, ticket_terminal, ticket_seq, ticket_line, blocked_for, recall_answer';
/** Of the first incarnation. */
const versionBase = 4096;
const nextVersion = (version: number): number => Math.max(version, versionBase) + 1;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const screeningOf = ({ screeningId }: Claim): string => `screening:${screeningId}`;
const grantsOf = ({ terminal }: Claim): string => `grants:${terminal}`;

interface Right {
  state: string;
  version: number;
}

export const claimBare: ClaimWith = async (send, claim) => {
  const { terminal, screeningId, seatId } = claim;
  await send('START TRANSACTION');
  const granted = (await send(
    `UPDATE seat_right SET state = 'granted', holder = ?, recall_answer = NULL, version = LAST_INSERT_ID(CASE WHEN version < ${versionBase} THEN ${versionBase + 1} ELSE version + 1 END) WHERE screening_id = ? AND seat_id = ? AND state = 'free' AND holder = 0`,
    [terminal, screeningId, seatId],
  )) as mysql.ResultSetHeader;
  if (granted.affectedRows !== 1) {
    await send(`SELECT ${rightColumns} FROM seat_right WHERE screening_id = ? AND seat_id IN (?) ORDER BY seat_id`, [
      screeningId,
      seatId,
    ]);
    return refuse(send, claim);
  }
  const bumped = (await send(
    `UPDATE \`stream\` SET revision = IF(name = ?, LAST_INSERT_ID(revision + 1), revision + 1)
      WHERE name IN (?, ?) AND closed = 0`,
    [grantsOf(claim), grantsOf(claim), screeningOf(claim)],
  )) as mysql.ResultSetHeader;
  const revision = '(SELECT s.revision FROM `stream` s WHERE s.name = ?)';
  await send(
    `INSERT INTO \`change\` (stream, revision, change_id, body, at_ms)
      VALUES (?, ${revision}, ?, ?, ?), (?, ${revision}, ?, ?, ?)`,
    describeChanges(claim, granted.insertId).flatMap(({ stream, id, body, atMs }) => [stream, stream, id, body, atMs]),
  );
  return accept(send, claim, bumped.insertId);
};

export const claimLocked: ClaimWith = async (send, claim) => {
  const { terminal, screeningId, seatId } = claim;
  await send('START TRANSACTION');
  const [right] = (await send(
    `SELECT ${rightColumns} FROM seat_right WHERE screening_id = ? AND seat_id = ? FOR UPDATE`,
    [screeningId, seatId],
  )) as Right[];
  if (right?.state !== 'free') return refuse(send, claim);
  const next = nextVersion(right.version);
  await send(
    "UPDATE seat_right SET state = 'granted', holder = ?, version = ? WHERE screening_id = ? AND seat_id = ?",
    [terminal, next, screeningId, seatId],
  );
  const names = [grantsOf(claim), screeningOf(claim)];
  const streams = (await send(
    'SELECT name, revision FROM `stream` WHERE name IN (?, ?) AND closed = 0 ORDER BY name FOR UPDATE',
    names,
  )) as { name: string; revision: number }[];
  await send('UPDATE `stream` SET revision = revision + 1 WHERE name IN (?, ?)', names);
  const revisions = new Map(streams.map(({ name, revision }) => [name, revision + 1]));
  await send(
    'INSERT INTO `change` (stream, revision, change_id, body, at_ms) VALUES (?, ?, ?, ?, ?), (?, ?, ?, ?, ?)',
    describeChanges(claim, next).flatMap(({ stream, id, body, atMs }) => [
      stream,
      revisions.get(stream),
      id,
      body,
      atMs,
    ]),
  );
  return accept(send, claim, revisions.get(grantsOf(claim)) ?? 0);
};

/** What the screening's followers hear, and what the terminal hears. */
function describeChanges(claim: Claim, version: number) {
  const { terminal, screeningId, seatId, operationId } = claim;
  const seat = { seatId, version };
  const bodies = [
    { stream: grantsOf(claim), body: { kind: 'grant', screeningId, seats: [seat] } },
    {
      stream: screeningOf(claim),
      body: { seats: [{ ...seat, state: 'granted', holder: terminal, ticket: null }], covered: [] },
    },
  ];
  return bodies.map(({ stream, body }) => ({
    stream,
    id: hash(stream + operationId).slice(0, 24),
    body: JSON.stringify(body),
    atMs: Math.trunc(performance.timeOrigin),
  }));
}

async function accept(send: Send, claim: Claim, revision: number): Promise<boolean> {
  await remember(send, claim, { outcome: 'granted', revision, refusedSeatIds: [] });
  return true;
}

async function refuse(send: Send, claim: Claim): Promise<boolean> {
  await remember(send, claim, { outcome: 'refused', revision: 0, refusedSeatIds: [claim.seatId] });
  return false;
}

async function remember(send: Send, claim: Claim, answer: object): Promise<void> {
  await send('INSERT INTO `operation` (`id`, `body_hash`, `answer`, `at_ms`) VALUES (?, ?, ?, ?)', [
    hash(claim.operationId),
    hash(JSON.stringify(claim)),
    JSON.stringify(answer),
    Math.trunc(performance.timeOrigin),
  ]);
  await send('COMMIT');
}
