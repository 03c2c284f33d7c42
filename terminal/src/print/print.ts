import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import type { Paper, PaperWidth } from '@marquee/printer-templates/paper';
import type { Language } from '@marquee/printer-templates/words/languages';
import type { Clock } from '@marquee/shared/clock';
import { Fault, type FaultCode, toFault } from '@marquee/shared/errors';
import { faultOf, type Printer, PrinterFault, type PrinterStatus } from '../devices/printer.ts';
import { type PaperKind, paperOf } from './payload.ts';

/** A slip to print; written in the transaction of the sale or pick-up, so it exists exactly when that does. */
export interface PrintJob {
  /** Below zero: a report, which is of no sale. */
  jobId: number;
  /** The journal entry of the sale, of the printing of a phone's booking, or the one that a report tells of. */
  entrySeq: number;
  /** The ticket's line in its sale; 0 is the receipt. */
  line: number;
  kind: PaperKind;
  /** JSON of the template's data. */
  payload: string;
  state: 'queued' | 'printing' | 'printed' | 'failed';
  /** A copy may be in somebody's hands already. */
  duplicate: boolean;
  /** How often bytes of it were about to go to the printer. */
  attempts: number;
}

export interface PrintStore {
  /** The oldest queued job that may print by itself: tickets of a show long over are left for staff. */
  nextJob(): PrintJob | null;
  /** Jobs in state `printing`: at a start, nobody knows whether they came out. */
  jobsInDoubt(): PrintJob[];
  /** Durable when it returns. `printing` also adds one to `attempts`; `duplicate` is only ever set, never taken back. */
  setState(jobId: number, state: PrintJob['state'], note?: { duplicate?: boolean; fault?: FaultCode }): void;
}

export interface PrintLog {
  info(what: object, message: string): void;
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

export interface PrintingDeps {
  store: PrintStore;
  printer: Printer;
  clock: Clock;
  log: PrintLog;
  /** A job's state, the printer's status or its fault has changed. */
  onChange: () => void;
  /** `language` where a job doesn't name its guest's. */
  templateOptions: { width: PaperWidth; language: Language };
}

export interface Printing {
  /** There is a new job, or somebody pressed "try again". */
  wake(): void;
  /** Resolves when the job in hand is settled; nothing is sent after that. */
  stop(): Promise<void>;
  /** What keeps slips from printing now. */
  fault(): Fault | null;
  /** As last heard; null before the first answer and while the printer can't be asked. */
  status(): PrinterStatus | null;
}

/** A ticket of a show that began so long ago is not printed any more: a refill must not bring out yesterday's. */
export const printsByItselfMs = 6 * 3600_000;
/** A printer in trouble is asked so often whether it is fine again, */
const troublePollMs = 2000;
/** and an idle one whether its paper is low: staff should know before a guest does. */
const idlePollMs = 15_000;
/** A slip that was broken off so many times is left to staff: a fourth part of it helps nobody. */
export const attemptsMax = 3;

/** Prints the queue, one slip at a time and in order, for as long as the terminal runs. */
export function startPrinting(deps: PrintingDeps): Printing {
  const loop = new PrintLoop(deps);
  const ended = loop.run();
  return {
    wake: () => loop.wake(),
    stop: async () => {
      loop.stop();
      await ended;
    },
    fault: () => loop.fault,
    status: () => loop.status,
  };
}

/** Prints a slip that belongs to no sale (test page, failure slip) at once. Throws a `PrinterFault`. */
export async function printSlip(
  paper: Paper,
  to: { printer: Printer; width: PaperWidth; name: string },
): Promise<void> {
  await to.printer.print(await renderEscpos(paper, { width: to.width, codePage: 'WPC1252' }), to.name);
}

class PrintLoop {
  fault: Fault | null = null;
  status: PrinterStatus | null = null;
  readonly #deps: PrintingDeps;
  #isStopping = false;
  #isWoken = false;
  #interrupt: AbortController | null = null;

  constructor(deps: PrintingDeps) {
    this.#deps = deps;
  }

  wake(): void {
    this.#isWoken = true;
    this.#interrupt?.abort();
  }

  stop(): void {
    this.#isStopping = true;
    this.wake();
  }

