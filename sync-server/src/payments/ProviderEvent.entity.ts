import { EntitySchema } from 'typeorm';

/** A webhook that was carried out: the same event sent again changes nothing. */
export class ProviderEvent {
  id!: string;
  provider!: string;
  kind!: string;
  atMs!: number;
}

export const ProviderEventEntity = new EntitySchema<ProviderEvent>({
  name: 'ProviderEvent',
  target: ProviderEvent,
  tableName: 'provider_event',
  columns: {
    id: { type: 'varchar', length: 80, primary: true },
    provider: { type: 'varchar', length: 12 },
    kind: { type: 'varchar', length: 60 },
    atMs: { type: 'bigint', name: 'at_ms' },
  },
  indices: [{ name: 'ix_provider_event_time', columns: ['atMs'] }],
});
