import { EntitySchema } from 'typeorm';

/** Who was let in: the first valid scan of a ticket, at whichever gate. */
export class Admission {
  ticketTerminal!: number;
  ticketSeq!: number;
  /** As the code tells it: of a ticket that was issued again with its issue. */
  ticketLine!: number;
  screeningId!: number;
  seatId!: number;
  /** The terminal of the gate, and the entry of its journal. */
  gate!: number;
  gateSeq!: number;
  atMs!: number;
}

export const AdmissionEntity = new EntitySchema<Admission>({
  name: 'Admission',
  target: Admission,
  tableName: 'admission',
  columns: {
    ticketTerminal: { type: 'int', name: 'ticket_terminal', primary: true },
    ticketSeq: { type: 'int', name: 'ticket_seq', primary: true },
    ticketLine: { type: 'int', name: 'ticket_line', primary: true },
    screeningId: { type: 'int', name: 'screening_id' },
    seatId: { type: 'int', name: 'seat_id' },
    gate: { type: 'int' },
    gateSeq: { type: 'int', name: 'gate_seq' },
    atMs: { type: 'bigint', name: 'at_ms' },
  },
  indices: [{ name: 'ix_admission_screening', columns: ['screeningId'] }],
  foreignKeys: [
    {
      name: 'fk_admission_screening',
      target: 'Screening',
      columnNames: ['screeningId'],
      referencedColumnNames: ['id'],
    },
    { name: 'fk_admission_terminal', target: 'Terminal', columnNames: ['gate'], referencedColumnNames: ['id'] },
  ],
});
