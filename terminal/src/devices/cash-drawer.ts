import { Fault, toFault } from '@marquee/shared/errors';
import type { DrawerPin, Printer } from './printer.ts';

/** A drawer as the till sees it. */
export interface CashDrawer {
  /** Once, now or never: throws Fault `drawer-unreachable` where it stays shut, and nothing opens it later. */
  open(): Promise<void>;
}

/** A drawer on the receipt printer's drawer socket. */
export function makePrinterDrawer(printer: Pick<Printer, 'openDrawer'>, pin: DrawerPin): CashDrawer {
  return {
    open: async () => {
      try {
        await printer.openDrawer(pin);
      } catch (cause) {
        throw new Fault('drawer-unreachable', toFault(cause).detail, { cause });
      }
    },
  };
}
