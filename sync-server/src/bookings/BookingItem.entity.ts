import { EntitySchema } from 'typeorm';

/** Popcorn and the like in a booking, as the terminal that sold it says it. */
export class BookingItem {
  terminalId!: number;
  seq!: number;
  /** Items are numbered by themselves, beside the tickets. */
  line!: number;
  itemId!: number;
  name!: string;
  quantity!: number;
  /** Of all pieces. */
  priceMinor!: number;
  /** Contained in the price. */
  taxMinor!: number;
  valid!: boolean;
  endedAs!: 'void' | 'refund' | 'exchange' | null;
}

export const BookingItemEntity = new EntitySchema<BookingItem>({
  name: 'BookingItem',
  target: BookingItem,
  tableName: 'booking_item',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    line: { type: 'int', primary: true },
    itemId: { type: 'bigint', name: 'item_id' },
    name: { type: 'varchar', length: 60 },
    quantity: { type: 'int' },
    priceMinor: { type: 'int', name: 'price_minor' },
    taxMinor: { type: 'int', name: 'tax_minor' },
    valid: { type: 'boolean' },
    endedAs: { type: 'varchar', length: 12, name: 'ended_as', nullable: true },
  },
  foreignKeys: [
    {
      name: 'fk_booking_item_booking',
      target: 'Booking',
      columnNames: ['terminalId', 'seq'],
      referencedColumnNames: ['terminalId', 'seq'],
    },
  ],
});
