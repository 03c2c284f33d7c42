/** The spool and the real driver against a printer with troubles: whatever happens in the middle of a ticket, nothing is lost. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aTicket } from '@marquee/printer-templates/testing/slips';
import type { Clock } from '@marquee/shared/clock';
import type { FaultCode } from '@marquee/shared/errors';
import { openNetworkPrinter } from '../devices/network-printer.ts';
import type { Printer } from '../devices/printer.ts';
import { TcpPrinter } from '../devices/testing/tcp-printer.ts';
import { systemClock } from '../platform/clock.ts';
import { type Printing, type PrintStore, startPrinting } from './print.ts';
import { Queue } from './testing/queue.ts';

const quick: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 200, signal) };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** So far into the second ticket a trouble begins: in its title, before its code. */
const inTheMiddle = 150;

let device: TcpPrinter;
let printer: Printer;
let queue: Queue;
let printing: Printing;
let told: Set<FaultCode>;
let waiting: { met: () => boolean; resolve: () => void }[];

function until(met: () => boolean): Promise<void> {
  if (met()) return Promise.resolve();
  return new Promise((resolve) => waiting.push({ met, resolve }));
}
function start(store: PrintStore = queue): void {
  const onChange = () => {
    const code = printing?.fault()?.code;
    if (code) told.add(code);
    for (const each of waiting) if (each.met()) each.resolve();
  };
  printing = startPrinting({
    store,
    printer,
    clock: quick,
    log,
    onChange,
    templateOptions: { width: 58, language: 'en' },
  });
}
const add = (seatLabel: string) => queue.add({ payload: JSON.stringify(aTicket({ seatLabel })) });
const allPrinted = () => queue.jobs.every((job) => job.state === 'printed');
const isTold = () => printing.fault() !== null;

/** Each whole slip that came out: its seat, and whether it is marked. */
function slips(...from: TcpPrinter[]): string[] {
  return from
    .flatMap((each) => each.slips)
    .map((slip) => `${/Q\d/.exec(slip.toString('latin1'))?.[0]}${slip.includes('DUPLICATE') ? ' duplicate' : ''}`);
}

beforeEach(async () => {
  device = await TcpPrinter.start();
  printer = openNetworkPrinter(
    {
      address: device.address,
      host: '127.0.0.1',
      port: device.port,
      asksStatus: true,
      limits: { connectMs: 500, answerMs: 300, printMs: 1000 },
    },
    systemClock,
  );
  queue = new Queue();
  told = new Set();
  waiting = [];
  // The first ticket comes out well, so the driver knows how this printer answers.
  add('Q1');
  start();
  await until(allPrinted);
});
afterEach(async () => {
  await printing.stop();
  printer.close();
  await device.stop();
});

/** What goes wrong in the middle of Q2, what staff are told, how it is helped, and what is on paper in the end. */
interface Trouble {
  name: string;
  begins: () => void;
  code: FaultCode;
  helped: () => void | Promise<void>;
  paper: string[];
}
const onceMarked = ['Q1', 'Q2 duplicate', 'Q3'];
const troubles: Trouble[] = [
  {
    name: 'the paper ends',
    begins: () => device.strikeAfter(inTheMiddle, () => (device.paperBytes = 0)),
    code: 'printer-out-of-paper',
    helped: () => device.refill(),
    paper: onceMarked,
  },
  {
    name: 'the cover is opened',
    begins: () => device.strikeAfter(inTheMiddle, () => (device.isCoverOpen = true)),
    code: 'printer-cover-open',
    helped: () => device.release(),
    paper: onceMarked,
  },
  {
    name: 'it goes offline without a reason',
    begins: () => device.strikeAfter(inTheMiddle, () => (device.isPaused = true)),
    code: 'printer-failed',
    helped: () => device.release(),
    paper: onceMarked,
  },
  {
    name: 'its cutter jams',
    begins: () => device.strikeAfter(inTheMiddle, () => (device.isJammed = true)),
    code: 'printer-failed',
    helped: () => device.release(),
    paper: onceMarked,
  },
  {
    name: 'the connection is cut before the whole of it is sent',
    // Three questions of three bytes come before each ticket.
    begins: () => {
      device.hangUpAfterBytes = 3 * 3 + inTheMiddle;
    },
    code: 'printer-unreachable',
    helped: () => undefined,
    paper: onceMarked,
  },
  {
    name: 'the connection is cut when all of it is sent',
    begins: () => device.strikeAfter(inTheMiddle, () => device.cutConnections()),
    code: 'printer-unreachable',
    helped: () => undefined,
    paper: ['Q1', 'Q2', 'Q2 duplicate', 'Q3'],
  },
  {
    name: 'it falls silent, and the ticket comes out all the same',
    begins: () => device.strikeAfter(inTheMiddle, () => (device.isMute = true)),
    code: 'printer-unreachable',
    helped: () => {
      device.isMute = false;
    },
    paper: ['Q1', 'Q2', 'Q2 duplicate', 'Q3'],
  },
  {
    name: 'its answers become too late',
    begins: () => device.strikeAfter(inTheMiddle, () => (device.answerDelayMs = 2000)),
    code: 'printer-unreachable',
    helped: () => {
      device.answerDelayMs = 0;
    },
    paper: ['Q1', 'Q2', 'Q2 duplicate', 'Q3'],
  },
];

