import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Clock } from '@marquee/shared/clock';
import { inOrder } from './in-order.ts';
import { type Printer, PrinterFault, unaskedStatus } from './printer.ts';
import { type PrinterLink, type TalkLimits, talkLimits } from './printer-talk.ts';
import { Talks } from './talks.ts';

export interface DeviceFileSetting {
  address: string;
  /** `/dev/usb/lp0`, `/dev/ttyS0`. */
  path: string;
  limits?: TalkLimits;
}

/** How often a device that isn't ready is tried again. */
const retryMs = 25;

/**
 * A printer behind a device file. It is opened without blocking: a read that waits for a silent printer could never be
 * taken back. One that has never answered (many cables carry one direction only) is believed to be fine.
 */
export function openDeviceFilePrinter(setting: DeviceFileSetting, clock: Clock): Printer {
  const { address } = setting;
  const limits = setting.limits ?? talkLimits;
  const openLink = async () => fileLink(await openDevice(setting), clock, limits.printMs);
  const talks = new Talks({ address, clock, limits, openLink });
  let answers: 'untried' | 'yes' | 'never' = 'untried';

  const learnWhetherItAnswers = async (): Promise<void> => {
    if (answers !== 'untried') return;
    try {
      await talks.take((to) => to.status());
      answers = 'yes';
    } catch (thrown) {
      if (!(thrown instanceof PrinterFault) || thrown.cause !== undefined) throw thrown;
      answers = 'never';
    }
  };

  return {
    describe: () => address,
    status: async () => {
      await learnWhetherItAnswers();
      return await talks.take(async (to) => (answers === 'yes' ? await to.status() : unaskedStatus));
    },
    print: async (bytes) => {
      await learnWhetherItAnswers();
      await talks.take((to) => (answers === 'yes' ? to.print(bytes) : to.printUnasked(bytes)));
    },
    openDrawer: async (pin) => {
      await learnWhetherItAnswers();
      await talks.openDrawer(pin, (to) => (answers === 'yes' ? to.openDrawer(pin) : to.openDrawerUnasked(pin)));
    },
    close: () => undefined,
  };
}

/** The operating system's name for what went wrong. */
function errorCode(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
}

async function openDevice(setting: DeviceFileSetting): Promise<FileHandle> {
  try {
    return await open(setting.path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_APPEND);
  } catch (cause) {
    const denied = ['EACCES', 'EISDIR'].includes(errorCode(cause));
    const what = denied ? 'may not be opened by this program' : 'is not there: off, or not plugged in';
    throw new PrinterFault(
      denied ? 'printer-misconfigured' : 'printer-unreachable',
      `printer ${setting.address} ${what}`,
      {
        sent: 'nothing',
        cause,
      },
    );
  }
}

function fileLink(file: FileHandle, clock: Clock, sendMsMax: number): PrinterLink {
  let isOpen = true;

  const readAll = async (hear: (bytes: Buffer) => void): Promise<void> => {
    const buffer = Buffer.alloc(64);
    while (isOpen) {
      try {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
        if (bytesRead > 0) hear(Buffer.from(buffer.subarray(0, bytesRead)));
        else await clock.sleep(retryMs);
      } catch (thrown) {
        if (errorCode(thrown) !== 'EAGAIN') throw thrown;
        await clock.sleep(retryMs);
      }
    }
    await file.close();
  };

  const takeTurn = inOrder();
  const sendAll = async (bytes: Buffer): Promise<void> => {
    const untilMs = clock.monotonicMs() + sendMsMax;
    let at = 0;
    while (at < bytes.length && isOpen) {
      try {
        at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
      } catch (thrown) {
        if (errorCode(thrown) !== 'EAGAIN' || clock.monotonicMs() > untilMs) throw thrown;
        await clock.sleep(retryMs);
      }
    }
  };

  return {
    send: (bytes) => takeTurn(() => sendAll(bytes)),
    listen: (hear) => {
      readAll(hear.bytes).catch(hear.broken);
    },
    close: () => {
      isOpen = false;
    },
  };
}
