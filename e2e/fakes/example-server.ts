/** The server with the demo cinema, and the example client of its API built, at an address for which phones make keys. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { zoneOfAfternoon } from './afternoon.ts';
import { type Program, startProgram } from './program.ts';

export interface ExampleServer {
  /** `http://localhost:…`: keys are made for a name, not for an address. */
  url: string;
  databaseFile: string;
  /** Of tomorrow, with numbered seats, the largest house last. */
  screenings: { id: number; movieId: number; title: string; venueName: string }[];
  /** Nobody answers any more, as where there is no network. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openExampleServer(env: Record<string, string> = {}): Promise<ExampleServer> {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-example-'));
  const port = await findPort();
  const url = `http://localhost:${port}`;
  const dataDir = join(folder, 'server');
  const program: Program = await startProgram({
    name: 'server',
    file: 'sync-server/src/start.ts',
    env: {
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: '1',
      DEMO_DAYS: '2',
      DEMO_TIME_ZONE: zoneOfAfternoon(systemClock.nowMs()),
      STDIN_CLOSES: '1',
      ...env,
    },
    log: join(folder, 'server.log'),
  });
  const tomorrow = new Date(systemClock.nowMs() + 86_400_000).toISOString().slice(0, 10);
  const found = await (await fetch(`${url}/api/v1/screenings?date=${tomorrow}`)).json();
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await program.stop();
    isStopped = true;
  };
  return {
    url,
    databaseFile: join(dataDir, 'marquee.sqlite'),
    screenings: (found as Pick<ExampleServer, 'screenings'>).screenings,
    stop,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Builds the page where its sources have changed since. */
export function buildExample(): void {
  const script = "import('./scripts/build.mjs').then(({ buildServerPages }) => buildServerPages())";
  execFileSync(process.execPath, ['--input-type=module', '-e', script, 'x'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'inherit',
  });
}

function findPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
