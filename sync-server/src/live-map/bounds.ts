/** How much one address, and all of them together, may have of the live seat map. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@marquee/shared/clock';

export interface LiveLimits {
  /** Sockets of this instance. */
  socketsMax: number;
  socketsPerAddressMax: number;
  screeningsPerSocketMax: number;
  /** Screenings that are followed through this instance. */
  roomsMax: number;
  messagesPerMinuteMax: number;
  toldAtOnceMax: number;
  /** Of a socket that doesn't read: what waits for it in this process. */
  waitingMessagesMax: number;
}

/** Those of sockets are settings. */
export const liveLimits: Omit<LiveLimits, 'socketsMax' | 'socketsPerAddressMax'> = {
  screeningsPerSocketMax: 4,
  roomsMax: 1000,
  messagesPerMinuteMax: 240,
  toldAtOnceMax: 250,
  waitingMessagesMax: 64,
};

export interface Addresses {
  mayConnect(address: string): boolean;
  connect(address: string): void;
  disconnect(address: string): void;
  /** `flood`: goes on sending although it was told that it is too much. */
  noteMessage(address: string): 'fine' | 'too-many' | 'flood';
}

const minuteMs = 60_000;

export function makeAddresses(clock: Pick<Clock, 'monotonicMs'>, limits: LiveLimits): Addresses {
  const sockets = new Map<string, number>();
  let connected = 0;
  let minuteStartedMs = clock.monotonicMs();
  /** In this minute, also of those who have gone: nobody gets more by coming again. */
  const messages = new Map<string, number>();

  return {
    mayConnect: (address) => connected < limits.socketsMax && (sockets.get(address) ?? 0) < limits.socketsPerAddressMax,
    connect(address) {
      connected += 1;
      sockets.set(address, (sockets.get(address) ?? 0) + 1);
    },
    disconnect(address) {
      connected -= 1;
      const left = (sockets.get(address) ?? 1) - 1;
      if (left > 0) sockets.set(address, left);
      else sockets.delete(address);
    },
    noteMessage(address) {
      if (clock.monotonicMs() - minuteStartedMs >= minuteMs) {
        minuteStartedMs = clock.monotonicMs();
        messages.clear();
      }
      // So many other addresses in a minute are no guests.
      if (!messages.has(address) && messages.size >= 4 * limits.socketsMax) return 'too-many';
      const sent = (messages.get(address) ?? 0) + 1;
      messages.set(address, sent);
      if (sent <= limits.messagesPerMinuteMax) return 'fine';
      return sent <= 2 * limits.messagesPerMinuteMax ? 'too-many' : 'flood';
    },
  };
}

/** By the same rule as for HTTP: what the proxy of one's own has added last, where there is one. */
export function addressOf({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim() : '';
  return forwarded || socket.remoteAddress || '';
}

/** A page's own server, or one of the configuration. Whatever sends no origin is no page. */
export function isOriginAllowed({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  return (
    origin === undefined || origins.includes(origin) || origin === `http://${host}` || origin === `https://${host}`
  );
}
