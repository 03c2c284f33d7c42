import { EntitySchema } from 'typeorm';

/** A request that was carried out, with its answer for a repeat. */
export class Operation {
  id!: string;
  bodyHash!: string;
  answer!: unknown;
  atMs!: number;
}

export const OperationEntity = new EntitySchema<Operation>({
  name: 'Operation',
  target: Operation,
  tableName: 'operation',
  columns: {
    id: { type: 'varchar', length: 64, primary: true },
    bodyHash: { type: 'varchar', length: 64, name: 'body_hash' },
    answer: { type: 'json' },
    atMs: { type: 'bigint', name: 'at_ms' },
  },
  indices: [{ name: 'ix_operation_time', columns: ['atMs'] }],
});
