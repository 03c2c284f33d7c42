import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import { text } from '@marquee/printer-templates/paper';
import { aTicket, signedCode } from '@marquee/printer-templates/testing/slips';
import { ticketPaper } from '@marquee/printer-templates/ticket/ticket';
import { systemClock } from '../platform/clock.ts';
import { drawerKick } from './drawer-pulse.ts';
import { openPrinter } from './open-printer.ts';
import { VirtualPrinter } from './virtual-printer.ts';

let folder: string;
let printer: VirtualPrinter;
let ticket: Buffer;
const clock = { ...systemClock, nowMs: () => 1000 };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'papers-'));
  printer = new VirtualPrinter(folder, { clock, width: 58 });
  ticket = await renderEscpos(ticketPaper(aTicket(), { width: 58, language: 'en' }), {
    width: 58,
    codePage: 'WPC1252',
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('virtual printer', () => {
  test('a picture is there whole or not at all: what a power cut tore is no slip, and is cleared away', async () => {
    const torn = '000007-ticket-123-1.png.part';
    writeFileSync(join(folder, torn), ticket.subarray(0, 100));
    expect(await printer.papers()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    await printer.print(ticket, 'ticket-123-1');
    expect(readdirSync(folder)).toEqual(['000001-ticket-123-1.png']);
  });

  test('each slip becomes a numbered picture, listed with its code', async () => {
    await printer.print(ticket, 'ticket-123-1');
    await printer.print(Buffer.concat([drawerKick(), ticket]), 'receipt ../123');
    expect(await printer.papers()).toEqual([
      {
        number: 1,
        jobName: 'ticket-123-1',
        file: '000001-ticket-123-1.png',
        printedAtMs: 1000,
        codes: [signedCode],
        drawerKicked: false,
      },
      {
        number: 2,
        jobName: 'receipt ../123',
        file: '000002-receipt-..-123.png',
        printedAtMs: 1000,
        codes: [signedCode],
        drawerKicked: true,
      },
    ]);
    expect(readdirSync(folder)).toEqual(['000001-ticket-123-1.png', '000002-receipt-..-123.png']);
    expect(readFileSync(join(folder, '000001-ticket-123-1.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  test('numbers go on after a restart and no picture is overwritten', async () => {
    await printer.print(ticket, 'first');
    const restarted = new VirtualPrinter(folder, { clock, width: 58 });
    await restarted.print(ticket, 'second');
    expect((await restarted.papers()).map((paper) => paper.file)).toEqual(['000001-first.png', '000002-second.png']);
  });

  test('only the newest 200 slips are kept', async () => {
    const short = await renderEscpos([text('x')], { width: 58, codePage: 'WPC1252' });
    for (let count = 0; count < 203; count++) await printer.print(short);
    const files = readdirSync(folder).sort();
    expect(files).toHaveLength(200);
    expect(files[0]).toBe('000004-slip.png');
  });

  test('paper runs low, runs out and is refilled', async () => {
    printer.setPaper(1);
    expect(await printer.status()).toMatchObject({ online: true, paper: 'low' });
    await printer.print(ticket);
    expect(await printer.status()).toMatchObject({ online: false, paper: 'out' });
    await expect(printer.print(ticket)).rejects.toMatchObject({ code: 'printer-out-of-paper', sent: 'nothing' });
    printer.refill();
    await printer.print(ticket);
    expect(await printer.papers()).toHaveLength(2);
  });

  test('every trouble of a real printer can be shown', async () => {
    printer.setCover('open');
    await expect(printer.print(ticket)).rejects.toMatchObject({ code: 'printer-cover-open', sent: 'nothing' });
    printer.setCover('closed');
    printer.setJammed(true);
    await expect(printer.print(ticket)).rejects.toMatchObject({ code: 'printer-failed', sent: 'nothing' });
    printer.setJammed(false);
    printer.setReachable(false);
    await expect(printer.status()).rejects.toMatchObject({ code: 'printer-unreachable' });
    printer.setReachable(true);
    printer.failNext('connection-lost');
    await expect(printer.print(ticket)).rejects.toMatchObject({ code: 'printer-unreachable', sent: 'unknown' });
    printer.failNext('paper-ends');
    await expect(printer.print(ticket)).rejects.toMatchObject({ code: 'printer-out-of-paper', sent: 'unknown' });
    expect(await printer.papers()).toHaveLength(2);
  });

  test('a folder that can not be written is the printer’s failure, not a lost ticket', async () => {
    const broken = new VirtualPrinter('/dev/null/papers', { clock, width: 58 });
    await expect(broken.print(ticket)).rejects.toMatchObject({ code: 'printer-failed' });
  });
});

describe('printer address', () => {
  const open = (address: string) => openPrinter(address, { clock, width: 58 });

  test('each kind of printer has its own form of address', () => {
    expect(open('tcp://10.0.0.7:9100?status=off').describe()).toBe('tcp://10.0.0.7:9100?status=off');
    expect(open('tcp://printer.local').describe()).toBe('tcp://printer.local');
    expect(open('file:/dev/usb/lp0').describe()).toBe('file:/dev/usb/lp0');
    expect(open(`virtual:${folder}`)).toBeInstanceOf(VirtualPrinter);
  });

  test('a wrong address is refused at the start, with the code for it', () => {
    for (const address of ['', 'lpt1', 'virtual:', 'file:lp0', 'tcp://', 'http://10.0.0.7']) {
      expect(() => open(address)).toThrow(expect.objectContaining({ code: 'printer-misconfigured', retry: 'never' }));
    }
  });
});
