import type { RightState } from '@marquee/shared/protocol/streams';
import { EntitySchema } from 'typeorm';

/** Who may sell a seat of a screening: this row is the fence. */
export class SeatRight {
  screeningId!: number;
  seatId!: number;
  state!: RightState;
  /** Terminal number; 0 is the server. */
  holder!: number;
  /** Counts the hand-outs by the server. */
  version!: number;
  /** The one valid ticket of a sold seat. */
  ticketTerminal!: number | null;
  ticketSeq!: number | null;
  ticketLine!: number | null;
  operationId!: string | null;
  /** Of a phone's hold. */
  expiresAtMs!: number | null;
  /** Why nobody may sell this seat any more, though it may still be held or sold: it is blocked as soon as it comes back. */
  blockedFor!: 'broken' | 'house' | 'cancelled' | 'moved' | null;
  /** What its holder last answered to a recall: information, nothing more. */
  recallAnswer!: string | null;
}

export const SeatRightEntity = new EntitySchema<SeatRight>({
  name: 'SeatRight',
  target: SeatRight,
  tableName: 'seat_right',
  columns: {
    screeningId: { type: 'int', name: 'screening_id', primary: true },
    seatId: { type: 'int', name: 'seat_id', primary: true },
    state: { type: 'varchar', length: 12 },
    holder: { type: 'int' },
    version: { type: 'int' },
    ticketTerminal: { type: 'int', name: 'ticket_terminal', nullable: true },
    ticketSeq: { type: 'int', name: 'ticket_seq', nullable: true },
    ticketLine: { type: 'int', name: 'ticket_line', nullable: true },
    operationId: { type: 'varchar', length: 64, name: 'operation_id', nullable: true },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms', nullable: true },
    blockedFor: { type: 'varchar', length: 12, name: 'blocked_for', nullable: true },
    recallAnswer: { type: 'varchar', length: 12, name: 'recall_answer', nullable: true },
  },
  indices: [
    { name: 'ix_seat_right_holder', columns: ['holder', 'state'] },
    { name: 'ix_seat_right_expiry', columns: ['state', 'expiresAtMs'] },
  ],
  foreignKeys: [
    {
      name: 'fk_seat_right_screening',
      target: 'Screening',
      columnNames: ['screeningId'],
      referencedColumnNames: ['id'],
    },
    { name: 'fk_seat_right_seats', target: 'Seats', columnNames: ['seatId'], referencedColumnNames: ['id'] },
  ],
});
