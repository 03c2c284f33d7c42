import { EntitySchema } from 'typeorm';

/** `begun`: handed to something outside the database, and nobody has said how that went. */
export type LongActionItemState = 'waiting' | 'begun' | 'done' | 'refused' | 'unknown';

/** One of the many things that a long action does. */
export class LongActionItem {
  actionId!: string;
  /** From 1, without gaps. */
  number!: number;
  state!: LongActionItemState;
  tries!: number;
  body!: unknown;
  outcome!: unknown;
}

export const LongActionItemEntity = new EntitySchema<LongActionItem>({
  name: 'LongActionItem',
  target: LongActionItem,
  tableName: 'long_action_item',
  columns: {
    actionId: { type: 'varchar', length: 32, name: 'action_id', primary: true },
    number: { type: 'int', primary: true },
    state: { type: 'varchar', length: 12 },
    tries: { type: 'int' },
    body: { type: 'json' },
    outcome: { type: 'json', nullable: true },
  },
  indices: [{ name: 'ix_long_action_item_state', columns: ['actionId', 'state', 'number'] }],
  foreignKeys: [
    {
      name: 'fk_long_action_item_long_action',
      target: 'LongAction',
      columnNames: ['actionId'],
      referencedColumnNames: ['id'],
    },
  ],
});
