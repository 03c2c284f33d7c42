import { EntitySchema } from 'typeorm';

/** One life of the server’s data: a restore begins the next. */
export class Incarnation {
  number!: number;
  id!: string;
  /** The terminal number under which this life numbers its own tickets. */
  serverNumber!: number;
  startedAtMs!: number;
}

export const IncarnationEntity = new EntitySchema<Incarnation>({
  name: 'Incarnation',
  target: Incarnation,
  tableName: 'incarnation',
  columns: {
    number: { type: 'int', primary: true },
    id: { type: 'varchar', length: 32 },
    serverNumber: { type: 'int', name: 'server_number' },
    startedAtMs: { type: 'bigint', name: 'started_at_ms' },
  },
});
