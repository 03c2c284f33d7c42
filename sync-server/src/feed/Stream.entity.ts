import { EntitySchema } from 'typeorm';

/** How far a stream has come. */
export class Stream {
  name!: string;
  revision!: number;
  /** A closed stream takes no change: its terminal is broken or gone. */
  closed!: boolean;
}

export const StreamEntity = new EntitySchema<Stream>({
  name: 'Stream',
  target: Stream,
  tableName: 'stream',
  columns: {
    name: { type: 'varchar', length: 40, primary: true },
    revision: { type: 'int' },
    closed: { type: 'boolean' },
  },
});
