/** The way to the server, free of any transport: Socket.IO in the real terminal, messages in the simulator. */
import type { Broadcast, CallAnswer, CallName, CallRequest } from '@marquee/shared/protocol/calls';

export interface Connection {
  /** To be signed in the hello. */
  readonly challenge: string;
  /**
   * Throws Fault: `link-down` and `request-timed-out` (the request may have had its effect), or the server's own code. A
   * request that timed out has also closed the connection: a link without an answer for 3 s counts as down.
   */
  request<N extends CallName>(call: N, request: CallRequest<N>): Promise<CallAnswer<N>>;
  /** Resolves when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface Link {
  /**
   * Throws Fault `link-down`. `onBroadcast` is called in the order of sending, from the moment the connection is open;
   * `onAsked` when the server asks something, which the answer to the next status names.
   */
  open(onBroadcast: (broadcast: Broadcast) => void, onAsked?: () => void): Promise<Connection>;
}
