import { Fault } from '@marquee/shared/errors';

/**
 * What MariaDB and MySQL throw, sorted. Numbers from the server's error reference; measured on a Galera cluster, 1213
 * and 1180 come at COMMIT as well, and 1047 from a node that has lost its quorum.
 */
const deadlock = 1213;
const lockWaitTimeout = 1205;
const errorDuringCommit = 1180;
export const nodeNotReady = 1047;
const retried = new Set([deadlock, lockWaitTimeout, errorDuringCommit, nodeNotReady]);

const serverShutdown = 1053;
const connectionKilled = 1927;
const lost = new Set([serverShutdown, connectionKilled]);
const lostCodes = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_PACKETS_OUT_OF_ORDER',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNREFUSED',
]);

const diskFull = new Set([1021, 1114]);

/** Before COMMIT was sent: the transaction can't go on, and a new try may. */
export function isRetried(thrown: unknown): boolean {
  return retried.has(errorNumber(thrown));
}

/**
 * The answer to COMMIT says that nothing happened: another transaction was first. Whatever else it says, nobody knows: a
 * node that loses its cluster in that moment answers 1180 or 1047 although the others may have the transaction.
 */
export function isRefusedCommit(thrown: unknown): boolean {
  return errorNumber(thrown) === deadlock;
}

/** This node of a cluster answers nothing useful now; another connection may lead to another node. */
export function isNodeAway(thrown: unknown): boolean {
  return errorNumber(thrown) === nodeNotReady;
}

/** The connection is gone: before COMMIT was sent nothing has happened, afterwards nobody knows. */
export function isLost(thrown: unknown): boolean {
  const { fatal, code } = readDriverError(thrown);
  return fatal === true || lost.has(errorNumber(thrown)) || lostCodes.has(String(code));
}

/** In our words where there is one; anything else, such as a duplicate key, passes unchanged. */
export function mysqlFault(thrown: unknown): unknown {
  if (diskFull.has(errorNumber(thrown))) return new Fault('disk-full', 'the database server', { cause: thrown });
  return thrown;
}

/** What the driver says, in a word: never the address with its password. */
export function describeMysqlError(thrown: unknown): string {
  const { code, message } = readDriverError(thrown);
  return String(code ?? message ?? 'unknown');
}

function errorNumber(thrown: unknown): number {
  return Number(readDriverError(thrown).errno ?? 0);
}

/** By its fields: an error of the socket is not always an instance of this module's Error. */
function readDriverError(thrown: unknown): { code?: unknown; errno?: unknown; fatal?: unknown; message?: unknown } {
  return typeof thrown === 'object' && thrown !== null ? thrown : {};
}
