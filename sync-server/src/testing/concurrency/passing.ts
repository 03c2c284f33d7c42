/** Links that many accept while their givers cancel, take them back and make others: at three instances, all at once. */
import { parseOrderKey, type TicketId } from '@marquee/shared/ids';

import { cancelBooking, refundTickets } from '../../bookings/bookings.ts';
import { acceptTicket, passTicket, withdrawPass } from '../../wallet/pass-ticket.ts';
import type { Instance } from './clerk.ts';
import type { Office } from './office.ts';
import { makePhone } from './phone.ts';

const passSecret = Buffer.alloc(32, 8);
const asking = (instance: Instance) => ({ ...instance, passSecret });
const receivers = 5;

export interface Passed {
  ticket: TicketId;
  /** Who was told that the ticket is theirs. */
  acceptedBy: number[];
  /** The giver was told that their money goes back. */
  cancelled: boolean;
  refunded: boolean;
}

/** A pair of seats for each giver; its first ticket is passed on, its second one stays. */
export async function passMany(office: Office, pairs: readonly (readonly number[])[]): Promise<Passed[]> {
  const screeningId = await office.aScreening();
  const phone = makePhone(office.clerk, office.provider, office.userOf);
  return Promise.all(
    pairs.map(async (seatIds, index) => {
      const holdId = `passing-${screeningId}-${index}`;
      const { answers } = await phone.pay(index, await phone.hold(index, { holdId, screeningId, seatIds }));
      const [paid] = answers;
      const order = paid && 'orderKey' in paid ? parseOrderKey(String(paid.orderKey)) : null;
      if (!order) throw new Error(`a phone has paid: ${JSON.stringify(answers)}`);
      return passOne(office, { ...order, line: 1 }, { giver: office.userOf(holdId), index, name: holdId });
    }),
  );
}

async function passOne(
  { clerk, provider, userOf }: Office,
  ticket: TicketId,
  { giver, index, name }: { giver: number; index: number; name: string },
): Promise<Passed> {
  const passed: Passed = { ticket, acceptedBy: [], cancelled: false, refunded: false };
  const offer = (key: string) =>
    clerk.send(index, (instance) => passTicket(asking(instance), { key: `${name}-${key}`, ticket, userId: giver }));
  const link = await offer('first');
  if (!link.ok) throw new Error(link.reason);
  const accept = async (via: number) => {
    const userId = userOf(`${name}-receiver-${via}`);
    const order = { key: `${name}-accept`, token: link.token, userId };
    const answer = await clerk.send(index + via, (instance) => acceptTicket(asking(instance), order));
    if (answer.ok) passed.acceptedBy.push(userId);
  };
  const order = { terminal: ticket.terminal, seq: ticket.seq };
  const cancel = async () => {
    const wish = { key: `${name}-cancel`, order, userId: giver, lines: [1], cancelMsBefore: 0 };
    const answer = await clerk.send(index + 1, (instance) => cancelBooking(instance, provider, wish));
    passed.cancelled = answer.ok;
  };
  const refund = async () => {
    const wish = {
      operationId: `${name}-refund`,
      order,
      lines: [1],
      kind: 'refund' as const,
      reason: 'ill',
      by: 'Mara',
    };
    const answer = await clerk.send(index + 2, (instance) => refundTickets(instance, wish));
    passed.refunded = answer.ok;
  };
  const others = [
    () => offer('second'),
    () => clerk.send(index + 2, (instance) => withdrawPass(asking(instance), ticket, giver)),
    cancel,
    refund,
  ];
  const accepting = Array.from({ length: receivers }, (_, via) => accept(via));
  await Promise.all([...accepting, others[index % others.length]?.()]);
  return passed;
}
