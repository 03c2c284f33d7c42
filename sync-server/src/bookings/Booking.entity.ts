import { EntitySchema } from 'typeorm';

/** An order. Its id is made where it was sold; terminal 0 is the server, which has no row in `terminal`. */
export class Booking {
  terminalId!: number;
  seq!: number;
  /** What people read out: `T17-000123`. */
  orderKey!: string;
  userId!: number | null;
  /** Null: items without tickets. */
  screeningId!: number | null;
  /** The channel that sold it. */
  userType!: string;
  currency!: string;
  totalMinor!: number;
  /** By the seller's sense of time. */
  soldAtMs!: number;
  /** By the server's. */
  recordedAtMs!: number;
  state!: string;
  /** By which it is picked up at a kiosk or till; only of what the server sold. */
  pickUpCode!: string | null;
  /** When it was first printed there. */
  pickedUpAtMs!: number | null;
  /** At a till: who did it, in which shift, and which manager said yes, as its journal has it. */
  staffId!: number | null;
  shiftSeq!: number | null;
  approvedBy!: number | null;
  /** Of a member, whose prices these are. */
  memberNumber!: string | null;
}

export const BookingEntity = new EntitySchema<Booking>({
  name: 'Booking',
  target: Booking,
  tableName: 'booking',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    orderKey: { type: 'varchar', length: 20, name: 'order_key' },
    userId: { type: 'int', name: 'user_id', nullable: true },
    screeningId: { type: 'int', name: 'screening_id', nullable: true },
    userType: { type: 'varchar', length: 12, name: 'user_type' },
    currency: { type: 'varchar', length: 3 },
    totalMinor: { type: 'int', name: 'total_minor' },
    soldAtMs: { type: 'bigint', name: 'sold_at_ms' },
    recordedAtMs: { type: 'bigint', name: 'recorded_at_ms' },
    state: { type: 'varchar', length: 12 },
    pickUpCode: { type: 'varchar', length: 12, name: 'pick_up_code', nullable: true },
    pickedUpAtMs: { type: 'bigint', name: 'picked_up_at_ms', nullable: true },
    staffId: { type: 'bigint', name: 'staff_id', nullable: true },
    shiftSeq: { type: 'bigint', name: 'shift_seq', nullable: true },
    approvedBy: { type: 'bigint', name: 'approved_by', nullable: true },
    memberNumber: { type: 'varchar', length: 20, name: 'member_number', nullable: true },
  },
  indices: [
    { name: 'ix_booking_shift', columns: ['terminalId', 'shiftSeq'] },
    { name: 'ux_booking_order_key', columns: ['orderKey'], unique: true },
    { name: 'ux_booking_pick_up_code', columns: ['pickUpCode'], unique: true },
    { name: 'ix_booking_screening', columns: ['screeningId'] },
    { name: 'ix_booking_user', columns: ['userId'] },
    { name: 'ix_booking_user_time', columns: ['userId', 'soldAtMs'] },
  ],
  foreignKeys: [
    { name: 'fk_booking_user', target: 'User', columnNames: ['userId'], referencedColumnNames: ['id'] },
    { name: 'fk_booking_screening', target: 'Screening', columnNames: ['screeningId'], referencedColumnNames: ['id'] },
  ],
});
