/** Before the first database test: a private MariaDB, unless TEST_DATABASE_URL already names one. */
import { startMariaDb } from './mariadb.mjs';

export default async function startTestDatabase() {
  if (process.env.TEST_DATABASE_URL) return;
  const database = await startMariaDb();
  process.env.TEST_DATABASE_URL = database.url;
  globalThis.marqueeTestDatabase = database;
}