  async run(): Promise<void> {
    let isSettled = false;
    while (!this.#isStopping) {
      this.#isWoken = false;
      try {
        if (!isSettled) this.#settleDoubts();
        isSettled = true;
        const isReady = await this.#askPrinter();
        if (isReady) await this.#printWaiting();
      } catch (thrown) {
        // The store failed (disk full): what it last knew may be `printing`, so doubts are settled again first.
        isSettled = false;
        this.#deps.log.error({ err: thrown }, 'printing stopped for now');
        this.#noteFault(toFault(thrown));
      }
      await this.#pause(this.fault === null ? idlePollMs : troublePollMs);
    }
  }

  /** A job found `printing` was interrupted: it prints again, marked, because the guest may hold the first copy. */
  #settleDoubts(): void {
    for (const job of this.#deps.store.jobsInDoubt()) this.#requeue(job, { duplicate: true });
  }

  /** Whether slips can be sent now; notes what stands in the way. */
  async #askPrinter(): Promise<boolean> {
    try {
      this.#noteStatus(await this.#deps.printer.status());
    } catch (thrown) {
      this.#noteStatus(null);
      this.#noteFault(toFault(thrown));
      return false;
    }
    return this.fault === null;
  }

  async #printWaiting(): Promise<void> {
    while (!this.#isStopping && this.fault === null) {
      const job = this.#deps.store.nextJob();
      if (job === null) return;
      const bytes = await this.#renderJob(job);
      if (bytes !== null) await this.#printJob(job, bytes);
    }
  }

  /** Null where the job itself is at fault; it fails alone and the next one prints. */
  async #renderJob(job: PrintJob): Promise<Buffer | null> {
    const { store, log, templateOptions, onChange } = this.#deps;
    try {
      const profile = { width: templateOptions.width, codePage: 'WPC1252' } as const;
      return await renderEscpos(paperOf(job, templateOptions), profile);
    } catch (thrown) {
      log.error({ err: thrown, jobId: job.jobId }, 'slip can not be made');
      store.setState(job.jobId, 'failed', { fault: 'internal-error' });
      onChange();
      return null;
    }
  }

  async #printJob(job: PrintJob, bytes: Buffer): Promise<void> {
    const { store, printer, log, onChange } = this.#deps;
    // Durable before the first byte leaves: a power cut from here on leaves a job in doubt, never a silent second copy.
    store.setState(job.jobId, 'printing');
    onChange();
    try {
      await printer.print(bytes, `${job.kind}-${job.entrySeq}-${job.line}${job.duplicate ? '-duplicate' : ''}`);
    } catch (thrown) {
      const fault = toFault(thrown);
      log.warn({ err: thrown, jobId: job.jobId }, 'slip not printed');
      this.#requeue(
        { ...job, attempts: job.attempts + 1 },
        { duplicate: !(fault instanceof PrinterFault) || fault.sent === 'unknown' },
      );
      this.#noteFault(fault);
      return;
    }
    store.setState(job.jobId, 'printed');
    log.info({ jobId: job.jobId, entrySeq: job.entrySeq, line: job.line }, 'slip printed');
    onChange();
  }

  #requeue(job: PrintJob, { duplicate }: { duplicate: boolean }): void {
    const { store, onChange } = this.#deps;
    if (duplicate && job.attempts >= attemptsMax)
      store.setState(job.jobId, 'failed', { duplicate, fault: 'printer-failed' });
    else store.setState(job.jobId, 'queued', duplicate ? { duplicate } : {});
    onChange();
  }

  #noteStatus(status: PrinterStatus | null): void {
    const before = JSON.stringify(this.status);
    this.status = status;
    if (JSON.stringify(status) !== before) this.#deps.onChange();
    if (status === null) return;
    const code = faultOf(status);
    this.#noteFault(code === null ? null : new Fault(code, `printer ${this.#deps.printer.describe()} says so itself`));
  }

  #noteFault(fault: Fault | null): void {
    const isNews = this.fault?.code !== fault?.code;
    this.fault = fault;
    if (!isNews) return;
    const { log, onChange, printer } = this.#deps;
    if (fault) log.warn({ code: fault.code, detail: fault.detail }, 'printer in trouble');
    else log.info({ printer: printer.describe() }, 'printer is fine again');
    onChange();
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isWoken) return;
    this.#interrupt = new AbortController();
    await this.#deps.clock.sleep(ms, this.#interrupt.signal);
    this.#interrupt = null;
  }
}
