/** Of `sqlite_master`: what the migrations have made, in the order of this text. */
export const schemaQuery =
  "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type = 'table' DESC, name";

/** The terminal's schema as schema.sql has it, so that a change of it reads well in review. */
export function describeSchema(rows: readonly { sql: string }[], version: number): string {
  const header = `-- The terminal's schema, version ${version}, made by the migrations. Written by db/terminal/write-schema.ts.\n`;
  return header + rows.map(({ sql }) => `\n${sql.trim()};\n`).join('');
}
