/** How a database means to carry a query out. */
import type { Database, Queries, Value } from '../database.ts';

/** The name of a table or its alias, and the index that it is read by: null where all of it is read. */
export type TableUse = [table: string, index: string | null];

/** What each table is selected by, as the planner says. An index that is read from end to end comes as `all of <index>`. */
export async function explain(database: Database, ask: (queries: Queries) => Promise<unknown>): Promise<TableUse[]> {
  const explainOne = database.dialect === 'sqlite' ? explainSqlite : explainMariadb;
  const uses: TableUse[] = [];
  await ask({
    dialect: database.dialect,
    all: async <R>(sql: string, values: readonly Value[] = []): Promise<R[]> => {
      uses.push(...(await explainOne(database, sql, values)));
      return [];
    },
  });
  if (uses.length === 0) throw new Error('nothing was asked');
  return uses;
}

async function explainSqlite(database: Database, sql: string, values: readonly Value[]): Promise<TableUse[]> {
  const steps = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
  return steps.flatMap(({ detail }): TableUse[] => {
    const [, how = '', table = '', using = ''] = /^(SEARCH|SCAN) (\S+)(.*)$/.exec(detail) ?? [];
    const [, index = null] = /USING (?:COVERING )?INDEX (\w+)|USING INTEGER (PRIMARY KEY)/.exec(using) ?? [];
    if (table === '') return [];
    if (how === 'SCAN') return [[table, index && `all of ${index}`]];
    return [[table, index ?? (using.includes('PRIMARY KEY') ? 'PRIMARY' : null)]];
  });
}

async function explainMariadb(database: Database, sql: string, values: readonly Value[]): Promise<TableUse[]> {
  const steps = await database.all<{ table: string | null; type: string | null; key: string | null }>(
    `EXPLAIN ${sql}`,
    values,
  );
  return steps.flatMap(({ table, type, key }): TableUse[] =>
    table === null || table.startsWith('<') ? [] : [[table, key && type === 'index' ? `all of ${key}` : key]],
  );
}

/** Whether a whole table, or the whole of an index, is read. */
export const isScan = ([, index]: TableUse): boolean => index === null || index.startsWith('all of ');
