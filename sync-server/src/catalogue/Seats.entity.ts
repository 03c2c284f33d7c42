import type { SeatKind } from '@marquee/shared/seating/seat-map';
import { EntitySchema } from 'typeorm';

/** A seat of a venue; `x` and `y` as in the seat map of the shared code. */
export class Seats {
  id!: number;
  venueId!: number;
  x!: number;
  y!: number;
  rowLabel!: string;
  label!: string;
  kind!: SeatKind;
  vip!: boolean;
  /** A broken seat is not available; it keeps its id. */
  available!: boolean;
  /** 0 in the present plan; else the number of the first plan of its venue that doesn't have it any more. */
  removedIn!: number;
}

export const SeatsEntity = new EntitySchema<Seats>({
  name: 'Seats',
  target: Seats,
  tableName: 'seats',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    venueId: { type: 'int', name: 'venue_id' },
    x: { type: 'int' },
    y: { type: 'int' },
    rowLabel: { type: 'varchar', length: 4, name: 'row_label' },
    label: { type: 'varchar', length: 8 },
    kind: { type: 'varchar', length: 12 },
    vip: { type: 'boolean' },
    available: { type: 'boolean' },
    removedIn: { type: 'int', name: 'removed_in', default: 0 },
  },
  indices: [{ name: 'ux_seats_plan_label', columns: ['venueId', 'removedIn', 'label'], unique: true }],
  foreignKeys: [{ name: 'fk_seats_venue', target: 'Venue', columnNames: ['venueId'], referencedColumnNames: ['id'] }],
});
