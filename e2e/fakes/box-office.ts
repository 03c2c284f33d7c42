/** A whole cinema on this machine in a folder of its own: the server and its kiosks as processes, on free ports. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Enrol } from '@marquee/shared/protocol/calls';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { z } from 'zod';
import { zoneOfAfternoon } from './afternoon.ts';
import { type Kiosk, startKiosk } from './kiosk.ts';
import { type Program, startProgram } from './program.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export interface BoxOffice {
  folder: string;
  serverUrl: string;
  serverDatabaseFile: string;
  /** Opens a kiosk, or what `ROLE` says, under its own name; it reaches the server through a cable that can be cut. */
  addKiosk(options?: { env?: Record<string, string> }): Promise<{ kiosk: Kiosk; cable: TcpProxy }>;
  stopServer(): Promise<number>;
  /** As a power cut does; `startServer` begins again with the same disk, under the same address. */
  killServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Ends everything that still runs, and removes the folder unless it is to be kept. */
  close(options?: { keep?: boolean }): Promise<void>;
}

export interface BoxOfficeOptions {
  /** How many terminals there may be of each role. */
  kiosks?: number;
  folder?: string;
}

export async function openBoxOffice({
  kiosks = 1,
  folder = mkdtempSync(join(tmpdir(), 'marquee-')),
}: BoxOfficeOptions = {}): Promise<BoxOffice> {
  const serverFolder = join(folder, 'server');
  mkdirSync(serverFolder, { recursive: true });
  let server = await startServer({ folder, serverFolder, kiosks, port: 0 });
  const codes = readCodes(server);
  const serverPort = Number(new URL(server.readyLine.url).port);
  const opened: { kiosk: Kiosk; cable: TcpProxy }[] = [];
  const taken = new Set<object>();
  const ended = new Set<Kiosk>();
  let isServing = true;
  let numbered = 0;

  return {
    folder,
    serverUrl: server.readyLine.url,
    serverDatabaseFile: join(serverFolder, 'marquee.sqlite'),
    async addKiosk({ env = {} } = {}) {
      const role = env.ROLE ?? 'kiosk';
      numbered += 1;
      const name = `${role}-${numbered}`;
      const enrolCode = codes.find((code) => code.role === role && !taken.has(code));
      if (!enrolCode) throw new Error(`the server gave no further enrolment code for a ${role}`);
      taken.add(enrolCode);
      const cable = await startTcpProxy(serverPort);
      try {
        const kiosk = await startKiosk({
          name,
          folder: join(folder, name),
          serverUrl: cable.url,
          enrolCode: enrolCode.code,
          env,
        });
        opened.push({ kiosk, cable });
        return { kiosk, cable };
      } catch (thrown) {
        await cable.stop();
        throw thrown;
      }
    },
    stopServer() {
      isServing = false;
      return server.stop();
    },
    async killServer() {
      isServing = false;
      await server.kill();
    },
    async startServer() {
      server = await startServer({ folder, serverFolder, kiosks, port: serverPort });
      isServing = true;
    },
    async close({ keep = false } = {}) {
      for (const { kiosk, cable } of opened) {
        cable.mend();
        if (!ended.has(kiosk)) await kiosk.stop();
        ended.add(kiosk);
        await cable.stop();
      }
      if (isServing) await server.stop();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface ServerToStart {
  folder: string;
  serverFolder: string;
  kiosks: number;
  /** 0 for any free one. */
  port: number;
}

function startServer({ folder, serverFolder, kiosks, port }: ServerToStart): Promise<Program> {
  return startProgram({
    name: 'server',
    file: 'sync-server/src/start.ts',
    env: {
      PORT: String(port),
      DATA_DIR: serverFolder,
      DEMO: '1',
      DEMO_DAYS: '2',
      DEMO_TIME_ZONE: zoneOfAfternoon(systemClock.nowMs()),
      DEMO_CODES: Enrol.shape.role.options.flatMap((role) => Array(kiosks).fill(role)).join(','),
      STDIN_CLOSES: '1',
    },
    log: join(folder, 'server.log'),
  });
}

const Codes = z.array(z.object({ role: Enrol.shape.role, code: z.string() })).default([]);

const readCodes = ({ readyLine }: Program) => Codes.parse(readyLine.enrolCodes);