describe('in the middle of a ticket', () => {
  test.each(troubles)(
    '$name: told as $code; then every ticket is there, and whatever may be a second copy says so',
    async ({ begins, code, helped, paper }) => {
      begins();
      add('Q2');
      add('Q3');
      printing.wake();
      await until(isTold);
      expect([...told]).toEqual([code]);
      expect(queue.jobs[2]?.state).toBe('queued');
      await device.until(() => device.heldBytes === 0);
      await helped();
      await until(allPrinted);
      expect(slips(device)).toEqual(paper);
      expect(printing.fault()).toBeNull();
    },
  );

  test('its power goes: what it held is lost, and comes out of it marked when it is back', async () => {
    const { port } = device;
    const before = device;
    device.strikeAfter(inTheMiddle, () => device.powerOff());
    add('Q2');
    add('Q3');
    printing.wake();
    await until(isTold);
    device = await TcpPrinter.start(port);
    await until(allPrinted);
    expect(slips(before, device)).toEqual(onceMarked);
  });

  test('the terminal stops there and starts again: the ticket is marked, the others are not', async () => {
    device.strikeAfter(inTheMiddle, () => (device.isPaused = true));
    add('Q2');
    add('Q3');
    printing.wake();
    await until(isTold);
    await device.until(() => device.heldBytes === 0);
    await printing.stop();
    // As a power cut leaves it.
    for (const job of queue.jobs) if (job.state !== 'printed' && job.jobId === 2) job.state = 'printing';
    device.release();
    start();
    await until(allPrinted);
    expect(slips(device)).toEqual(onceMarked);
  });
});

describe('before a ticket', () => {
  const before: Omit<Trouble, 'paper'>[] = [
    {
      name: 'no paper',
      begins: () => (device.paperBytes = 0),
      code: 'printer-out-of-paper',
      helped: () => device.refill(),
    },
    {
      name: 'an open cover',
      begins: () => (device.isCoverOpen = true),
      code: 'printer-cover-open',
      helped: () => device.release(),
    },
    {
      name: 'answers that come too late',
      begins: () => (device.answerDelayMs = 2000),
      code: 'printer-unreachable',
      helped: () => {
        device.answerDelayMs = 0;
      },
    },
  ];
  test.each(before)(
    '$name: told as $code, and nothing is marked, for nothing can have come out',
    async ({ begins, code, helped }) => {
      begins();
      add('Q2');
      add('Q3');
      printing.wake();
      await until(isTold);
      expect([...told]).toEqual([code]);
      await helped();
      await until(allPrinted);
      expect(slips(device)).toEqual(['Q1', 'Q2', 'Q3']);
    },
  );

  test('answers that are late but in time hold nothing up', async () => {
    device.answerDelayMs = 40;
    add('Q2');
    printing.wake();
    await until(allPrinted);
    expect([slips(device), printing.fault()]).toEqual([['Q1', 'Q2'], null]);
  });

  test('paper that is low is shown, and it prints on', async () => {
    device.isPaperLow = true;
    add('Q2');
    printing.wake();
    await until(allPrinted);
    await until(() => printing.status()?.paper === 'low');
    expect([slips(device), [...told]]).toEqual([['Q1', 'Q2'], []]);
  });
});

describe('after a refill', () => {
  test('a ticket that tears at each new roll is left to staff, and the others come out once each', async () => {
    add('Q2');
    add('Q3');
    for (let roll = 0; roll < 3; roll++) {
      device.strikeAfter(inTheMiddle, () => (device.paperBytes = 0));
      printing.wake();
      await until(isTold);
      await device.until(() => device.heldBytes === 0);
      device.refill();
      await until(() => printing.fault() === null);
    }
    await until(() => queue.jobs[2]?.state === 'printed');
    expect(queue.states()).toEqual(['printed', 'failed', 'printed']);
    expect(slips(device)).toEqual(['Q1', 'Q3']);
  });

  test('tickets go out one at a time: when the new roll ends too, the rest waits unmarked', async () => {
    device.paperBytes = 0;
    for (const seat of ['Q2', 'Q3', 'Q4', 'Q5']) add(seat);
    printing.wake();
    await until(isTold);
    const oneAndABit = (device.slips[0]?.length ?? 0) + 400;
    device.refill();
    device.paperBytes = oneAndABit;
    await until(() => queue.jobs[1]?.state === 'printed');
    await until(isTold);
    expect(queue.jobs.map((job) => job.duplicate)).toEqual([false, false, true, false, false]);
    await device.until(() => device.heldBytes === 0);
    device.refill();
    await until(allPrinted);
    expect(slips(device)).toEqual(['Q1', 'Q2', 'Q3 duplicate', 'Q4', 'Q5']);
  });
});
