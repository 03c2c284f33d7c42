import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import { text } from '@marquee/printer-templates/paper';
import { systemClock } from '../platform/clock.ts';
import { openNetworkPrinter } from './network-printer.ts';
import type { Printer, PrinterFault } from './printer.ts';
import { TcpPrinter } from './testing/tcp-printer.ts';

const limits = { connectMs: 1000, answerMs: 250, printMs: 600 };
const fine = { online: true, paper: 'ok', cover: 'closed', error: false };
let device: TcpPrinter;
let printer: Printer;
let slip: Buffer;

function open(changes: { asksStatus?: boolean } = {}): Printer {
  return openNetworkPrinter(
    { address: 'tcp://printer', host: '127.0.0.1', port: device.port, asksStatus: true, limits, ...changes },
    systemClock,
  );
}

/** What a print that fails says of itself. */
async function failureOf(printing: Promise<void>): Promise<Pick<PrinterFault, 'code' | 'sent'>> {
  const thrown = await printing.then(
    () => null,
    (fault: PrinterFault) => ({ code: fault.code, sent: fault.sent }),
  );
  if (thrown === null) throw new Error('it printed');
  return thrown;
}

beforeEach(async () => {
  device = await TcpPrinter.start();
  printer = open();
  slip = await renderEscpos([text('One ticket'), text('霸王别姬'), { kind: 'cut' }], {
    width: 58,
    codePage: 'WPC1252',
  });
});
afterEach(async () => {
  printer.close();
  await device.stop();
});

describe('status', () => {
  test('a printer tells what is wrong with it', async () => {
    expect(await printer.status()).toEqual(fine);
    device.isPaperLow = true;
    expect(await printer.status()).toEqual({ ...fine, paper: 'low' });
    device.paperBytes = 0;
    expect(await printer.status()).toEqual({ ...fine, online: false, paper: 'out' });
    device.isCoverOpen = true;
    expect(await printer.status()).toEqual({ online: false, paper: 'out', cover: 'open', error: false });
  });

  test('a printer that is switched off or does not answer is unreachable', async () => {
    device.isMute = true;
    await expect(printer.status()).rejects.toMatchObject({ code: 'printer-unreachable' });
    await device.stop();
    await expect(printer.status()).rejects.toMatchObject({ code: 'printer-unreachable' });
    device = await TcpPrinter.start();
  });

  test('an answer that is late but in time counts', async () => {
    device.answerDelayMs = 60;
    expect(await printer.status()).toEqual(fine);
  });

  test('questions asked at once are answered one after the other', async () => {
    const all = await Promise.all([printer.status(), printer.print(slip), printer.status()]);
    expect(all).toEqual([fine, undefined, fine]);
    expect(device.slips).toEqual([slip]);
  });
});

describe('printing', () => {
  test('a slip comes out byte for byte, and print resolves after that', async () => {
    await printer.print(slip);
    expect(device.slips).toEqual([slip]);
  });

  test('without paper, cover or cutter nothing is sent', async () => {
    device.paperBytes = 0;
    expect(await failureOf(printer.print(slip))).toEqual({ code: 'printer-out-of-paper', sent: 'nothing' });
    device.refill();
    device.isCoverOpen = true;
    expect(await failureOf(printer.print(slip))).toEqual({ code: 'printer-cover-open', sent: 'nothing' });
    device.isCoverOpen = false;
    device.isJammed = true;
    expect(await failureOf(printer.print(slip))).toEqual({ code: 'printer-failed', sent: 'nothing' });
    expect(device.slips).toEqual([]);
  });

  test('nobody at the address: nothing was sent', async () => {
    const gone = open();
    await device.stop();
    expect(await failureOf(gone.print(slip))).toEqual({ code: 'printer-unreachable', sent: 'nothing' });
    device = await TcpPrinter.start();
  });

  test('paper that ends in the middle of a ticket: the rest does not come out after the refill', async () => {
    device.paperBytes = 40;
    expect(await failureOf(printer.print(slip))).toEqual({ code: 'printer-out-of-paper', sent: 'unknown' });
    await device.until(() => device.heldBytes === 0);
    device.refill();
    expect(device.slips).toEqual([]);
    await printer.print(slip);
    expect(device.slips).toEqual([slip]);
  });

  test('a connection cut in the middle: part of it may be out, and the printer forgets it before the next slip', async () => {
    await printer.status();
    // Three questions of three bytes each come first.
    device.hangUpAfterBytes = 9 + 50;
    expect(await failureOf(printer.print(slip))).toEqual({ code: 'printer-unreachable', sent: 'unknown' });
    await printer.print(slip);
    expect(device.slips).toEqual([slip]);
  });

  test('a printer that falls silent after the slip leaves it unknown', async () => {
    device.mutesAfterSlips = 1;
    expect(await failureOf(printer.print(slip))).toEqual({ code: 'printer-unreachable', sent: 'unknown' });
    expect(device.slips).toEqual([slip]);
  });

  test('a printer that once confirmed slips and no longer does leaves the slip unknown', async () => {
    await printer.print(slip);
    device.answersInTurn = false;
    expect(await failureOf(printer.print(slip))).toEqual({ code: 'printer-failed', sent: 'unknown' });
  });

  test('a printer that never answers can be told so, and is then believed', async () => {
    device.isMute = true;
    const unasked = open({ asksStatus: false });
    expect(await unasked.status()).toEqual(fine);
    await unasked.print(slip);
    await device.until(() => device.received.length === slip.length);
    expect(device.received).toEqual(slip);
  });

  test('a closed printer prints nothing', async () => {
    printer.close();
    expect(await failureOf(printer.print(slip))).toEqual({ code: 'printer-unreachable', sent: 'nothing' });
  });
});
