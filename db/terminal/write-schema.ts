/** Writes schema.sql: `node db/terminal/write-schema.ts`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migrationsUrl } from './migrations/folder.ts';
import { describeSchema, schemaQuery } from './schema.ts';

const names = readdirSync(migrationsUrl)
  .filter((name) => /^\d{4}-.*\.sql$/.test(name))
  .sort();
const database = new DatabaseSync(':memory:');
for (const name of names) database.exec(readFileSync(new URL(name, migrationsUrl), 'utf8'));
const rows = database.prepare(schemaQuery).all() as unknown as { sql: string }[];
writeFileSync(new URL('./schema.sql', import.meta.url), describeSchema(rows, Number(names.at(-1)?.slice(0, 4) ?? 0)));
