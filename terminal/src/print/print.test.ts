import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { testPagePaper } from '@marquee/printer-templates/test-page/test-page';
import { aReceipt, aTestPage, aTicket } from '@marquee/printer-templates/testing/slips';
import type { Clock } from '@marquee/shared/clock';
import { openNetworkPrinter } from '../devices/network-printer.ts';
import type { Printer } from '../devices/printer.ts';
import { TcpPrinter } from '../devices/testing/tcp-printer.ts';
import { VirtualPrinter } from '../devices/virtual-printer.ts';
import { systemClock } from '../platform/clock.ts';
import { type Printing, type PrintJob, type PrintStore, printSlip, startPrinting } from './print.ts';

const templateOptions = { width: 58, language: 'en' } as const;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Waits that last minutes at the box office last milliseconds here; their order stays. */
const quick: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 200, signal) };

/** The queue's rules without a database: what the terminal's own table does, in memory. */
class Queue implements PrintStore {
  readonly jobs: PrintJob[] = [];
  readonly history: string[] = [];
  failures = 0;

  add(job: Partial<PrintJob> = {}): PrintJob {
    const jobId = this.jobs.length + 1;
    const payload = JSON.stringify(job.kind === 'receipt' ? aReceipt() : aTicket({ line: jobId, tickets: 9 }));
    const added: PrintJob = {
      jobId,
      entrySeq: 123,
      line: jobId,
      kind: 'ticket',
      payload,
      state: 'queued',
      duplicate: false,
      attempts: 0,
      ...job,
    };
    this.jobs.push(added);
    return added;
  }

  nextJob(): PrintJob | null {
    const job = this.jobs.find((each) => each.state === 'queued');
    return job ? { ...job } : null;
  }

  jobsInDoubt(): PrintJob[] {
    return this.jobs.filter((each) => each.state === 'printing').map((job) => ({ ...job }));
  }

  setState(jobId: number, state: PrintJob['state'], note: { duplicate?: boolean } = {}): void {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('disk full');
    }
    const job = this.jobs.find((each) => each.jobId === jobId);
    if (!job) throw new Error(`no job ${jobId}`);
    job.state = state;
    if (state === 'printing') job.attempts += 1;
    if (note.duplicate) job.duplicate = true;
    this.history.push(`${jobId} ${state}`);
  }

  states(): string[] {
    return this.jobs.map((job) => job.state);
  }
}

let folder: string;
let queue: Queue;
let virtual: VirtualPrinter;
let printing: Printing;
let waiting: { met: () => boolean; resolve: () => void }[];

/** Resolves when the printing announces a change after which this holds. */
function until(met: () => boolean): Promise<void> {
  if (met()) return Promise.resolve();
  return new Promise((resolve) => waiting.push({ met, resolve }));
}

function start(printer: Printer = virtual): void {
  const onChange = () => {
    for (const each of waiting) if (each.met()) each.resolve();
  };
  printing = startPrinting({ store: queue, printer, clock: quick, log, onChange, templateOptions });
}

const allPrinted = () => queue.jobs.every((job) => job.state === 'printed');
const printedNames = async () => (await virtual.papers()).map((paper) => paper.jobName);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'print-'));
  queue = new Queue();
  virtual = new VirtualPrinter(folder, { clock: systemClock, width: 58 });
  waiting = [];
});
afterEach(async () => {
  await printing.stop();
  rmSync(folder, { recursive: true });
});

describe('the queue', () => {
  test('tickets and receipt print once each, in the order of the sale', async () => {
    queue.add();
    queue.add();
    queue.add({ kind: 'receipt', line: 0 });
    start();
    await until(allPrinted);
    expect(await printedNames()).toEqual(['ticket-123-1', 'ticket-123-2', 'receipt-123-0']);
    expect(queue.history).toEqual(['1 printing', '1 printed', '2 printing', '2 printed', '3 printing', '3 printed']);
  });

  test('a sale made while the printer is idle prints at once', async () => {
    start();
    await until(() => printing.status() !== null);
    queue.add();
    printing.wake();
    await until(allPrinted);
    expect(await printedNames()).toEqual(['ticket-123-1']);
  });

  test('a ticket that can not be made fails alone and the next one prints', async () => {
    queue.add({ payload: '{"kind":"nonsense"}' });
    queue.add({ kind: 'receipt', payload: JSON.stringify(aReceipt({ totalMinor: 1 })) });
    queue.add();
    start();
    await until(() => queue.jobs[2]?.state === 'printed');
    expect(queue.states()).toEqual(['failed', 'failed', 'printed']);
  });

  test('stopping lets the ticket in hand finish and sends no other', async () => {
    queue.add();
    queue.add();
    start();
    await until(() => queue.jobs[0]?.state === 'printing');
    await printing.stop();
    expect(queue.states()).toEqual(['printed', 'queued']);
  });

  test('a ticket in the guest’s own language', async () => {
    queue.add({ payload: JSON.stringify(aTicket({ language: 'zh' })) });
    start();
    await until(allPrinted);
    expect(queue.states()).toEqual(['printed']);
  });
});

