import { connect, type Socket } from 'node:net';
import type { Clock } from '@marquee/shared/clock';
import { inOrder } from './in-order.ts';
import { type Printer, PrinterFault, unaskedStatus } from './printer.ts';
import { type PrinterHabits, type PrinterLink, PrinterTalk, type TalkLimits, talkLimits } from './printer-talk.ts';

export interface NetworkPrinterSetting {
  address: string;
  host: string;
  port: number;
  /** False for the rare printer that never answers; it is then believed to be fine. */
  asksStatus: boolean;
  limits?: TalkLimits;
}

/** A closed socket has so long to send its last bytes; then it is reset, so that no rest of a slip goes out later. */
const flushMs = 1000;

/**
 * A printer on TCP port 9100. Each talk opens its own connection, so that several terminals can share a printer and a
 * printer that was switched off and on is found again by itself.
 */
export function openNetworkPrinter(setting: NetworkPrinterSetting, clock: Clock): Printer {
  const { address } = setting;
  const limits = setting.limits ?? talkLimits;
  const habits: PrinterHabits = { answersInTurn: 'untried', holdsRest: true };
  const takeTurn = inOrder();
  let link: PrinterLink | null = null;
  let closed = false;

  const talk = <T>(say: (talk: PrinterTalk) => Promise<T>): Promise<T> =>
    takeTurn(async () => {
      if (closed) throw new PrinterFault('printer-unreachable', `printer ${address} is closed`, { sent: 'nothing' });
      link = await openSocket(setting, clock, limits.connectMs);
      try {
        return await say(new PrinterTalk(link, { address, clock, limits, habits }));
      } finally {
        link.close();
        link = null;
      }
    });

  return {
    describe: () => address,
    status: () => (setting.asksStatus ? talk((to) => to.status()) : talk(async () => unaskedStatus)),
    print: (bytes) => talk((to) => (setting.asksStatus ? to.print(bytes) : to.printUnasked(bytes))),
    close: () => {
      closed = true;
      link?.close();
    },
  };
}

function openSocket(setting: NetworkPrinterSetting, clock: Clock, connectMs: number): Promise<PrinterLink> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: setting.host, port: setting.port, noDelay: true });
    const fail = (what: string, cause?: Error) => {
      cancel();
      socket.destroy();
      reject(new PrinterFault('printer-unreachable', `printer ${setting.address} ${what}`, { sent: 'nothing', cause }));
    };
    const cancel = clock.setTimer(connectMs, () => fail('does not accept a connection'));
    const refuse = (cause: Error) => fail('refuses the connection', cause);
    socket.once('error', refuse);
    socket.once('connect', () => {
      cancel();
      socket.off('error', refuse);
      resolve(socketLink(socket, clock));
    });
  });
}

function socketLink(socket: Socket, clock: Clock): PrinterLink {
  let failure: Error | null = null;
  let broken = (cause: Error) => {
    failure ??= cause;
  };
  socket.on('error', (cause) => broken(cause));
  socket.on('end', () => broken(new Error('the printer ended the connection')));
  socket.on('close', () => broken(new Error('the connection is closed')));
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    listen: (hear) => {
      socket.on('data', hear.bytes);
      broken = hear.broken;
      if (failure) hear.broken(failure);
    },
    close: () => {
      const cancel = clock.setTimer(flushMs, () => socket.resetAndDestroy());
      socket.once('close', cancel);
      socket.end();
    },
  };
}
