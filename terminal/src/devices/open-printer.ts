import { resolve } from 'node:path';
import type { PaperWidth } from '@marquee/printer-templates/paper';
import type { Clock } from '@marquee/shared/clock';
import { openDeviceFilePrinter } from './device-file-printer.ts';
import { openNetworkPrinter } from './network-printer.ts';
import { type Printer, PrinterFault } from './printer.ts';
import { VirtualPrinter } from './virtual-printer.ts';

export interface PrinterDeps {
  clock: Clock;
  /** Of the roll in the printer; the virtual printer draws it. */
  width: PaperWidth;
  /** The virtual printer has a new slip or another state. */
  onChange?: () => void;
}

/**
 * Opens the printer at this address; nothing is sent yet.
 * `tcp://host:9100` (with `?status=off` for a printer that never answers), `file:/dev/usb/lp0`, `virtual:<folder>`.
 * Throws `printer-misconfigured` for anything else.
 */
export function openPrinter(address: string, deps: PrinterDeps): Printer {
  const misconfigured = (what: string) =>
    new PrinterFault('printer-misconfigured', `"${address}" ${what}`, { sent: 'nothing' });
  if (address.startsWith('virtual:')) {
    const folder = address.slice('virtual:'.length);
    if (folder === '') throw misconfigured('names no folder for the pictures');
    return new VirtualPrinter(resolve(folder), deps);
  }
  if (address.startsWith('file:')) {
    const path = address.slice('file:'.length).replace(/^\/\//, '');
    if (!path.startsWith('/')) throw misconfigured('names no device file, such as file:/dev/usb/lp0');
    return openDeviceFilePrinter({ address, path }, deps.clock);
  }
  if (!address.startsWith('tcp://') || !URL.canParse(address))
    throw misconfigured('is no printer: tcp://host:9100, file:/dev/usb/lp0 or virtual:<folder>');
  const url = new URL(address);
  if (url.hostname === '') throw misconfigured('names no host');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return openNetworkPrinter(
    {
      address,
      host,
      port: url.port === '' ? 9100 : Number(url.port),
      asksStatus: url.searchParams.get('status') !== 'off',
    },
    deps.clock,
  );
}
