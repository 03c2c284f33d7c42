import { readFileSync } from 'node:fs';
import { migrate, openDataSource } from './data-source.ts';
import { migrations } from './migrations.ts';

/** The newest schema as SQL for an empty SQLite database: for the simulator and tests, which need no TypeORM. */
export function readSqliteSchema(): string {
  return readFileSync(`${import.meta.dirname}/schema.sql`, 'utf8');
}

const header = (engine: string) =>
  `-- The server's schema on ${engine}, made by the migrations. Written by db/server/write-schema.ts.\n`;

/** What the migrations make of an empty SQLite database, as SQL. */
export async function describeSqliteSchema(): Promise<string> {
  const source = await openDataSource({ url: 'sqlite::memory:' });
  try {
    await source.runMigrations();
    const parts: { sql: string }[] = await source.query(
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rootpage = 0, tbl_name, type = 'index', name",
    );
    return header('SQLite') + parts.map(({ sql }) => `${onePerLine(sql)};\n`).join('');
  } finally {
    await source.destroy();
  }
}

/** One column or constraint a line, so that a change of the schema reads well in review. */
function onePerLine(sql: string): string {
  if (!sql.startsWith('CREATE TABLE')) return sql.trimEnd();
  let depth = 0;
  return sql.replaceAll(/[()]|, /g, (mark) => {
    if (mark === '(') depth += 1;
    if (mark === ')') depth -= 1;
    if (mark === '(' && depth === 1) return '(\n  ';
    if (mark === ')' && depth === 0) return '\n)';
    return mark === ', ' && depth === 1 ? ',\n  ' : mark;
  });
}

/** The same of MariaDB, in a passing database on the server that this URL names. */
export async function describeMysqlSchema(serverUrl: string): Promise<string> {
  const server = await openDataSource({ url: serverUrl });
  const name = `marquee_schema_${process.pid}`;
  try {
    await server.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    await migrate(url.href);
    const tables: { name: string }[] = await server.query(
      // TypeORM's own table takes its collation from the server.
      "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME <> 'migrations' ORDER BY TABLE_NAME",
      [name],
    );
    let text = header('MariaDB');
    for (const table of tables) {
      const [made] = await server.query(`SHOW CREATE TABLE \`${name}\`.\`${table.name}\``);
      text += `${String(made['Create Table']).replace(/ AUTO_INCREMENT=\d+/, '')};\n`;
    }
    return text;
  } finally {
    await server.query(`DROP DATABASE IF EXISTS \`${name}\``);
    await server.destroy();
  }
}

/** Names of the migrations that a current database has run. */
export const migrationNames = migrations.map((migration) => migration.name);
