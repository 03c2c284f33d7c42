/** How the migrations spell tables, columns and keys, so that they come out alike on SQLite and MySQL. */
import type { QueryRunner, TableColumnOptions, TableForeignKeyOptions, TableIndexOptions } from 'typeorm';

export const isSqlite = (queries: QueryRunner): boolean => queries.dataSource.options.type === 'better-sqlite3';

export interface TableShape {
  name: string;
  columns: TableColumnOptions[];
  indices?: TableIndexOptions[];
  foreignKeys?: TableForeignKeyOptions[];
}

/** The column's type as this dialect spells it, so that comparing entities with the schema finds no drift. */
export const spellColumn = (queries: QueryRunner, column: TableColumnOptions): TableColumnOptions => ({
  ...column,
  type: queries.dataSource.driver.normalizeType({ type: column.type as 'int' }),
});

export function inDialect(queries: QueryRunner, table: TableShape): TableShape {
  return { ...table, columns: table.columns.map((column) => spellColumn(queries, column)) };
}

type Rest = Partial<TableColumnOptions>;
const column =
  (type: string) =>
  (name: string, rest: Rest = {}) => ({ name, type, ...rest });
export const int = column('int');
export const bigint = column('bigint');
export const double = column('double');
export const text = column('text');
export const json = column('json');
export const boolean = column('boolean');
export const date = column('date');
export const varchar = (name: string, length: number, rest: Rest = {}) => ({
  name,
  type: 'varchar',
  length: String(length),
  ...rest,
});
export const key = { isPrimary: true };
export const optional = { isNullable: true };
export const generatedId = int('id', { isPrimary: true, isGenerated: true, generationStrategy: 'increment' });

export const index = (name: string, ...columnNames: string[]) => ({ name: `ix_${name}`, columnNames });
export const unique = (name: string, ...columnNames: string[]) => ({ name: `ux_${name}`, columnNames, isUnique: true });

export function reference(
  from: string,
  columnNames: string[],
  to: string,
  referencedColumnNames = ['id'],
): TableForeignKeyOptions {
  const name = `fk_${from}_${to}`;
  return {
    name,
    columnNames,
    referencedTableName: to,
    referencedColumnNames,
    onDelete: 'NO ACTION',
    onUpdate: 'NO ACTION',
  };
}
