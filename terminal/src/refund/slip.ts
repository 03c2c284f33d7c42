/** The customer's paper of what was undone, and what a till keeps with a signature where cash went out. */
import type { RefundSlipPaperData } from '@marquee/printer-templates/refund-slip/refund-slip';
import { formatOrderKey } from '@marquee/shared/ids';
import type { PaymentDeps } from '../payment/payment.ts';
import {
  insertRefundSlip,
  type RefundRow,
  selectReceiptLook,
  selectRefundItems,
  selectRefundTenders,
  selectSlipLines,
  selectSoldItems,
} from './refund.sql.ts';

const kinds = { void: 'voided', refund: 'refunded', exchange: 'exchanged' } as const;

/** In the refund's own transaction. In the language of the papers that were sold. */
export function printSlip(deps: PaymentDeps, refund: RefundRow, entrySeq: number): void {
  const { store, terminal } = deps;
  const look = selectReceiptLook(store, refund.sale_seq);
  const itemLines = selectRefundItems(store, refund.refund_id);
  const items = selectSoldItems(store, refund.sale_seq).filter(({ line }) => itemLines.includes(line));
  const data: RefundSlipPaperData = {
    ...describePlace(deps, refund.staff_id),
    language: look?.language === 'zh' ? 'zh' : 'en',
    kind: kinds[refund.kind],
    orderKey: formatOrderKey({ terminal, seq: refund.sale_seq }),
    reference: formatOrderKey({ terminal, seq: entrySeq }),
    seats: selectSlipLines(store, refund.refund_id).map((line) => ({
      seatLabel: look?.free_seating ? '' : line.seat_label,
      amountMinor: line.amount_minor,
    })),
    ...(items.length > 0 && {
      items: items.map(({ name, quantity, price_minor }) => ({ name, quantity, amountMinor: price_minor })),
    }),
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
  deps: PaymentDeps,
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
