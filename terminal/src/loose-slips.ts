/** Slips that are of no sale and wait in no queue: they are printed at once, or not at all. */
import { failureSlipPaper } from '@marquee/printer-templates/failure-slip/failure-slip';
import type { PaperWidth } from '@marquee/printer-templates/paper';
import { testPagePaper } from '@marquee/printer-templates/test-page/test-page';
import type { Language } from '@marquee/printer-templates/words/languages';
import { toFault } from '@marquee/shared/errors';
import type { Core } from './core.ts';
import type { Printer } from './devices/printer.ts';
import { findOpenCharge } from './payment/payment.ts';
import type { Log } from './platform/log.ts';
import { printSlip } from './print/print.ts';

export interface LooseSlipDeps {
  core: Core;
  printer: Printer;
  width: PaperWidth;
  log: Log;
}

/** For a guest whose payment is unknown: the reference under which the desk finds it. */
export async function printFailureSlip(
  { core, printer, width, log }: LooseSlipDeps,
  payment: { basketId: string; language: Language },
): Promise<void> {
  const charge = findOpenCharge(core.store, payment.basketId);
  const cinema = core.catalogue.current()?.cinema;
  if (!charge || !cinema) return;
  const paper = failureSlipPaper(
    {
      cinemaName: cinema.name,
      timeZone: cinema.timeZone,
      outcome: 'unknown',
      reference: charge.attempt_id,
      amountMinor: charge.amount_minor,
      currency: charge.currency,
      terminal: core.identity.terminal,
      atMs: core.time.nowMs(),
    },
    { width, language: payment.language },
  );
  try {
    await printSlip(paper, { printer, width, name: `payment-unknown-${charge.attempt_id}` });
  } catch (thrown) {
    log.warn(
      { err: toFault(thrown), attempt: charge.attempt_id },
      'the slip for an unknown payment could not be printed',
    );
  }
}

/** For whoever sets the printer up. Throws the printer's fault. */
export async function printTestPage({ core, printer, width }: Omit<LooseSlipDeps, 'log'>): Promise<void> {
  const cinema = core.catalogue.current()?.cinema;
  const paper = testPagePaper(
    {
      cinemaName: cinema?.name ?? '',
      timeZone: cinema?.timeZone ?? 'UTC',
      terminal: core.identity.terminal,
      printerAddress: printer.describe(),
      atMs: core.time.nowMs(),
    },
    { width, language: 'en' },
  );
  await printSlip(paper, { printer, width, name: 'test-page' });
}