describe('a printer in trouble', () => {
  test('without paper tickets wait unmarked, staff are told, and after the refill each prints once', async () => {
    virtual.setPaper(1);
    for (let count = 0; count < 3; count++) queue.add();
    start();
    await until(() => printing.fault() !== null);
    expect(printing.fault()?.code).toBe('printer-out-of-paper');
    expect(queue.states()).toEqual(['printed', 'queued', 'queued']);
    virtual.refill();
    await until(allPrinted);
    expect(await printedNames()).toEqual(['ticket-123-1', 'ticket-123-2', 'ticket-123-3']);
    expect(printing.fault()).toBeNull();
  });

  test('a printer that is switched off overnight prints nothing twice in the morning', async () => {
    virtual.setReachable(false);
    queue.add();
    start();
    await until(() => printing.fault()?.code === 'printer-unreachable');
    for (let count = 0; count < 20; count++) printing.wake();
    virtual.setReachable(true);
    await until(allPrinted);
    expect(await printedNames()).toEqual(['ticket-123-1']);
  });

  test('low paper is known before it ends', async () => {
    virtual.setPaper(3);
    start();
    await until(() => printing.status()?.paper === 'low');
    expect(printing.fault()).toBeNull();
  });

  test('a ticket that was cut off on its way prints again marked DUPLICATE', async () => {
    virtual.failNext('connection-lost');
    queue.add();
    start();
    await until(allPrinted);
    expect(await printedNames()).toEqual(['ticket-123-1', 'ticket-123-1-duplicate']);
  });

  test('a ticket that is broken off three times is left to staff, and the next one prints', async () => {
    const breaksFirst: Printer = {
      describe: () => virtual.describe(),
      status: () => virtual.status(),
      openDrawer: (pin) => virtual.openDrawer(pin),
      close: () => undefined,
      print: (bytes, name) => {
        if (name?.startsWith('ticket-123-1')) virtual.failNext('connection-lost');
        return virtual.print(bytes, name);
      },
    };
    queue.add();
    queue.add();
    start(breaksFirst);
    await until(() => queue.jobs[1]?.state === 'printed');
    expect(queue.states()).toEqual(['failed', 'printed']);
    expect(await printedNames()).toEqual([
      'ticket-123-1',
      'ticket-123-1-duplicate',
      'ticket-123-1-duplicate',
      'ticket-123-2',
    ]);
  });
});

describe('after a crash', () => {
  test('a ticket found in the middle of printing prints again marked DUPLICATE, before what waits', async () => {
    queue.add({ state: 'printing', attempts: 1 });
    queue.add();
    start();
    await until(allPrinted);
    expect(await printedNames()).toEqual(['ticket-123-1-duplicate', 'ticket-123-2']);
  });

  test('a job that takes the terminal down each time is not tried for ever', async () => {
    queue.add({ state: 'printing', attempts: 3, duplicate: true });
    queue.add();
    start();
    await until(() => queue.jobs[1]?.state === 'printed');
    expect(queue.states()).toEqual(['failed', 'printed']);
  });

  test('a disk that fails between paper and journal leaves a ticket in doubt, never lost', async () => {
    queue.add();
    const failsAfterPaper: Printer = {
      describe: () => virtual.describe(),
      status: () => virtual.status(),
      openDrawer: (pin) => virtual.openDrawer(pin),
      close: () => undefined,
      print: async (bytes, name) => {
        await virtual.print(bytes, name);
        if (!name?.endsWith('duplicate')) queue.failures = 1;
      },
    };
    start(failsAfterPaper);
    await until(() => printing.fault()?.code === 'internal-error');
    await until(allPrinted);
    expect(await printedNames()).toEqual(['ticket-123-1', 'ticket-123-1-duplicate']);
  });
});

describe('over the network', () => {
  let device: TcpPrinter;
  const open = () =>
    openNetworkPrinter(
      {
        address: device.address,
        host: '127.0.0.1',
        port: device.port,
        asksStatus: true,
        limits: { connectMs: 500, answerMs: 300, printMs: 1000 },
      },
      systemClock,
    );
  beforeEach(async () => {
    device = await TcpPrinter.start();
  });
  afterEach(async () => {
    await printing.stop();
    await device.stop();
  });

  test('paper that ends in the middle of a ticket: after the refill one whole ticket comes out, marked, and no torn rest', async () => {
    device.paperBytes = 300;
    queue.add();
    queue.add();
    start(open());
    await until(() => printing.fault()?.code === 'printer-out-of-paper');
    await device.until(() => device.heldBytes === 0);
    device.refill();
    await until(allPrinted);
    const isMarked = (slip: Buffer | undefined) => slip?.includes('DUPLICATE');
    expect(device.slips.map(isMarked)).toEqual([true, false]);
  });

  test('a printer that hangs up is tried again by itself', async () => {
    device.hangUpAfterBytes = 5;
    queue.add();
    start(open());
    await until(allPrinted);
    expect(device.slips).toHaveLength(1);
    expect(queue.jobs[0]?.duplicate).toBe(false);
  });
});

test('a test page prints without a sale', async () => {
  start();
  await printSlip(testPagePaper(aTestPage(), templateOptions), { printer: virtual, width: 58, name: 'test-page' });
  expect(await printedNames()).toEqual(['test-page']);
});
