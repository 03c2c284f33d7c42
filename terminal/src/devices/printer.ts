import { Fault, type FaultCode } from '@marquee/shared/errors';

/** A receipt printer as the spool sees it. Calls may overlap; they are carried out one after the other. */
export interface Printer {
  /** Its address as configured, for staff and logs. */
  describe(): string;
  /** Asks the printer. Throws `PrinterFault` only where it can't be asked at all. */
  status(): Promise<PrinterStatus>;
  /**
   * Resolves when the printer has processed all bytes and says that nothing is wrong. Rejects with a `PrinterFault`,
   * which tells whether anything can have come out. `jobName` is for the virtual printer's pictures.
   */
  print(bytes: Buffer, jobName?: string): Promise<void>;
  /**
   * Sends the pulse that opens the cash drawer at its socket: once, now or never. Resolves when the printer has obeyed, as
   * far as it tells; rejects with a `PrinterFault` where it has not, and then no pulse is left behind.
   */
  openDrawer(pin: DrawerPin): Promise<void>;
  close(): void;
}

/** Of the printer's drawer socket: 2 is the first drawer, 5 a second one. */
export type DrawerPin = 2 | 5;

export interface PrinterStatus {
  /** Ready to print: when false, one of the others says why, or the printer doesn't tell. */
  online: boolean;
  paper: 'ok' | 'low' | 'out';
  cover: 'closed' | 'open';
  /** Cutter jammed, head too hot and the like. */
  error: boolean;
}

export type PrinterFaultCode = Extract<FaultCode, `printer-${string}`>;

/** `nothing`: no byte of this slip reached the printer. `unknown`: part or all of it may have been printed. */
export type SentBytes = 'nothing' | 'unknown';

export class PrinterFault extends Fault {
  readonly sent: SentBytes;

  constructor(code: PrinterFaultCode, detail: string, options: { sent: SentBytes; cause?: unknown }) {
    super(
      code,
      `${detail} (${options.sent === 'nothing' ? 'nothing was sent' : 'part of it may have been printed'})`,
      options,
    );
    this.sent = options.sent;
  }
}

/** A printer that can't be asked is taken to be fine until sending fails. */
export const unaskedStatus: PrinterStatus = { online: true, cover: 'closed', paper: 'ok', error: false };

/** What stops a printer in this state; null where it can print. */
export function faultOf(status: PrinterStatus): PrinterFaultCode | null {
  if (status.cover === 'open') return 'printer-cover-open';
  if (status.paper === 'out') return 'printer-out-of-paper';
  return status.error || !status.online ? 'printer-failed' : null;
}

/** Throws where a printer in this state can't print. */
export function checkReady(status: PrinterStatus, address: string, sent: SentBytes): void {
  const code = faultOf(status);
  if (code !== null) throw new PrinterFault(code, `printer ${address} says so itself`, { sent });
}
