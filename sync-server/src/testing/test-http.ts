/** Routes of a feature over a real port, as start.ts serves them. */
import type Router from '@koa/router';
import { systemClock } from '../platform/clock.ts';
import { startHttp } from '../platform/http.ts';
import type { Log } from '../platform/log.ts';
import { makeMetrics } from '../platform/metrics.ts';
import { systemRandomness } from '../platform/randomness.ts';

export interface TestHttp {
  url: string;
  get(path: string): Promise<{ status: number; body: unknown }>;
  post(path: string, body: unknown, type?: string): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

const quiet = () => undefined;

export const serveRoutes = (...routes: Router[]): Promise<TestHttp> =>
  serveLogged({ debug: quiet, info: quiet, warn: quiet, error: quiet }, ...routes);

export async function serveLogged(log: Log, ...routes: Router[]): Promise<TestHttp> {
  const http = await startHttp({
    port: 0,
    host: '127.0.0.1',
    routes,
    log,
    metrics: makeMetrics(),
    clock: systemClock,
    randomness: systemRandomness,
    checkReady: async () => undefined,
  });
  const url = `http://127.0.0.1:${http.port}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, init);
    return { status: answer.status, body: (await answer.json()) as unknown };
  };
  return {
    url,
    get: (path) => ask(path),
    post: (path, body, type = 'application/json') =>
      ask(path, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: http.close,
  };
}
