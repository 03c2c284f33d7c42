import { expect, test } from '@jest/globals';
import { learnScript, playScript, type Recorded } from './replay.ts';

const record = (order: Recorded['order'], revision: number, hash: string, atMs: number): Recorded => ({
  order,
  statements: [
    { sql: 'START TRANSACTION', values: [], insertId: 0 },
    { sql: 'UPDATE stream', values: [`screening:${order.screening}`], insertId: revision },
    {
      sql: 'INSERT',
      values: [
        revision,
        hash,
        `T0-00000${revision}`,
        JSON.stringify({
          by: `user ${order.user}`,
          seats: [[order.screening, 1]],
          inner: JSON.stringify([order.user]),
        }),
        atMs,
      ],
      insertId: 0,
    },
    { sql: 'COMMIT', values: [], insertId: 0 },
  ],
});
const script = learnScript(
  record({ screening: 36, user: 500 }, 4, 'a'.repeat(32), 1000),
  record({ screening: 35, user: 501 }, 5, 'b'.repeat(32), 2000),
);

test('an order is sent with its own ids, the answers that it got, and nothing random twice', async () => {
  const sent: unknown[][] = [];
  const send = async (_: string, values: readonly unknown[] = []) => {
    sent.push([...values]);
    return { insertId: sent.length === 2 ? 17 : 0 };
  };
  expect(await playScript(send, script, { screening: 9, user: 77 })).toBe(true);
  const [, update, [revision, hash, key, body, atMs] = []] = sent;
  expect([update, revision, key, atMs]).toEqual([['screening:9'], 17, 'T0-000017', 1000]);
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  expect(hash).not.toBe('a'.repeat(32));
  expect(JSON.parse(String(body))).toEqual({ by: 'user 77', seats: [[9, 1]], inner: '[77]' });
});

test('a transaction that the database has ended is sent again from its beginning', async () => {
  const sent: string[] = [];
  const send = async (sql: string) => {
    sent.push(sql);
    if (sent.length === 3) throw Object.assign(new Error('deadlock'), { code: 'ER_LOCK_DEADLOCK' });
    return { insertId: 1 };
  };
  await playScript(send, script, { screening: 9, user: 77 });
  const whole = ['START TRANSACTION', 'UPDATE stream', 'INSERT', 'COMMIT'];
  expect(sent).toEqual([...whole.slice(0, 3), ...whole]);
});

test('orders of different statements teach nothing', () => {
  const other = record({ screening: 1, user: 2 }, 1, '', 0);
  const shorter = { ...other, statements: other.statements.slice(1) };
  expect(() => learnScript(other, shorter)).toThrow('not the same statements');
  const changed = { ...other, statements: other.statements.map((each) => ({ ...each, sql: `${each.sql}!` })) };
  expect(() => learnScript(other, changed)).toThrow('different statements');
});
