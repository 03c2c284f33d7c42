/** The server signs what it sells itself as a terminal does: by a key that the cinema's key certifies. */
import type { KeyCertificate } from '@marquee/shared/protocol/streams';
import { certificateBytes } from '@marquee/shared/tickets/key-certificate';
import { insertStream, listServerNumbers, listStreams, readRevisions, writeOpenChanges } from '../feed/feed.ts';
import { isDuplicateKey } from '../operations/operations.ts';
import type { Database, Queries, Transaction } from '../platform/database.ts';
import { deriveSecret, readSigningKey, type ServerKeys, type SigningKey } from '../platform/keys.ts';

export type { ServerKeys };

/** Worked out from the cinema's own secret, so that all instances have the same keys without another setting. */
export function makeServerKeys(cinemaSecret: Uint8Array): ServerKeys {
  const keys = new Map<number, SigningKey>();
  return (serverNumber) => {
    const key =
      keys.get(serverNumber) ?? readSigningKey(deriveSecret(cinemaSecret, `tickets of server ${serverNumber}`));
    keys.set(serverNumber, key);
    return key;
  };
}

/** Above all terminals' numbers, which are their keys' ids as well: 0 is none. */
const firstServerKeyId = 0xffff;

export const serverKeyId = (serverNumber: number): number => (serverNumber === 0 ? firstServerKeyId : serverNumber);

/** The certificates of all numbers that this server has ever sold under, for the cinema stream. */
export async function listServerKeys(
  queries: Queries,
  { cinemaKey, serverKeys }: { cinemaKey: SigningKey; serverKeys: ServerKeys },
  cinemaId: number,
): Promise<KeyCertificate[]> {
  const numbers = await listServerNumbers(queries);
  return numbers.map((terminal) => {
    const { publicKey } = serverKeys(terminal);
    const unsigned = { keyId: serverKeyId(terminal), terminal, cinemaId, role: 'server' as const, publicKey };
    const signature = cinemaKey.sign(certificateBytes(unsigned));
    return { ...unsigned, signature: Buffer.from(signature).toString('base64url') };
  });
}

type AnnounceDeps = Parameters<typeof writeOpenChanges>[1] & { database: Database; serverNumber: number };

/**
 * Terminals that have followed their cinema before this server had a key learn of it: once for each number, however often and on
 * how many instances it starts.
 */
export async function announceServerKey(deps: AnnounceDeps): Promise<void> {
  try {
    await deps.database.transaction('server-key', (tx) => announceOnce(tx, deps));
  } catch (thrown) {
    // Another instance has just done it.
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}

async function announceOnce(tx: Transaction, deps: AnnounceDeps): Promise<void> {
  // A stream that nobody follows: that it is there says that it was done.
  const mark = `server-key:${deps.serverNumber}`;
  if ((await readRevisions(tx, [mark])).has(mark)) return;
  await insertStream(tx, mark);
  const cinemas = await listStreams(tx, 'cinema:');
  await writeOpenChanges(
    tx,
    deps,
    cinemas.map((stream) => ({ stream, body: { kind: 'keys' } })),
  );
}
