/** Terminals: enrolment by a one-time code, and the rotation of the token by which a cloned disk is noticed. */
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import type { Enrol, EnrolAnswer, Hello, Welcome } from '@marquee/shared/protocol/calls';
import { chainStart } from '@marquee/shared/protocol/journal';
import { type CinemaSnapshot, cinemaStream, grantsStream, type KeyCertificate } from '@marquee/shared/protocol/streams';
import { protocolVersions } from '@marquee/shared/protocol/version';
import { decodeBase64Url } from '@marquee/shared/tickets/base64url';
import { certificateBytes } from '@marquee/shared/tickets/key-certificate';
import type { z } from 'zod';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { insertStream, writeChanges } from '../feed/feed.ts';
import { isDuplicateKey } from '../operations/operations.ts';
import { endOutages } from '../outages/outages.ts';
import { type Queries, RolledBack, transactionOrRefusal } from '../platform/database.ts';
import { type SigningKey, sha256Hex, verifySignature } from '../platform/keys.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { confirmJournalLost } from './loss.ts';
import { listServerKeys, serverKeyId } from './server-key.ts';
import {
  insertCode,
  insertTerminal,
  nextTerminalNumber,
  noteConnected,
  replaceUnusedToken,
  rotateToken,
  selectCode,
  selectRevokedKeys,
  selectTerminal,
  selectTerminals,
  spendCode,
  type TerminalRow,
} from './terminals.sql.ts';

export interface TerminalsDeps extends RightsDeps {
  cinemaKey: SigningKey;
  log?: { warn(context: object, message: string): void };
  /** The secret with which PINs of a cinema's staff are keyed. */
  staffPepper?: (cinemaId: number) => Uint8Array;
}

/** Letters and digits that can't be taken for each other. */
const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const codeLength = 10;
const codeMs = 24 * 3600_000;
const enrolTriesMax = 20;

/**
 * A code by which one machine may become a terminal of this cinema, once, within a day. Without a name the machine brings
 * its own.
 */
export async function makeEnrolmentCode(
  deps: TerminalsDeps,
  terminal: { cinemaId: number; role: 'kiosk' | 'till' | 'gate'; name: string },
): Promise<{ code: string; expiresAtMs: number }> {
  const code = Array.from(deps.randomness.bytes(codeLength), (byte) => codeAlphabet[byte % codeAlphabet.length]).join(
    '',
  );
  const expiresAtMs = deps.clock.nowMs() + codeMs;
  await deps.database.transaction('enrolment-code', (tx) =>
    insertCode(tx, { hash: hashCode(code), ...terminal, expiresAtMs }),
  );
  return { code, expiresAtMs };
}

export const createEnrolmentCode = async (...asked: Parameters<typeof makeEnrolmentCode>): Promise<string> =>
  (await makeEnrolmentCode(...asked)).code;

const hashCode = (code: string): string => sha256Hex(`enrolment code ${code.trim().toUpperCase()}`);
const hashToken = (token: string): string => sha256Hex(`terminal token ${token}`);
const makeToken = (deps: TerminalsDeps): string => Buffer.from(deps.randomness.bytes(24)).toString('base64url');

/**
 * A machine that shows a good code and its public key becomes a new terminal: new number, no rights, journal from 1. A
 * repeat with the same key gets the same terminal, in case the answer was lost. Throws Fault `enrolment-refused`, and
 * `message-malformed` for what isn't a key.
 */
export async function enrolTerminal(
  deps: TerminalsDeps,
  enrol: z.infer<typeof Enrol>,
): Promise<z.infer<typeof EnrolAnswer>> {
  if (decodeBase64Url(enrol.publicKey)?.length !== 32) throw new Fault('message-malformed', 'not a public key');
  const codeHash = hashCode(enrol.code);
  const token = makeToken(deps);
  const enrolOnce = () =>
    transactionOrRefusal<TerminalRow | null>(deps.database, 'enrol', async (tx) => {
      const code = await selectCode(tx, codeHash);
      if (code?.terminal_id) {
        const earlier = await selectTerminal(tx, code.terminal_id);
        if (earlier?.public_key !== enrol.publicKey) throw new RolledBack(null);
        if (!(await replaceUnusedToken(tx, earlier.id, hashToken(token)))) throw new RolledBack(null);
        return earlier;
      }
      if (code?.role !== enrol.role) throw new RolledBack(null);
      const number = await nextTerminalNumber(tx);
      assert(number < serverKeyId(0), 'terminals have numbers of their own');
      const terminal = certify(deps, {
        id: number,
        key_id: number,
        cinema_id: code.cinema_id,
        name: code.name === '' ? enrol.name : code.name,
        role: enrol.role,
        public_key: enrol.publicKey,
        chain: chainStart,
      });
      await insertTerminal(tx, { ...terminal, token_hash: hashToken(token), enrolled_at_ms: deps.clock.nowMs() });
      if (!(await spendCode(tx, codeHash, number, deps.clock.nowMs()))) throw new RolledBack(null);
      await insertStream(tx, grantsStream(number));
      // A cinema without a programme has no stream yet, and nobody who follows it.
      await writeChanges(tx, deps, [{ stream: cinemaStream(code.cinema_id), body: { kind: 'keys' } }]);
      return { ...terminal, acked: 0, state: 'open' };
    });
  const row = await retryDuplicate(enrolOnce);
  if (!row) throw new Fault('enrolment-refused');
  return { terminal: row.id, keyId: row.key_id, cinemaId: row.cinema_id, cinemaKey: deps.cinemaKey.publicKey, token };
}

