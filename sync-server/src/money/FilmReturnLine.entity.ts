import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { EntitySchema } from 'typeorm';

/** Seats of one day, class and price; of an adjustment how many more or fewer than an earlier return said. */
export class FilmReturnLine {
  returnId!: number;
  line!: number;
  showDate!: string;
  ticketClass!: TicketClass;
  priceMinor!: number;
  seats!: number;
  grossMinor!: number;
  taxMinor!: number;
  /** The return that it adjusts; null: a day of this return’s own. */
  ofReturnId!: number | null;
}

export const FilmReturnLineEntity = new EntitySchema<FilmReturnLine>({
  name: 'FilmReturnLine',
  target: FilmReturnLine,
  tableName: 'film_return_line',
  columns: {
    returnId: { type: 'int', name: 'return_id', primary: true },
    line: { type: 'int', primary: true },
    showDate: { type: 'date', name: 'show_date' },
    ticketClass: { type: 'varchar', length: 12, name: 'ticket_class' },
    priceMinor: { type: 'int', name: 'price_minor' },
    seats: { type: 'int' },
    grossMinor: { type: 'bigint', name: 'gross_minor' },
    taxMinor: { type: 'bigint', name: 'tax_minor' },
    ofReturnId: { type: 'int', name: 'of_return_id', nullable: true },
  },
  foreignKeys: [
    {
      name: 'fk_film_return_line_film_return',
      target: 'FilmReturn',
      columnNames: ['returnId'],
      referencedColumnNames: ['id'],
    },
  ],
});
