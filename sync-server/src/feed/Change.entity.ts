import { EntitySchema } from 'typeorm';

/** One change of a stream. */
export class Change {
  stream!: string;
  revision!: number;
  changeId!: string;
  body!: unknown;
  atMs!: number;
}

export const ChangeEntity = new EntitySchema<Change>({
  name: 'Change',
  target: Change,
  tableName: 'change',
  columns: {
    stream: { type: 'varchar', length: 40, primary: true },
    revision: { type: 'int', primary: true },
    changeId: { type: 'varchar', length: 32, name: 'change_id' },
    body: { type: 'json' },
    atMs: { type: 'bigint', name: 'at_ms' },
  },
  indices: [{ name: 'ix_change_time', columns: ['atMs'] }],
});
