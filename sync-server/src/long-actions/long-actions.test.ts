import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { first } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { selectAction, selectItems, selectRunning } from './long-actions.sql.ts';
import { actionsKeptMs, beginAction, purgeLongActions, runLongActions, sendMsMax, type Work } from './long-actions.ts';

describe.each(engines)('a long action on %s', (engine) => {
  let server: TestServer;
  let id: string;
  let number = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await server.database.transaction('counted', (tx) => tx.run('UPDATE movie SET score = 0 WHERE id = 1'));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    number += 1;
  });

  const begin = async (items: readonly unknown[], doneAtOnce = 0) => {
    id = await server.database.transaction('begin', (tx) =>
      beginAction(tx, server.deps, { kind: `kind ${number}`, cinemaId, subject: {}, items, doneAtOnce, by: 'Mara' }),
    );
  };
  const run = (work: Omit<Work, 'kind'>) => runLongActions(server.deps, [{ kind: `kind ${number}`, ...work } as Work]);
  /** Each item counts in a row of the database. */
  const count = (fail: () => boolean = () => false) => ({
    itemsPerStep: 2,
    carryOut: async (
      tx: Parameters<Extract<Work, { itemsPerStep: number }>['carryOut']>[0],
      _: unknown,
      bodies: readonly unknown[],
    ) => {
      for (const _body of bodies) await tx.run('UPDATE movie SET score = score + 1 WHERE id = 1');
      if (fail()) throw new Error('the step broke');
      return bodies.map(() => ({ state: 'done' as const, outcome: null }));
    },
  });
  const counted = async () => {
    const row = await first<{ score: number }>(server.database, 'SELECT score FROM movie WHERE id = 1');
    await server.database.transaction('counted', (tx) => tx.run('UPDATE movie SET score = 0 WHERE id = 1'));
    return row?.score;
  };
  const now = async () => {
    const row = await selectAction(server.database, id);
    return row && [row.state, row.done, row.error];
  };
  const states = async () =>
    (await selectItems(server.database, id, { after: 0, limit: 99 })).map(({ state }) => state);

  test('is carried out item by item, and says when it is over', async () => {
    await begin([1, 2, 3, 4, 5]);
    expect(await selectRunning(server.database, cinemaId)).toEqual([{ id, step: 0 }]);
    expect(await run(count())).toBe(3);
    expect(await counted()).toBe(5);
    expect(await now()).toEqual(['done', 5, null]);
    expect(await run(count())).toBe(0);
    expect(await selectRunning(server.database, cinemaId)).toEqual([]);
  });

  test('what was done with its order is not done again, and nothing to do is over at once', async () => {
    await begin([1, 2, 3], 2);
    await run(count());
    expect(await counted()).toBe(1);
    await begin([]);
    expect(await now()).toEqual(['done', 0, null]);
    await begin([1], 1);
    expect(await now()).toEqual(['done', 1, null]);
  });

  test('of two instances at the same step, one has it', async () => {
    await begin(Array.from({ length: 20 }, (_, at) => at));
    await Promise.all([run(count()), run(count()), run(count())]);
    expect(await counted()).toBe(20);
    expect(await now()).toEqual(['done', 20, null]);
  });

  test('a step that breaks leaves nothing behind, is tried again later, and is given up and shown in the end', async () => {
    await begin([1, 2, 3]);
    let isBroken = true;
    await run(count(() => isBroken));
    expect(await counted()).toBe(0);
    expect(await now()).toEqual(['running', 0, 'the step broke']);
    expect(await run(count())).toBe(0);
    for (let tries = 0; tries < 6; tries += 1) {
      server.time.nowMs += 3600_000;
      await run(count(() => isBroken));
    }
    expect(await now()).toEqual(['failed', 0, 'the step broke']);
    isBroken = false;
    server.time.nowMs += 3600_000;
    expect(await run(count())).toBe(0);
  });

  test('one that a newer server has begun waits for it', async () => {
    await begin([1]);
    number += 1;
    expect(await run(count())).toBe(0);
    expect(await now()).toEqual(['running', 0, null]);
  });

  test('what goes out is sent once, by whichever of two instances', async () => {
    await begin(['a', 'b', 'c']);
    const sent: unknown[] = [];
    const send = async (_: unknown, body: unknown) => {
      sent.push(body);
      return { state: 'done' as const, outcome: null };
    };
    await Promise.all([run({ send }), run({ send })]);
    await run({ send });
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(await now()).toEqual(['done', 3, null]);
  });

  test('what could not be handed over is tried three times, and does not stop the others for good', async () => {
    await begin(['a', 'b']);
    const sent: unknown[] = [];
    const send = async (_: unknown, body: unknown) => {
      sent.push(body);
      if (body === 'a') throw new Error('no provider');
      return { state: 'done' as const, outcome: null };
    };
    for (let round = 0; round < 4; round += 1) {
      await run({ send });
      server.time.nowMs += sendMsMax;
    }
    expect(sent).toEqual(['a', 'a', 'a', 'b']);
    expect(await states()).toEqual(['refused', 'done']);
  });

  test('is forgotten a quarter of a year after it ended, with its items, and not while it runs', async () => {
    await begin([1, 2]);
    await run(count());
    await counted();
    const ended = id;
    await begin([1]);
    server.time.nowMs += actionsKeptMs;
    while ((await purgeLongActions(server.deps)) > 0);
    expect((await selectAction(server.database, ended))?.state).toBe('done');
    server.time.nowMs += 1;
    while ((await purgeLongActions(server.deps)) > 0);
    expect(await selectAction(server.database, ended)).toBeUndefined();
    expect(await selectItems(server.database, ended, { after: 0, limit: 9 })).toEqual([]);
    expect((await selectAction(server.database, id))?.state).toBe('running');
  });

  /** The process dies there: nothing that comes after it happens. */
  test.each(['before', 'after'] as const)(
    'a server that dies %s it has sent something leaves that in doubt, and the rest to another',
    async (when) => {
      await begin(['a', 'b']);
      const sent: unknown[] = [];
      let die: () => void = () => undefined;
      const died = new Promise<void>((resolve) => {
        die = resolve;
      });
      const deadly = (_: unknown, body: unknown) => {
        if (when === 'after') sent.push(body);
        die();
        return new Promise<never>(() => undefined);
      };
      await Promise.race([run({ send: deadly }), died]);
      const send = async (_: unknown, body: unknown) => {
        sent.push(body);
        return { state: 'done' as const, outcome: null };
      };
      // Whoever has it may still be at it.
      expect(await run({ send })).toBe(0);
      server.time.nowMs += sendMsMax + 1;
      await run({ send });
      expect(sent).toEqual(when === 'after' ? ['a', 'b'] : ['b']);
      expect(await states()).toEqual(['unknown', 'done']);
      expect(await now()).toEqual(['done', 2, null]);
    },
  );
});