/** Two machines that enrol side by side may both count up to the same number: one of them counts again. */
async function retryDuplicate<R>(work: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (thrown) {
      if (!isDuplicateKey(thrown) || tries >= enrolTriesMax) throw thrown;
    }
  }
}

function certify(
  deps: TerminalsDeps,
  row: Omit<TerminalRow, 'certificate_signature' | 'acked' | 'state'>,
): Omit<TerminalRow, 'acked' | 'state'> {
  const signature = deps.cinemaKey.sign(certificateBytes(toCertificate({ ...row, certificate_signature: '' })));
  return { ...row, certificate_signature: Buffer.from(signature).toString('base64url') };
}

const toCertificate = (row: Omit<TerminalRow, 'acked' | 'state' | 'chain' | 'name'>): KeyCertificate => ({
  keyId: row.key_id,
  terminal: row.id,
  cinemaId: row.cinema_id,
  role: row.role,
  publicKey: row.public_key,
  signature: row.certificate_signature,
});

/** The certificates of a cinema's terminals, for the cinema stream. */
export async function listKeys(queries: Queries, cinemaId: number): Promise<KeyCertificate[]> {
  return (await selectTerminals(queries, cinemaId)).map(toCertificate);
}

export { announceServerKey, listServerKeys, makeServerKeys, type ServerKeys, serverKeyId } from './server-key.ts';

/** Their keys' tickets count only where a stream names them. */
export const listRevokedKeys = selectRevokedKeys;

/** What the cinema stream says of keys: whose signature on a ticket counts. */
export async function listCinemaKeys(
  queries: Queries,
  own: Parameters<typeof listServerKeys>[1],
  cinemaId: number,
): Promise<Pick<CinemaSnapshot, 'cinemaKey' | 'keys' | 'revokedKeys'>> {
  const keys = [...(await listServerKeys(queries, own, cinemaId)), ...(await listKeys(queries, cinemaId))];
  return { cinemaKey: own.cinemaKey.publicKey, keys, revokedKeys: await listRevokedKeys(queries, cinemaId) };
}

/** How many open terminals share a cinema's seats. */
export async function listSellingTerminals(queries: Queries, cinemaId: number): Promise<number[]> {
  return (await selectTerminals(queries, cinemaId))
    .filter((row) => row.state === 'open' && row.role !== 'gate')
    .map((row) => row.id);
}

/** What a terminal signs to show that it has its key: never the same twice. */
export const helloBytes = (challenge: string, terminal: number): Uint8Array =>
  Buffer.from(`marquee hello\n${challenge}\n${terminal}`);

/**
 * A closed terminal is welcomed too: its journal is still to come. Throws Fault: `protocol-unsupported`,
 * `terminal-unknown`, `access-refused`, `terminal-cloned`.
 */
export async function greetTerminal(
  deps: TerminalsDeps,
  { challenge, challengedAtMs }: { challenge: string; challengedAtMs: number },
  hello: z.infer<typeof Hello>,
): Promise<{ row: TerminalRow; welcome: Welcome }> {
  if (!protocolVersions.includes(hello.protocol as (typeof protocolVersions)[number]))
    throw new Fault('protocol-unsupported', `the server speaks ${protocolVersions.join(', ')}`);
  const row = await selectTerminal(deps.database, hello.terminal);
  if (!row) throw new Fault('terminal-unknown');
  if (
    !verifySignature(row.public_key, helloBytes(challenge, hello.terminal), Buffer.from(hello.signature, 'base64url'))
  )
    throw new Fault('access-refused');
  const tokens = { presentedHash: hashToken(hello.token), nextHash: hashToken(hello.nextToken), challengedAtMs };
  const rotation = await deps.database.transaction('hello', async (tx) => {
    const outcome = await rotateToken(tx, row.id, tokens);
    if (outcome === 'rotated') {
      await noteConnected(tx, row.id, hello.appVersion, deps.clock.nowMs());
      await endOutages(tx, row.id, deps.clock.nowMs());
    }
    if (outcome === 'cloned')
      await raiseExceptions(tx, deps, [
        { kind: 'terminal-cloned', terminal: row.id, detail: { presented: 'a token that was already used' } },
      ]);
    return outcome;
  });
  if (rotation === 'stale') throw new Fault('link-down', 'a newer connection of this terminal exists');
  if (rotation === 'cloned') throw new Fault('terminal-cloned');
  if (hello.ackedSeq > row.acked && (await confirmJournalLost(deps, row.id, hello.ackedSeq)))
    deps.log?.warn({ terminal: row.id, acked: hello.ackedSeq }, 'this database has lost journal entries');
  const acked = await selectTerminal(deps.database, row.id);
  assert(acked !== undefined, 'a terminal is never deleted');
  const welcome: Welcome = {
    protocol: hello.protocol,
    state: acked.state === 'open' ? 'open' : 'closed',
    cinemaId: row.cinema_id,
    incarnation: deps.incarnation,
    serverTimeMs: deps.clock.nowMs(),
    ackedSeq: acked.acked,
    chain: acked.chain,
    ...pepperFor(deps, row, hello.protocol, acked.state),
  };
  return { row, welcome };
}

/** To every open terminal: its staff must be able to type their PIN without a network, at a kiosk too. */
function pepperFor(
  { staffPepper }: TerminalsDeps,
  row: Pick<TerminalRow, 'cinema_id'>,
  protocol: number,
  state: string,
): Pick<Welcome, 'staffPepper'> {
  if (!staffPepper || state !== 'open' || protocol < 2) return {};
  return { staffPepper: Buffer.from(staffPepper(row.cinema_id)).toString('base64url') };
}
