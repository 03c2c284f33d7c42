/**
 * Writes schema.sql, and schema.mysql.sql where TEST_DATABASE_URL names a MariaDB: `node db/server/write-schema.ts`.
 */
import { writeFileSync } from 'node:fs';
import { describeMysqlSchema, describeSqliteSchema } from './schema.ts';

writeFileSync(`${import.meta.dirname}/schema.sql`, await describeSqliteSchema());
const testUrl = process.env.TEST_DATABASE_URL;
if (testUrl !== undefined) writeFileSync(`${import.meta.dirname}/schema.mysql.sql`, await describeMysqlSchema(testUrl));
