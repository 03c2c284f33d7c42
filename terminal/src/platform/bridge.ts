/**
 * The loopback bridge between a page and the terminal core: one HTTP server on 127.0.0.1 that serves the built page and
 * answers its calls over a WebSocket. Electron and the browser shell use the same one.
 *
 * Any program and any web page on the machine can reach a loopback port, so every request must show that it belongs to
 * our page: see bridge-access.ts for the rules.
 *
 * Frames are JSON text. Page -> core: {id, call, args}. Core -> page: {id, ok: true, answer} or
 * {id, ok: false, code, detail}; and announcements {event, ...} that nobody asked for.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Fault } from '@marquee/shared/errors';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Access, makeAccess, refuseUpgrade } from './bridge-access.ts';
import { answerFrame, type BridgeHandlers, type BridgeLog } from './bridge-calls.ts';
import { type BridgeRoute, checkPageFolder, customerPath, type PosterSource, serveRequest } from './bridge-files.ts';

/** A page has one socket; a reload may overlap with the old one, and a technician may look in. */
export const socketsMax = 16;
/** The longest frame a page may send, in bytes. */
export const frameBytesMax = 64 * 1024;
/** Calls of one page that wait for their answers at the same time. */
export const openCallsMax = 64;
/** A page that has not read this much is not alive: it is cut off and connects anew. */
const unreadBytesMax = 4 * 1024 * 1024;

export interface BridgeOptions {
  /** 0 takes a free one. */
  port: number;
  /** The folder with the built page's index.html. */
  pageFolder: string;
  /** Secret that opens the page: at least 32 characters. With the same one after a restart, an open page reconnects. */
  token: string;
  handlers: BridgeHandlers;
  log: BridgeLog;
  /** Another page, `/customer/`, with a token of its own that opens it and these calls only. */
  customer?: { token: string; handlers: BridgeHandlers };
  /** SVG text of a movie's poster for /posters/<id>.svg. */
  posters?: PosterSource;
  /** More paths, by prefix with slashes on both ends, such as '/printer/'. */
  routes?: Record<string, BridgeRoute>;
}

export interface Bridge {
  /** With the token: for the shell that opens the page, never for the log. */
  url: string;
  /** Of the customer's screen, with its token; null without one. */
  customerUrl: string | null;
  port: number;
  /** Sends one event to every page. */
  announce(event: { event: string }): void;
  announceToCustomer(event: { event: string }): void;
  close(): Promise<void>;
}

/** Throws Fault 'port-in-use' or 'page-not-built'. */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  checkPageFolder(options.pageFolder);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 });
  const port = await listen(server, options.port);
  const { staff, customer } = openDoors(port, options);
  const doors = customer ? [staff, customer] : [staff];
  const access = { access: staff.access, customerAccess: customer?.access ?? null };
  server.on('request', (request, response) => void serveRequest(request, response, { ...options, ...access }));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', (cause) => options.log.warn({ err: cause }, 'page connection broke'));
    const door = doors.find(({ socketPath }) => socketPath === request.url) ?? { ...staff, socketPath: null };
    upgrade(request, socket, { ...door, head, log: options.log });
  });
  server.on('error', (cause) => options.log.error({ err: cause }, 'bridge server failed'));
  const announceTo = (door: Door | undefined, event: { event: string }) => {
    const frame = JSON.stringify(event);
    for (const socket of door?.sockets.clients ?? []) send(socket, frame);
  };
  return {
    url: `http://127.0.0.1:${port}/?token=${options.token}`,
    customerUrl: options.customer ? `http://127.0.0.1:${port}${customerPath}?token=${options.customer.token}` : null,
    port,
    announce: (event) => announceTo(staff, event),
    announceToCustomer: (event) => announceTo(customer, event),
    close: () =>
      close(
        server,
        doors.map(({ sockets }) => sockets),
      ),
  };
}

/** One for each kind of page: who may pass, where its calls arrive, and what it may ask for. */
interface Door {
  socketPath: string | null;
  access: Access;
  sockets: WebSocketServer;
}

function openDoors(port: number, { token, handlers, customer, log }: BridgeOptions): { staff: Door; customer?: Door } {
  const openDoor = (socketPath: string, access: Access, calls: BridgeHandlers): Door => {
    const sockets = new WebSocketServer({ noServer: true, maxPayload: frameBytesMax, perMessageDeflate: false });
    sockets.on('connection', (socket) => serveSocket(socket, calls, log));
    return { socketPath, access, sockets };
  };
  const staff = openDoor('/bridge', makeAccess(port, token), handlers);
  if (!customer) return { staff };
  const access = makeAccess(port, customer.token, '-customer');
  return { staff, customer: openDoor(`${customerPath}bridge`, access, customer.handlers) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const used = cause.code === 'EADDRINUSE';
      reject(new Fault(used ? 'port-in-use' : 'configuration-invalid', `port ${port} of 127.0.0.1`, { cause }));
    });
    server.listen(port, '127.0.0.1', () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

interface Upgrade extends Door {
  head: Buffer;
  log: BridgeLog;
}

function upgrade(request: IncomingMessage, socket: Duplex, { head, sockets, access, socketPath, log }: Upgrade): void {
  const refusal = access.refuse(request, { mustShowOrigin: true });
  if (refusal !== null || socketPath === null) {
    log.warn({ refusal: refusal ?? 'unknown path', origin: request.headers.origin }, 'page connection refused');
    refuseUpgrade(socket, refusal === null ? '404 Not Found' : '403 Forbidden');
    return;
  }
  if (sockets.clients.size >= socketsMax) {
    log.warn({ sockets: socketsMax }, 'too many page connections');
    refuseUpgrade(socket, '503 Service Unavailable');
    return;
  }
  sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
}

function serveSocket(socket: WebSocket, handlers: BridgeHandlers, log: BridgeLog): void {
  let openCalls = 0;
  // ws closes the connection itself after a frame that is too long or broken; without a listener it would end the core.
  socket.on('error', (cause) => log.warn({ err: cause }, 'page connection broke'));
  socket.on('message', async (data, isBinary) => {
    if (openCalls >= openCallsMax) {
      socket.close(1013, 'too many open calls');
      return;
    }
    openCalls++;
    try {
      send(socket, await answerFrame(isBinary ? null : String(data), handlers, log));
    } finally {
      openCalls--;
    }
  });
}

function send(socket: WebSocket, frame: string): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > unreadBytesMax) socket.terminate();
  else socket.send(frame);
}

function close(server: Server, doors: readonly WebSocketServer[]): Promise<void> {
  return new Promise((resolve) => {
    for (const sockets of doors) {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    }
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
