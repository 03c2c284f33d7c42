/** Every list of accounts finds its rows by an index, and in their order. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertRows, type Transaction, type Value } from '../platform/database.ts';
import { engines, openTestDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import * as sql from './accounts.sql.ts';
import { type ActionsWanted, selectActions } from './actions.sql.ts';
import { selectCinemasOfAll } from './managed-cinemas.sql.ts';
import { deleteExpiredPins, selectLastSent } from './pins.sql.ts';

const usersMax = 3000;
const hourMs = 3600_000;

describe.each(engines)('the queries of accounts on %s', (engine) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase(engine);
    await opened.database.transaction('people', insertPeople);
    // Otherwise MariaDB may still plan for empty tables.
    if (engine === 'mariadb') await opened.database.all('ANALYZE TABLE `user`, `session`, sms_pin, user_action');
  });
  afterAll(() => opened.drop());

  /** The indexes that the planner chose; `sorted` where it would still have to sort. */
  async function explain(ask: (tx: Transaction) => Promise<unknown>): Promise<string[]> {
    const steps: string[] = [];
    const explaining: Transaction = {
      dialect: opened.database.dialect,
      all: async <R>(statement: string, values: readonly Value[] = []): Promise<R[]> => {
        const rows = await opened.database.all<{ detail?: string; key?: string | null; Extra?: string }>(
          `EXPLAIN ${engine === 'sqlite' ? 'QUERY PLAN ' : ''}${statement}`,
          values,
        );
        for (const { detail, key, Extra = '' } of rows) {
          if (engine === 'mariadb') steps.push(key ?? 'none', ...(Extra.includes('filesort') ? ['sorted'] : []));
          else if (detail?.includes('TEMP B-TREE')) steps.push('sorted');
          else if (detail?.includes('INTEGER PRIMARY KEY')) steps.push('PRIMARY');
          else steps.push(/USING (?:COVERING )?INDEX (\w+)/.exec(detail ?? '')?.[1] ?? 'none');
        }
        return [];
      },
      run: async () => ({ changes: 0, insertId: 0 }),
      afterCommit: () => undefined,
    };
    await ask(explaining);
    return steps;
  }

  test.each<[string, string, (tx: Transaction) => Promise<unknown>]>([
    ['all accounts', 'PRIMARY', (tx) => sql.selectUsers(tx, { role: null, after: 5, limit: 51 })],
    ['the ushers', 'ix_user_role', (tx) => sql.selectUsers(tx, { role: 'usher', after: 0, limit: 51 })],
    ['more moviegoers', 'ix_user_role', (tx) => sql.selectUsers(tx, { role: 'moviegoer', after: 900, limit: 51 })],
    ['expired sessions', 'ix_session_expiry', (tx) => sql.deleteExpiredSessions(tx, { beforeMs: hourMs, limit: 50 })],
    ['expired PINs', 'ix_sms_pin_expiry', (tx) => deleteExpiredPins(tx, { beforeMs: hourMs, limit: 50 })],
    [
      'the last PINs of a number',
      'ix_sms_pin_phone',
      (tx) => selectLastSent(tx, { phone: '+4917000', purpose: 'reset', limit: 5 }),
    ],
  ])('%s: by the index %s, without sorting', async (_what, index, ask) => {
    expect(await explain(ask)).toEqual([index]);
  });

  test.each<[string, string, Partial<ActionsWanted>]>([
    ['all acts', 'ix_user_action_time', {}],
    ['all acts, later pages', 'ix_user_action_time', { before: [1500 * hourMs, 1500] }],
    ['acts of some days', 'ix_user_action_time', { fromMs: 100 * hourMs, toMs: 150 * hourMs }],
    ['acts in a cinema', 'ix_user_action_cinema', { cinemaId: 7 }],
    ['acts in a cinema, later pages', 'ix_user_action_cinema', { cinemaId: 7, before: [1500 * hourMs, 1500] }],
    ['acts of somebody', 'ix_user_action_actor', { actorId: 9 }],
    ['acts of a kind', 'ix_user_action_operation', { operation: 'rare-3' }],
    ['acts on a thing', 'ix_user_action_object', { object: 'screening 11' }],
  ])('%s: by the index %s, without sorting', async (_what, index, wanted) => {
    expect(await explain((tx) => selectActions(tx, { ...anybody, ...wanted }))).toEqual([index]);
  });

  test('the cinemas and sessions of a page of people are found by the people', async () => {
    expect((await explain((tx) => sql.countLiveSessions(tx, [1, 2, 3], 0)))[0]).toBe('ix_session_user');
    expect((await explain((tx) => selectCinemasOfAll(tx, [1, 2, 3])))[0]).not.toBe('none');
    expect(await explain((tx) => sql.selectUserByPhone(tx, '+491700000005'))).toEqual(['ux_user_phone']);
  });

  test('the sessions of a person are found by the person', async () => {
    const steps = await explain((tx) => sql.selectLiveSessions(tx, { userId: 7, nowMs: 0, limit: 100 }));
    expect(steps[0]).toBe('ix_session_user');
  });
});

const anybody: ActionsWanted = {
  cinemaId: null,
  actorId: null,
  operation: null,
  object: null,
  fromMs: null,
  toMs: null,
  before: null,
  limit: 101,
};

async function insertPeople(tx: Transaction): Promise<void> {
  const ids = Array.from({ length: usersMax }, (_, at) => at + 1);
  const role = (id: number) => (id % 500 === 0 ? 'usher' : 'moviegoer');
  const users = ids.map((id) => [id, `User ${id}`, `+49${1_700_000_000 + id}`, role(id), id * hourMs]);
  await insertRows(tx, 'user', ['id', 'name', 'phone', 'role', 'registration_date_ms'], users);
  const sessions = ids.map((id) => [`s${id}`, id, 'x', 'Pixel', id * hourMs, id * hourMs, id * hourMs]);
  const columns = ['id', 'user_id', 'token_hash', 'device', 'created_at_ms', 'refreshed_at_ms', 'expires_at_ms'];
  await insertRows(tx, 'session', columns, sessions);
  const pins = ids.map((id) => [`p${id}`, `+49${1_700_000_000 + id}`, 'reset', '-', 5, id * hourMs, id * hourMs]);
  const pinColumns = ['id', 'phone', 'purpose', 'pin_hash', 'tries_left', 'sent_at_ms', 'expires_at_ms'];
  await insertRows(tx, 'sms_pin', pinColumns, pins);
  // So many that reading all of them is not cheaper than a page by an index.
  const acts = Array.from({ length: 8 * usersMax }, (_, id) => [
    `rare-${id % 100}`,
    id * hourMs,
    '{}',
    id % 50,
    id % 200,
    `screening ${id % 300}`,
  ]);
  const actColumns = ['operation', 'at_ms', 'detail', 'cinema_id', 'actor_id', 'object'];
  for (let at = 0; at < acts.length; at += usersMax)
    await insertRows(tx, 'user_action', actColumns, acts.slice(at, at + usersMax));
}
