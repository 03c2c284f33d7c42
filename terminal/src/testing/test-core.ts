/** The whole core over real files in a temporary folder, with a clock and a server that the test holds in its hands. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnrolAnswer } from '@marquee/shared/protocol/calls';
import type { z } from 'zod';
import type { CoreEvent } from '../calls.ts';
import { type Core, type CoreOptions, openCore } from '../core.ts';
import { openReaderMemory } from '../payment/reader-memory.ts';
import { makeSimulatedReader, type SimulatedReader } from '../payment/simulated-reader.ts';
import { openCounterFile } from '../platform/counter-file.ts';
import { openSecretFile } from '../platform/secret-file.ts';
import { type Handle, makeStore, migrateStore, openStoreFile, type Store } from '../platform/store.ts';
import { makeCounting, quiet, readerAnswerMs, readerTimeoutMs, terminalNumber } from './box-office.ts';
import { type HandClock, makeHandClock } from './hand-clock.ts';
import { makeScriptedLink, type ScriptedLink } from './scripted-link.ts';

export interface TestCore {
  readonly folder: string;
  readonly clock: HandClock;
  readonly server: ScriptedLink;
  readonly events: CoreEvent[];
  core: Core;
  handle: Handle;
  store: Store;
  reader: SimulatedReader;
  /** Starts the core on the files as they are; the first time it enrols. */
  start(overrides?: Partial<CoreOptions>): Promise<Core>;
  /** As kill -9 does, but for the loops that a test must not leave behind. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export const enrolAnswer: z.infer<typeof EnrolAnswer> = {
  terminal: terminalNumber,
  keyId: 3,
  cinemaId: 1,
  cinemaKey: 'A'.repeat(43),
  token: 'first token',
};

export function makeTestCore(): TestCore {
  const folder = mkdtempSync(join(tmpdir(), 'core-'));
  const clock = makeHandClock();
  const server = makeScriptedLink(clock);
  const randomness = makeCounting();
  const events: CoreEvent[] = [];
  let isRunning = false;
  const test = { folder, clock, server, events } as unknown as TestCore;
  return Object.assign(test, {
    async start(overrides: Partial<CoreOptions> = {}) {
      const file = join(folder, 'terminal.db');
      test.handle = openStoreFile(file);
      migrateStore(test.handle, file);
      test.store = makeStore(test.handle);
      test.reader = makeSimulatedReader({
        clock,
        memory: openReaderMemory(join(folder, 'reader.json')),
        answerMs: readerAnswerMs,
        timeoutMs: readerTimeoutMs,
      });
      try {
        test.core = await openCore({
          store: test.store,
          secrets: openSecretFile(join(folder, 'key')),
          counter: openCounterFile(join(folder, 'counter'), quiet),
          clock,
          randomness,
          link: server,
          reader: test.reader,
          enrol: { code: 'ABCDEFGHJK', name: 'Lobby 1', role: 'kiosk' },
          sendEnrolment: async () => enrolAnswer,
          channel: 'kiosk',
          appVersion: '0.1.0',
          log: quiet,
          announce: (event) => void events.push(event),
          ...overrides,
        });
      } catch (thrown) {
        test.store.close();
        throw thrown;
      }
      isRunning = true;
      await clock.advance(0);
      return test.core;
    },
    async crash() {
      if (!isRunning) return;
      isRunning = false;
      const stopped = test.core.stop({ returnRights: false });
      await clock.advance(10_000);
      await stopped;
      test.store.close();
    },
    async close() {
      await test.crash();
      rmSync(folder, { recursive: true });
    },
  });
}
