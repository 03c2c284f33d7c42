/**
 * Who may talk to the terminal core.
 *
 * - The Host header must name the loopback address: a web page whose name was re-pointed to 127.0.0.1 (DNS rebinding)
 *   carries its own name there.
 * - The page is opened once with the token in its address. That sets a cookie, which scripts cannot read and which other
 *   sites' requests do not carry, and the address is replaced by one without the token.
 * - A WebSocket and every POST must come from our own origin as well: browsers send cookies of 127.0.0.1 to any port.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { assert } from '@marquee/shared/assert';
import { describeFault, Fault } from '@marquee/shared/errors';

export interface Access {
  /** Null when the request may pass; otherwise why not, for the log. */
  refuse(request: IncomingMessage, options: { mustShowOrigin: boolean }): string | null;
  isOurHost(request: IncomingMessage): boolean;
  isToken(token: string): boolean;
  /** The Set-Cookie value for a page that showed the token. */
  cookie: string;
}

/** `door`: pages that may do different things have tokens and cookies of their own. */
export function makeAccess(port: number, token: string, door = ''): Access {
  assert(token.length >= 32, 'the bridge token has at least 32 characters');
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // The port is in the name because cookies are shared by all ports of a host: two terminals may run on one machine.
  const name = `marquee${door}-${port}`;
  const secret = createHmac('sha256', token).update('bridge cookie').digest('base64url');
  const isOurHost = (request: IncomingMessage) => hosts.includes(request.headers.host ?? '');
  return {
    isOurHost,
    isToken: (shown) => isSame(shown, token),
    cookie: `${name}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
    refuse(request, { mustShowOrigin }) {
      if (!isOurHost(request)) return 'other host';
      if (mustShowOrigin && request.headers.origin !== `http://${request.headers.host}`) return 'other origin';
      if (!isSame(findCookie(request, name), secret)) return 'no cookie';
      return null;
    },
  };
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function findCookie(request: IncomingMessage, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** One line for whoever opened the address by hand. */
export const refusalText = `${describeFault(new Fault('access-refused'))}\n`;

/** Answers an upgrade request that will not become a WebSocket. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  const body = status.startsWith('403') ? refusalText : '';
  const head = [`HTTP/1.1 ${status}`, 'Connection: close', 'Content-Type: text/plain; charset=utf-8'];
  socket.end(`${[...head, `Content-Length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`);
}

/** Nothing but our own files runs or is loaded; nobody frames us; the address is told to nobody. */
export const pageHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    // Compiling our own decoder of camera pictures; text is still never run as code.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "media-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** For a poster: an image that can do nothing even when it is opened as a document. Its own styles are inside it. */
export const imageHeaders = {
  ...pageHeaders,
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox",
} as const;
