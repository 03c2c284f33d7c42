/** A kiosk as a real process, with what stands on its counter: the page's bridge, the simulated printer and reader. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CallAnswer, CallArgs, CallName } from '@marquee/terminal/calls';
import { type Bridge, type BridgeSocket, openBridge } from '@marquee/terminal/ui-kit/bridge';
import { WebSocket } from 'ws';
import { type Program, startProgram } from './program.ts';

export type PrinterAction = 'refill' | 'two-slips' | 'paper-out' | 'open-cover' | 'close-cover' | 'unplug' | 'plug-in';
export type ReaderMode = 'approve' | 'decline' | 'timeout' | 'lost-answer' | 'unreachable';

export interface KioskOptions {
  name: string;
  /** Its own; kept over restarts. */
  folder: string;
  serverUrl: string;
  enrolCode: string;
  /** Read anew at each start. */
  env?: Record<string, string>;
}

export interface Kiosk {
  name: string;
  folder: string;
  papersFolder: string;
  databaseFile: string;
  readerFile: string;
  /** Opens the page; the same after a restart. */
  url: string;
  /** Opens the customer's screen beside a till. */
  customerUrl: string;
  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>>;
  /** Resolves with the first answer that satisfies `isSo`, asked again at each announcement of the core. */
  untilAnswer<N extends CallName>(
    name: N,
    args: CallArgs<N>,
    isSo: (answer: CallAnswer<N>) => boolean,
    withinMs?: number,
  ): Promise<CallAnswer<N>>;
  setPrinter(action: PrinterAction): Promise<void>;
  setReader(mode: ReaderMode): Promise<void>;
  /** The card reader's way to its bank. */
  setBank(bank: 'there' | 'away'): Promise<void>;
  /** As a power cut does. */
  kill(): Promise<void>;
  /** Again, with the same disk. */
  start(): Promise<void>;
  /** Answers the exit code. */
  stop(): Promise<number>;
}

export async function startKiosk({ name, folder, serverUrl, enrolCode, env = {} }: KioskOptions): Promise<Kiosk> {
  const papersFolder = join(folder, 'papers');
  const pageToken = randomBytes(32).toString('base64url');
  let port = 0;
  let program: Program;
  let wire: Wire;

  async function start(): Promise<void> {
    program = await startProgram({
      name,
      file: 'terminal/src/start.ts',
      env: {
        NAME: name,
        PORT: String(port),
        DATA_DIR: folder,
        SERVER_URL: serverUrl,
        ENROL_CODE: enrolCode,
        PRINTER: `virtual:${papersFolder}`,
        PAGE_TOKEN: pageToken,
        STDIN_CLOSES: '1',
        ...env,
      },
      log: `${folder}.log`,
    });
    port = Number(new URL(program.readyLine.url).port);
    wire = await openWire(program.readyLine.url);
  }

  await start();
  return {
    name,
    folder,
    papersFolder,
    databaseFile: join(folder, 'terminal.db'),
    readerFile: join(folder, 'simulated-reader.json'),
    get url() {
      return program.readyLine.url;
    },
    get customerUrl() {
      return String(program.readyLine.customerUrl);
    },
    call: (call, args) => wire.bridge.call(call, args),
    untilAnswer: (call, args, isSo, withinMs) => untilAnswer(wire.bridge, { call, args, isSo, withinMs }),
    setPrinter: (action) => wire.post('/printer/trouble', { action }),
    setReader: (mode) => wire.post('/simulator/reader', { mode }),
    setBank: (bank) => wire.post('/simulator/reader', { bank }),
    async kill() {
      wire.bridge.close();
      await program.kill();
    },
    start,
    async stop() {
      wire.bridge.close();
      return program.stop();
    },
  };
}

interface Wire {
  bridge: Bridge;
  post(path: string, body: object): Promise<void>;
}

/** What a page does: it shows the token once and then has the cookie. */
async function openWire(url: string): Promise<Wire> {
  const { origin } = new URL(url);
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`the kiosk gave no cookie: ${entered.status}`);
  const headers = { cookie, origin };
  const bridge = openBridge({
    openSocket: () => {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, { headers });
      // Its close says as much; without a listener the error would end this process.
      socket.on('error', () => socket.terminate());
      return socket as unknown as BridgeSocket;
    },
    wait: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    report: (problem) => console.error(problem),
  });
  await new Promise<void>((resolve) => bridge.onLink((link) => link === 'open' && resolve()));
  return {
    bridge,
    async post(path, body) {
      const answer = await fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    },
  };
}

interface Question<N extends CallName> {
  call: N;
  args: CallArgs<N>;
  isSo: (answer: CallAnswer<N>) => boolean;
  withinMs: number | undefined;
}

/** Announcements can be missed between two answers, so it also asks again by itself. */
const askAgainMs = 250;

/** One question at a time, like the page: a core hangs up on whoever asks anew for each of many announcements. */
async function untilAnswer<N extends CallName>(
  bridge: Bridge,
  { call, args, isSo, withinMs = 20_000 }: Question<N>,
): Promise<CallAnswer<N>> {
  const untilMs = performance.now() + withinMs;
  let tell: () => void = () => undefined;
  const stopEvents = bridge.onEvent(() => tell());
  try {
    for (;;) {
      const told = new Promise<void>((resolve) => {
        tell = resolve;
      });
      const answer = await bridge.call(call, args);
      if (isSo(answer)) return answer;
      if (performance.now() > untilMs) {
        const last = JSON.stringify(answer).slice(0, 500);
        throw new Error(`${call} did not become so within ${withinMs} ms; last: ${last}`);
      }
      await Promise.race([told, wait(askAgainMs)]);
    }
  } finally {
    stopEvents();
  }
}
