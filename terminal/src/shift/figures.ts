/** The sums of a shift, from what its own journal entries say and from nothing else. */
import { sumMinor } from '@marquee/shared/money';
import type { EntryPayload, ShiftFigures, TenderKind } from '@marquee/shared/protocol/journal';
import type { z } from 'zod';

/** Those that move a shift's money. */
export const countedTypes = ['sale.made', 'tickets.refunded', 'cash.moved'] as const;
type CountedType = (typeof countedTypes)[number];
export type CountedEntry = { [T in CountedType]: { type: T; payload: EntryPayload<T> } }[CountedType];

const kinds: readonly z.infer<typeof TenderKind>[] = ['cash', 'card', 'voucher', 'credit'];

const noFigures = (floatMinor: number): ShiftFigures => ({
  sales: 0,
  tickets: 0,
  ticketsMinor: 0,
  itemsMinor: 0,
  comps: 0,
  refunds: 0,
  refundsMinor: 0,
  taxMinor: 0,
  tenders: kinds.map((kind) => ({ kind, inMinor: 0, outMinor: 0 })),
  floatMinor,
  cashInMinor: 0,
  dropMinor: 0,
  paidOutMinor: 0,
  noSales: 0,
});

/**
 * All of them, also those that are nothing. `refunds` are entries, voids and exchanges among them; `taxMinor` is the tax in
 * what was sold: an entry that gives money back doesn't say its tax.
 */
export function sumShift(floatMinor: number, entries: readonly CountedEntry[]): ShiftFigures {
  const figures = noFigures(floatMinor);
  for (const entry of entries) addEntry(figures, entry);
  return figures;
}

/** What of a shift's refunds undid sales that it didn't make. Of all its entries, with their numbers. */
export function sumCorrections(entries: readonly (CountedEntry & { seq: number })[]): ShiftFigures['corrections'] {
  const own = new Set(entries.filter(({ type }) => type === 'sale.made').map(({ seq }) => seq));
  const others = entries.flatMap(({ type, payload }) =>
    type === 'tickets.refunded' && !own.has(payload.saleSeq) ? payload.totalMinor : [],
  );
  return { refunds: others.length, refundsMinor: sumMinor(others) };
}

function addEntry(figures: ShiftFigures, { type, payload }: CountedEntry): void {
  const tenderOf = (kind: string) => figures.tenders.find((tender) => tender.kind === kind);
  switch (type) {
    case 'sale.made':
      figures.sales += 1;
      figures.tickets += payload.lines.length;
      for (const line of [...payload.lines, ...(payload.items ?? [])]) figures.taxMinor += line.taxMinor;
      for (const line of payload.lines) figures.ticketsMinor += line.priceMinor;
      for (const item of payload.items ?? []) figures.itemsMinor += item.priceMinor;
      figures.comps += payload.lines.filter((line) => line.comp !== undefined).length;
      for (const { kind, amountMinor } of payload.tenders) {
        const tender = tenderOf(kind);
        if (tender) tender.inMinor += amountMinor;
      }
      return;
    case 'tickets.refunded':
      figures.refunds += 1;
      figures.refundsMinor += payload.totalMinor;
      for (const { kind, amountMinor } of payload.tenders) {
        const tender = tenderOf(kind);
        if (tender) tender.outMinor += amountMinor;
      }
      return;
    case 'cash.moved':
      if (payload.kind === 'cash-in') figures.cashInMinor += payload.amountMinor;
      else if (payload.kind === 'drop') figures.dropMinor += payload.amountMinor;
      else if (payload.kind === 'paid-out') figures.paidOutMinor += payload.amountMinor;
      else figures.noSales += 1;
  }
}

/** What must lie in the drawer. */
export function expectedCash(figures: ShiftFigures): number {
  const cash = figures.tenders.find(({ kind }) => kind === 'cash');
  const { floatMinor, cashInMinor, dropMinor, paidOutMinor } = figures;
  return floatMinor + (cash?.inMinor ?? 0) - (cash?.outMinor ?? 0) + cashInMinor - dropMinor - paidOutMinor;
}
