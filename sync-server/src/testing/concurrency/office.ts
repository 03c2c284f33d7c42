/** Several instances of the server's features over one database, as they run behind a balancer; on a cluster one per node. */
import { randomBytes } from 'node:crypto';
import { aPriceList, startsAtMs } from '@marquee/shared/testing/builders';
import { insertPrices } from '../../catalogue/catalogue.ts';
import { makeSimulatedProvider, type SimulatedProvider } from '../../payments/simulated-provider.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { systemRandomness } from '../../platform/randomness.ts';
import { createEnrolmentCode, enrolTerminal, makeServerKeys } from '../../terminals/terminals.ts';
import { cinemaId, incarnation, insertHouse, insertScreening } from '../house.ts';
import { makeJournalWriter } from '../journal-writer.ts';
import { insertMoviegoer } from '../moviegoer.ts';
import { makeKey } from '../test-server.ts';
import { type Clerk, type Instance, makeClerk } from './clerk.ts';
import { makeSmallTerminal, type SmallTerminal } from './small-terminal.ts';

export interface Office {
  instances: readonly Instance[];
  clerk: Clerk;
  /** Of the phones' payments. */
  provider: SimulatedProvider;
  /** Whose hold this is: few people hold so much that they are refused more. */
  userOf(holdId: string): number;
  aScreening(): Promise<number>;
  aTerminal(): Promise<SmallTerminal>;
  close(): Promise<void>;
}

/** Times of the box office stand still: no hold ends while its phone is still at it. */
const nowMs = startsAtMs - 6 * 3600_000;

const moviegoers = 400;

async function fillHouse(tx: Transaction): Promise<number[]> {
  await insertHouse(tx, nowMs);
  await insertPrices(tx, cinemaId, aPriceList());
  const userIds: number[] = [];
  for (let at = 0; at < moviegoers; at++) userIds.push(await insertMoviegoer(tx, nowMs));
  return userIds;
}

export async function openOffice(databases: readonly Database[], close: () => Promise<void>): Promise<Office> {
  const cinemaKey = makeKey();
  const serverKeys = makeServerKeys(randomBytes(32));
  const instances = databases.map(
    (database): Instance => ({
      database,
      clock: { ...systemClock, nowMs: () => nowMs },
      randomness: systemRandomness,
      feed: { announce: () => undefined },
      incarnation,
      serverNumber: 0,
      cinemaKey,
      serverKeys,
      // Whether a holder can be asked is known to the instance that it is connected to, and to no other.
      isReachable: () => true,
    }),
  );
  const clerk = makeClerk(instances);
  let screenings = 0;
  const userIds = await clerk.send(0, ({ database }) => database.transaction('house', fillHouse));
  const owners = new Map<string, number>();
  return {
    instances,
    clerk,
    userOf(holdId) {
      const userId = owners.get(holdId) ?? userIds[owners.size % userIds.length] ?? 0;
      owners.set(holdId, userId);
      return userId;
    },
    provider: makeSimulatedProvider({ clock: { ...systemClock, nowMs: () => nowMs } }),
    async aScreening() {
      screenings += 1;
      const id = screenings;
      await clerk.send(id, ({ database }) =>
        database.transaction('screening', (tx) => insertScreening(tx, { id, startsAtMs })),
      );
      return id;
    },
    async aTerminal() {
      const key = makeKey();
      const [role, name] = ['kiosk', 'Kiosk'] as const;
      const code = await clerk.send(0, (instance) => createEnrolmentCode(instance, { cinemaId, role, name }));
      const enrol = { code, publicKey: key.publicKey, name, role };
      const { terminal } = await clerk.send(0, (instance) => enrolTerminal(instance, enrol));
      const journal = makeJournalWriter(key, nowMs);
      return makeSmallTerminal({ terminal, publicKey: key.publicKey }, journal, clerk);
    },
    close,
  };
}
