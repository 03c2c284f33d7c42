/** After the healing: each voucher's balance is what all journals say, and none is left behind. */
import type { Stage } from '../stage.ts';
import { asking } from './drawers.ts';
import { Violation } from './evidence.ts';

interface Amount {
  id: number;
  minor: number;
}
const sumOf = (amounts: readonly Amount[], id: number): number =>
  amounts.filter((each) => each.id === id).reduce((sum, { minor }) => sum + minor, 0);

export function checkVouchers({ cluster, terminals, evidence }: Stage): void {
  if (evidence.hasLost) return;
  const server = asking(cluster);
  const tendersOf = (type: string): Amount[] =>
    terminals.flatMap(
      (terminal) =>
        asking(terminal)(
          `SELECT json_extract(t.value, '$.voucherId') AS id, json_extract(t.value, '$.amountMinor') AS minor
             FROM journal j, json_each(j.payload, '$.tenders') t
            WHERE j.type = ? AND json_extract(t.value, '$.kind') = 'voucher'`,
          type,
        ) as Amount[],
    );
  const [spent, refunded] = [tendersOf('sale.made'), tendersOf('tickets.refunded')];
  const paidOut = server(
    `SELECT t.voucher_id AS id, t.amount_minor AS minor FROM refund_tender t JOIN refund r ON r.id = t.refund_id
      WHERE t.kind = 'voucher' AND r.requested_by NOT LIKE 'T%'`,
  ) as Amount[];
  const contradicted = (kind: string): Amount[] =>
    (server('SELECT detail FROM `exception` WHERE kind = ?', kind) as { detail: string }[]).map(({ detail }) => {
      const { there } = JSON.parse(detail) as { there: { voucherId: number; amountMinor: number } };
      return { id: there.voucherId, minor: there.amountMinor };
    });
  const [notSpent, notRefunded] = [contradicted('voucher-contradicts'), contradicted('voucher-refund-contradicts')];
  const vouchers = server('SELECT id, initial_minor, balance_minor, state, holder, version FROM voucher') as {
    id: number;
    initial_minor: number;
    balance_minor: number;
    state: string;
    holder: number;
    version: number;
  }[];
  for (const { id, initial_minor, balance_minor } of vouchers) {
    const taken = sumOf(spent, id) - sumOf(notSpent, id);
    const back = sumOf(refunded, id) + sumOf(paidOut, id) - sumOf(notRefunded, id);
    if (balance_minor !== initial_minor - taken + back)
      throw new Violation(
        `I3 voucher ${id} of ${initial_minor} has ${balance_minor} left, journals spent ${taken} and gave back ${back}`,
      );
  }
  for (const terminal of terminals) {
    const number = terminal.number();
    if (number === null || terminal.isOff() || evidence.broken.has(number)) continue;
    const own = asking(terminal);
    const held = own("SELECT voucher_id AS id, version FROM voucher WHERE state = 'held' ORDER BY voucher_id") as {
      id: number;
      version: number;
    }[];
    const here = held.filter(({ id, version }) => !evidence.takenBack.has(`${id}:${version}`));
    const granted = vouchers.filter(({ holder }) => holder === number).map(({ id, version }) => ({ id, version }));
    if (JSON.stringify(here) !== JSON.stringify(granted))
      throw new Violation(
        `I4 ${terminal.name} holds vouchers ${JSON.stringify(here)}, the server says ${JSON.stringify(granted)}`,
      );
  }
}
