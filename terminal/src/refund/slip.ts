/** The customer's paper of what was undone, and what a till keeps with a signature where cash went out. */
import type { RefundSlipPaperData } from '@marquee/printer-templates/refund-slip/refund-slip';
import { formatOrderKey } from '@marquee/shared/ids';
import { paperLanguage } from '../print/payload.ts';
import { insertRefundSlip, type RefundRow, selectRefundTenders, selectSlipLines } from './refund.sql.ts';
import type { RefundDeps } from './refund-steps.ts';

const kinds = { void: 'voided', refund: 'refunded', exchange: 'exchanged' } as const;

/** In the refund's own transaction. In the language of the papers that were sold. */
export function printSlip(deps: RefundDeps, refund: RefundRow, entrySeq: number): void {
  const { store, terminal } = deps;
  const lines = selectSlipLines(store, refund.refund_id);
  const data: RefundSlipPaperData = {
    ...describePlace(deps, refund.staff_id),
    language: paperLanguage(lines[0]?.language ?? undefined),
    kind: kinds[refund.kind],
    orderKey: formatOrderKey({ terminal, seq: refund.sale_seq }),
    reference: formatOrderKey({ terminal, seq: entrySeq }),
    seats: lines.map((line) => ({
      seatLabel: line.free_seating ? '' : line.seat_label,
      amountMinor: line.amount_minor,
    })),
    totalMinor: refund.total_minor,
    currency: refund.currency,
    tenders: selectRefundTenders(store, refund.refund_id)
      .filter((row) => row.amount_minor > 0)
      .map(({ kind, amount_minor }) => ({ kind, amountMinor: amount_minor })),
    reason: refund.reason,
  };
  insertRefundSlip(store, { entrySeq, payload: JSON.stringify(data) });
  deps.onSlip?.();
}

/** Where, when and by whom: the same on every slip about tickets that come back. */
export function describePlace(
  deps: RefundDeps,
  staffId: number | null,
): Pick<RefundSlipPaperData, 'cinemaName' | 'timeZone' | 'terminal' | 'staffName' | 'atMs'> {
  const { cinema, staff } = deps.catalogue.current() ?? {};
  return {
    cinemaName: cinema?.name ?? '',
    timeZone: cinema?.timeZone ?? 'UTC',
    terminal: deps.terminal,
    staffName: staff?.find(({ id }) => id === staffId)?.name ?? null,
    atMs: deps.nowMs(),
  };
}
