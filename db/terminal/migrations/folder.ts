/** The terminal's migrations: files `NNNN-name.sql` in this folder, numbers in tens, never edited once shipped. */
export const migrationsUrl: URL = new URL('./', import.meta.url);
