import { connect, type Socket } from 'node:net';
import type { Clock } from '@marquee/shared/clock';
import { type Printer, PrinterFault, unaskedStatus } from './printer.ts';
import { type PrinterLink, type TalkLimits, talkLimits } from './printer-talk.ts';
import { Talks } from './talks.ts';

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
  const { address, asksStatus } = setting;
  const limits = setting.limits ?? talkLimits;
  const talks = new Talks({ address, clock, limits, openLink: () => openSocket(setting, clock, limits.connectMs) });
  return {
    describe: () => address,
    status: () => talks.take(async (to) => (asksStatus ? await to.status() : unaskedStatus)),
    print: (bytes) => talks.take((to) => (asksStatus ? to.print(bytes) : to.printUnasked(bytes))),
    openDrawer: (pin) => talks.openDrawer(pin, (to) => (asksStatus ? to.openDrawer(pin) : to.openDrawerUnasked(pin))),
    close: () => talks.close(),
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
