/** Stops the MariaDB that jest-global-setup.mjs started. */
export default async function stopTestDatabase() {
  await globalThis.marqueeTestDatabase?.stop();
  globalThis.marqueeTestDatabase = undefined;
}
