import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import { text } from '@marquee/printer-templates/paper';
import { systemClock } from '../platform/clock.ts';
import { type CashDrawer, makePrinterDrawer } from './cash-drawer.ts';
import { openNetworkPrinter } from './network-printer.ts';
import type { Printer } from './printer.ts';
import { drawerWaitMs } from './talks.ts';
import { TcpPrinter } from './testing/tcp-printer.ts';

const limits = { connectMs: 1000, answerMs: 400, printMs: 2000 };
let device: TcpPrinter;
let printer: Printer;
let drawer: CashDrawer;

const open = (asksStatus = true) =>
  openNetworkPrinter(
    { address: 'tcp://printer', host: '127.0.0.1', port: device.port, asksStatus, limits },
    // Patience of seconds is that of milliseconds here.
    { ...systemClock, setTimer: (ms, run) => systemClock.setTimer(ms === drawerWaitMs ? 50 : ms, run) },
  );
const aSlip = () => renderEscpos([text('One ticket'), { kind: 'cut' }], { width: 58, codePage: 'WPC1252' });

beforeEach(async () => {
  device = await TcpPrinter.start();
  printer = open();
  drawer = makePrinterDrawer(printer, 2);
});
afterEach(async () => {
  printer.close();
  await device.stop();
});

describe('a printer that is well', () => {
  test('gets ESC p with pin and both times, and opens the drawer once', async () => {
    await drawer.open();
    expect(device.drawer).toEqual([{ pin: 2, when: 'in turn' }]);
    expect(device.received.includes(Buffer.from([0x1b, 0x70, 0, 25, 250]))).toBe(true);
    expect(device.slips).toEqual([]);
  });

  test('has a second drawer on pin 5', async () => {
    await makePrinterDrawer(printer, 5).open();
    expect(device.received.includes(Buffer.from([0x1b, 0x70, 1, 25, 250]))).toBe(true);
    expect(device.drawer).toEqual([{ pin: 5, when: 'in turn' }]);
  });

  test('opens the drawer before the tickets that wait, and prints them whole', async () => {
    const slip = await aSlip();
    await Promise.all([drawer.open(), printer.print(slip), printer.print(slip)]);
    expect(device.drawer).toHaveLength(1);
    expect(device.slips).toEqual([slip, slip]);
  });

  test('that never answers GS r is believed while it stays well', async () => {
    device.answersInTurn = false;
    await drawer.open();
    expect(device.drawer).toEqual([{ pin: 2, when: 'in turn' }]);
  });

  test('that never answers at all gets the pulse and nothing else', async () => {
    device.isMute = true;
    await makePrinterDrawer(open(false), 2).open();
    await device.until(() => device.received.length >= 5);
    expect(device.received.toString('hex')).toBe('1b700019fa');
  });
});

describe('a printer in trouble', () => {
  test.each([
    ['without paper', () => (device.paperBytes = 0)],
    ['with an open cover', () => (device.isCoverOpen = true)],
  ])('%s still opens the drawer at once, and not again after the refill', async (_name, trouble) => {
    trouble();
    await drawer.open();
    device.release();
    device.refill();
    await printer.status();
    expect(device.drawer).toEqual([{ pin: 2, when: 'at once' }]);
  });

  test('with a slip that is stuck lets the pulse past it', async () => {
    await printer.print(await aSlip());
    device.answersInTurn = false;
    const stuck = printer.print(await aSlip()).catch((thrown) => thrown.code);
    await drawer.open();
    expect(device.drawer).toEqual([{ pin: 2, when: 'at once' }]);
    expect(await stuck).toBe('printer-failed');
  });

  test('that stops between question and pulse keeps the drawer shut, then and after somebody has helped it', async () => {
    await printer.print(await aSlip());
    device.strikeAfter(1, () => {
      device.isCoverOpen = true;
    });
    await expect(drawer.open()).rejects.toMatchObject({ code: 'drawer-unreachable' });
    await device.until(() => device.heldBytes === 0);
    device.release();
    await printer.status();
    expect(device.drawer).toEqual([]);
  });

  test('with a jammed cutter ignores pulses, and the cashier is told', async () => {
    device.isJammed = true;
    await expect(drawer.open()).rejects.toMatchObject({ code: 'drawer-unreachable' });
  });

  test('that is switched off leaves the drawer shut, also when it comes back', async () => {
    const { port } = device;
    await device.stop();
    await expect(drawer.open()).rejects.toMatchObject({ code: 'drawer-unreachable' });
    device = await TcpPrinter.start(port);
    await printer.status();
    expect(device.drawer).toEqual([]);
  });

  test('that hears nothing while a slip is stuck leaves it shut', async () => {
    device.isMute = true;
    const stuck = printer.print(await aSlip()).catch((thrown) => thrown.code);
    await expect(drawer.open()).rejects.toMatchObject({ code: 'drawer-unreachable' });
    expect(await stuck).toBe('printer-unreachable');
  });
});
