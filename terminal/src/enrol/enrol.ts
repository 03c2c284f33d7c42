/** Who this terminal is: its key, made here and never shown, and what the server gave it for a one-time code. */
import { assert } from '@marquee/shared/assert';
import { Fault, type FaultCode } from '@marquee/shared/errors';
import { type Enrol, EnrolAnswer } from '@marquee/shared/protocol/calls';
import { TerminalOpened } from '@marquee/shared/protocol/journal';
import type { Randomness } from '@marquee/shared/randomness';
import { appendEntry, type JournalDeps, lastSeq, readEntries } from '../journal/journal.ts';
import { readTerminalKey, type TerminalKey } from '../platform/keys.ts';
import type { Store } from '../platform/store.ts';

export interface Identity {
  terminal: number;
  keyId: number;
  cinemaId: number;
  cinemaKey: string;
  token: string;
}
/** Where the key's seed is kept, apart from the database: readable by this program's user alone. */
export interface SecretStore {
  read(): Uint8Array | null;
  write(seed: Uint8Array): void;
}
/** Sends the enrolment; throws Fault `enrolment-refused` or `link-down`. */
export type SendEnrolment = (enrol: Enrol) => Promise<unknown>;

export function openTerminalKey(secrets: SecretStore, randomness: Randomness): TerminalKey {
  const seed = secrets.read();
  if (seed) return readTerminalKey(seed);
  const fresh = randomness.bytes(32);
  secrets.write(fresh);
  return readTerminalKey(fresh);
}

/**
 * A terminal that lost its key must not make a new one: its tickets would be refused at the door. Throws Fault
 * `database-corrupt`.
 */
export function checkKeyIsKept(store: Store, secrets: SecretStore): void {
  const [opened] = readEntries(store, 1, { entries: 1, bytes: 0 });
  if (!opened) return;
  const seed = secrets.read();
  if (!seed) throw new Fault('database-corrupt', 'the key of this terminal is missing');
  const { publicKey } = TerminalOpened.parse(JSON.parse(opened.payload));
  if (readTerminalKey(seed).publicKey !== publicKey)
    throw new Fault('database-corrupt', 'the key is of another terminal');
}

export function findIdentity(store: Store): Identity | null {
  const row = store.get<{ terminal: number; key_id: number; cinema_id: number; cinema_key: string; token: string }>(
    'SELECT terminal, key_id, cinema_id, cinema_key, token FROM identity WHERE id = 1',
  );
  return row
    ? {
        terminal: row.terminal,
        keyId: row.key_id,
        cinemaId: row.cinema_id,
        cinemaKey: row.cinema_key,
        token: row.token,
      }
    : null;
}
export function readIdentity(store: Store): Identity {
  const identity = findIdentity(store);
  assert(identity, 'the terminal is enrolled');
  return identity;
}
/** The token to show at the next hello and the one that follows it, which is saved first and kept until it is welcomed. */
export function prepareTokens(store: Store, randomness: Randomness): { token: string; nextToken: string } {
  const fresh = Buffer.from(randomness.bytes(24)).toString('base64url');
  assert(
    store.run('UPDATE identity SET next_token = COALESCE(next_token, ?) WHERE id = 1', fresh) === 1,
    'one identity updated',
  );
  const row = store.get<{ token: string; next_token: string }>('SELECT token, next_token FROM identity WHERE id = 1');
  assert(row, 'the terminal is enrolled');
  return { token: row.token, nextToken: row.next_token };
}
/** Why this terminal must not sell, as the server last said; null while it may. It holds through a restart without a network. */
export function readStop(store: Store): FaultCode | null {
  return (
    store.get<{ stopped_by: FaultCode | null }>('SELECT stopped_by FROM identity WHERE id = 1')?.stopped_by ?? null
  );
}
/** A closed terminal stays closed, whatever a server says that has forgotten it or has not heard of it yet. */
export function saveStop(store: Store, code: FaultCode | null): void {
  store.run(
    "UPDATE identity SET stopped_by = ? WHERE id = 1 AND stopped_by IS NOT ? AND stopped_by IS NOT 'terminal-closed'",
    code,
    code,
  );
}

/** The server's incarnation that this terminal has adopted; 0 before its first welcome. */
export function readIncarnation(store: Store): number {
  return store.get<{ incarnation: number }>('SELECT incarnation FROM identity WHERE id = 1')?.incarnation ?? 0;
}

/** A welcome: the server knows the next token now, and the first one's incarnation is adopted. */
export function noteWelcome(
  store: Store,
  { nextToken, incarnation }: { nextToken: string; incarnation: number },
): void {
  store.transaction(() => {
    store.run('UPDATE identity SET token = next_token, next_token = NULL WHERE id = 1 AND next_token = ?', nextToken);
    store.run('UPDATE identity SET incarnation = ? WHERE id = 1 AND incarnation = 0', incarnation);
  });
}

/**
 * Enrols this machine, or answers who it already is. A lost answer is no harm: the same code with the same key gets the
 * same terminal again.
 */
export async function enrolOnce(
  deps: JournalDeps,
  enrol: Omit<Enrol, 'publicKey'> | null,
  send: SendEnrolment,
): Promise<Identity> {
  const known = findIdentity(deps.store);
  if (known) return known;
  if (!enrol) throw new Fault('enrolment-refused', 'this machine is not enrolled yet and was given no code');
  const read = EnrolAnswer.safeParse(await send({ ...enrol, publicKey: deps.key.publicKey }));
  if (!read.success) throw new Fault('message-malformed', 'the answer to an enrolment');
  const { terminal, keyId, cinemaId, cinemaKey, token } = read.data;
  deps.store.transaction(() => {
    deps.store.run(
      'INSERT INTO identity (id, terminal, key_id, cinema_id, cinema_key, token) VALUES (1, ?, ?, ?, ?, ?)',
      terminal,
      keyId,
      cinemaId,
      cinemaKey,
      token,
    );
    if (lastSeq(deps.store) === 0) appendEntry(deps, 'terminal.opened', { terminal, publicKey: deps.key.publicKey });
  });
  return read.data;
}
