import { EntitySchema } from 'typeorm';

/** Where a right of a moved screening sits now: the right keeps its identity, gates and displays translate. */
export class SeatPlace {
  screeningId!: number;
  seatId!: number;
  /** A seat of the present venue. */
  placeId!: number;
}

export const SeatPlaceEntity = new EntitySchema<SeatPlace>({
  name: 'SeatPlace',
  target: SeatPlace,
  tableName: 'seat_place',
  columns: {
    screeningId: { type: 'int', name: 'screening_id', primary: true },
    seatId: { type: 'int', name: 'seat_id', primary: true },
    placeId: { type: 'int', name: 'place_id' },
  },
  indices: [{ name: 'ux_seat_place_place', columns: ['screeningId', 'placeId'], unique: true }],
  foreignKeys: [
    {
      name: 'fk_seat_place_screening',
      target: 'Screening',
      columnNames: ['screeningId'],
      referencedColumnNames: ['id'],
    },
    { name: 'fk_seat_place_seats', target: 'Seats', columnNames: ['seatId'], referencedColumnNames: ['id'] },
    { name: 'fk_seat_place_place', target: 'Seats', columnNames: ['placeId'], referencedColumnNames: ['id'] },
  ],
});
