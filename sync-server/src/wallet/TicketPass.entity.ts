import { EntitySchema } from 'typeorm';

/** A link by which somebody passes a ticket on. */
export class TicketPass {
  /** SHA-256 of its token, in hex: whoever reads this table can't take the ticket. */
  id!: string;
  terminalId!: number;
  seq!: number;
  line!: number;
  /** Of the ticket when it was offered. */
  issue!: number;
  /** Names the ticket while the link is open, so that it has one link at most; null from then on. */
  openTicket!: string | null;
  fromUserId!: number;
  toUserId!: number | null;
  /** `replaced`: by a newer link. One that is over by time stays `open`. */
  state!: 'open' | 'accepted' | 'withdrawn' | 'replaced';
  madeAtMs!: number;
  expiresAtMs!: number;
  endedAtMs!: number | null;
}

export const TicketPassEntity = new EntitySchema<TicketPass>({
  name: 'TicketPass',
  target: TicketPass,
  tableName: 'ticket_pass',
  columns: {
    id: { type: 'varchar', length: 64, primary: true },
    terminalId: { type: 'int', name: 'terminal_id' },
    seq: { type: 'int' },
    line: { type: 'int' },
    issue: { type: 'int' },
    openTicket: { type: 'varchar', length: 24, name: 'open_ticket', nullable: true },
    fromUserId: { type: 'int', name: 'from_user_id' },
    toUserId: { type: 'int', name: 'to_user_id', nullable: true },
    state: { type: 'varchar', length: 12 },
    madeAtMs: { type: 'bigint', name: 'made_at_ms' },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    endedAtMs: { type: 'bigint', name: 'ended_at_ms', nullable: true },
  },
  indices: [
    { name: 'ux_ticket_pass_open', columns: ['openTicket'], unique: true },
    { name: 'ix_ticket_pass_ticket', columns: ['terminalId', 'seq', 'line'] },
    { name: 'ix_ticket_pass_from', columns: ['fromUserId', 'madeAtMs'] },
    { name: 'ix_ticket_pass_to', columns: ['toUserId', 'madeAtMs'] },
  ],
  foreignKeys: [
    {
      name: 'fk_ticket_pass_ticket',
      target: 'Ticket',
      columnNames: ['terminalId', 'seq', 'line'],
      referencedColumnNames: ['terminalId', 'seq', 'line'],
    },
    { name: 'fk_ticket_pass_from', target: 'User', columnNames: ['fromUserId'], referencedColumnNames: ['id'] },
    { name: 'fk_ticket_pass_to', target: 'User', columnNames: ['toUserId'], referencedColumnNames: ['id'] },
  ],
});
