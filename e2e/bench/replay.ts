/**
 * What the server sends to the database for an order, recorded, and sent again for other orders by bare mysql2: the floor of
 * measures whose statements are many. Two recorded orders show which values belong to the order and which are always the same.
 */
import { randomBytes } from 'node:crypto';
import type { Database, Value } from '@marquee/sync-server/platform/database';
import type { Send } from './claim-statements.ts';

/** What makes an order: its ids, by a name. They must not be found in it by accident: no small numbers. */
export type Order = Readonly<Record<string, string | number>>;

interface Statement {
  sql: string;
  values: readonly Value[];
  /** Of the database's answer. */
  insertId: number;
}
export interface Recorded {
  order: Order;
  statements: Statement[];
}

/** The same database, which notes what is sent through it, transactions' beginnings and ends as well. */
export function recordStatements(database: Database): { database: Database; statements: Statement[] } {
  const statements: Statement[] = [];
  const note = (sql: string, values: readonly Value[] = [], insertId = 0) => statements.push({ sql, values, insertId });
  const recorded: Database = {
    ...database,
    all: (sql, values) => {
      note(sql, values);
      return database.all(sql, values);
    },
    transaction: async (name, work) => {
      note('START TRANSACTION');
      const answer = await database.transaction(name, (tx) =>
        work({
          ...tx,
          all: (sql, values) => {
            note(sql, values);
            return tx.all(sql, values);
          },
          run: async (sql, values) => {
            const done = await tx.run(sql, values);
            note(sql, values, done.insertId);
            return done;
          },
        }),
      );
      note('COMMIT');
      return answer;
    },
  };
  return { database: recorded, statements };
}

interface Played {
  order: Order;
  insertIds: number[];
}
type Make<V> = (played: Played) => V;
interface Step {
  sql: string;
  values: Make<Value>[];
}
export type Script = readonly Step[];

/** Throws where the two orders were carried out by different statements. */
export function learnScript(one: Recorded, other: Recorded): Script {
  if (one.statements.length !== other.statements.length) throw new Error('two orders, and not the same statements');
  return one.statements.map(({ sql, values }, at) => {
    const beside = other.statements[at];
    if (beside?.sql !== sql) throw new Error(`two orders, and different statements:\n${sql}\n${beside?.sql}`);
    const learn = learnAt(one, other, at);
    return { sql, values: values.map((value, index) => learn(value, beside.values[index]) as Make<Value>) };
  });
}

/** Learns a value of this statement from both orders: of what was known before, and of the answers of earlier statements. */
function learnAt(one: Recorded, other: Recorded, at: number) {
  const learn = (a: unknown, b: unknown): Make<unknown> => {
    if (typeof a === 'string' && typeof b === 'string') return learnText(a, b);
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
      const items = a.map((item, index) => learn(item, b[index]));
      return (played) => items.map((make) => make(played));
    }
    if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
      const beside = b as Record<string, unknown>;
      const fields = Object.entries(a).map(([name, value]) => [name, learn(value, beside[name])] as const);
      return (played) => Object.fromEntries(fields.map(([name, make]) => [name, make(played)]));
    }
    if (a === b || typeof a !== 'number') return () => a;
    const name = Object.keys(one.order).find((each) => one.order[each] === a && other.order[each] === b);
    if (name !== undefined) return ({ order }) => order[name];
    const isAnswer = (each: Statement, index: number) => each.insertId === a && other.statements[index]?.insertId === b;
    const from = one.statements.slice(0, at).findLastIndex(isAnswer);
    return from < 0 ? () => a : ({ insertIds }) => insertIds[from];
  };

  function learnText(a: string, b: string): Make<string> {
    if (a === b) return () => a;
    const [json, beside] = [parse(a), parse(b)];
    if (json !== undefined && beside !== undefined) {
      const make = learn(json, beside);
      return (played) => JSON.stringify(make(played));
    }
    const text = nameParts(a, one.order);
    if (text === nameParts(b, other.order)) return ({ order }) => fillParts(text, order);
    const [, head, digits = ''] = /^(\D*\d*\D)(\d+)$/.exec(a) ?? [];
    if (head !== undefined && b.startsWith(head)) {
      const make = learn(Number(digits), Number(b.slice(head.length)));
      return (played) => head + String(make(played)).padStart(digits.length, '0');
    }
    // Random, or a hash: as long as the recorded one, and never twice.
    if (/^[0-9a-f]{16,}$/.test(a)) return () => randomBytes(a.length / 2).toString('hex');
    // A pick-up code: as short as people type them, and unique.
    if (/^[0-9A-Z]{8}$/.test(a)) return () => randomBytes(4).toString('hex').toUpperCase();
    return () => a;
  }
  return learn;
}

function parse(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `screening:36` -> `screening:<screeningId>`. */
const nameParts = (text: string, order: Order): string =>
  Object.entries(order).reduce(
    (named, [name, value]) => named.replaceAll(new RegExp(`(?<!\\w)${value}(?!\\w)|(?<=_)${value}$`, 'g'), `<${name}>`),
    text,
  );
const fillParts = (text: string, order: Order): string =>
  text.replaceAll(/<(\w+)>/g, (whole, name: string) => String(order[name] ?? whole));

/**
 * Sends a script for this order. `look` sees every answer, and ends it by true. A transaction that the database ends for the
 * sake of another is sent again, as the server does.
 */
export async function playScript(
  send: Send,
  script: Script,
  order: Order,
  look: (sql: string, answer: unknown) => boolean = () => false,
): Promise<boolean> {
  const played: Played = { order, insertIds: [] };
  let begun = 0;
  for (let at = 0; at < script.length; at++) {
    const { sql, values } = script[at] as Step;
    if (sql === 'START TRANSACTION') begun = at;
    try {
      const answer = await send(
        sql,
        values.map((make) => make(played)),
      );
      played.insertIds[at] = (answer as { insertId?: number } | undefined)?.insertId ?? 0;
      if (look(sql, answer)) return false;
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== 'ER_LOCK_DEADLOCK') throw thrown;
      at = begun - 1;
    }
  }
  return true;
}
