/** The house's own lines on papers, and every paper as it comes out of the printer. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paperNames } from '@marquee/printer-templates/gallery';
import { Fault } from '@marquee/shared/errors';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { PNG } from 'pngjs';
import { makeApiRouter, type Role } from '../platform/api.ts';
import { first } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { insertManager } from '../testing/manager.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { loadHouseLines, makeDrawThread, makePapersApi } from './papers.ts';

const wish = { name: 'ticket', width: 58, language: 'en', sample: {} } as const;

describe.each(engines)('papers on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let keys = 0;

  beforeAll(async () => {
    server = await openTestServer(engine);
    const userId = await insertManager(server.database);
    const authenticate = async (token: string) => ({ userId, role: token as Role, sessionId: 's' });
    const routes = makePapersApi({ ...server.deps, drawSample: makeDrawThread() });
    http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true, unlimited: true }));
  });
  afterAll(async () => {
    await http?.close();
    await server?.close();
  });

  const path = `/managed/cinemas/${cinemaId}/house-lines`;
  function ask(method: string, to: string, body?: object) {
    keys += 1;
    const headers = {
      'Content-Type': 'application/json',
      Authorization: 'Bearer manager',
      'Idempotency-Key': `papers-test-${keys}`,
    };
    return fetch(`${http.url}/api/v1${to}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  }
  const draw = async (name: string, query: Record<string, string>) => {
    const answer = await ask('GET', `/managed/cinemas/${cinemaId}/papers/${name}?${new URLSearchParams(query)}`);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'image/png']);
    return PNG.sync.read(Buffer.from(await answer.arrayBuffer()));
  };

  test('a cinema’s own lines are kept, told to its terminals and noted', async () => {
    const lines = { header: ['1 Riverside Walk', '+49 30 123456'], footer: ['谢谢'] };
    expect((await ask('PUT', path, lines)).status).toBe(200);
    expect(await loadHouseLines(server.database, cinemaId)).toEqual(lines);
    expect(await (await ask('GET', path)).json()).toEqual({ lines, papers: [...paperNames] });
    const { revision } =
      (await first<{ revision: number }>(server.database, 'SELECT revision FROM stream WHERE name = ?', [
        cinemaStream(cinemaId),
      ])) ?? {};
    expect(revision).toBeGreaterThan(0);
    expect(await server.database.all('SELECT operation, cinema_id FROM user_action')).toEqual([
      { operation: 'change-house-lines', cinema_id: cinemaId },
    ]);
  });

  test.each<[string, object]>([
    ['too many', { header: ['1', '2', '3', '4', '5'], footer: [] }],
    ['one too long', { header: ['x'.repeat(97)], footer: [] }],
    ['an empty one', { header: [''], footer: [] }],
    ['a command for the printer in one', { header: ['\u001B@'], footer: [] }],
  ])('of lines with %s none is kept', async (_what, lines) => {
    const before = await loadHouseLines(server.database, cinemaId);
    expect((await ask('PUT', path, lines)).status).toBe(400);
    expect(await loadHouseLines(server.database, cinemaId)).toEqual(before);
  });

  test('a paper is drawn at the width of its roll, and a draft’s lines make it longer', async () => {
    const plain = await draw('ticket', { width: '58', header: '', footer: '' });
    const wide = await draw('ticket', { width: '80', header: '', footer: '' });
    const written = await draw('ticket', { width: '58', header: '1 Riverside Walk', footer: 'Thank you\n欢迎光临' });
    expect(wide.width).toBeGreaterThan(plain.width);
    expect([written.width, written.height > plain.height]).toEqual([plain.width, true]);
  });

  test('a paper that is none, and another cinema’s, are not there', async () => {
    expect((await ask('GET', `/managed/cinemas/${cinemaId}/papers/banknote`)).status).toBe(400);
    expect((await ask('GET', '/managed/cinemas/99/papers/ticket')).status).toBe(404);
    expect((await ask('PUT', '/managed/cinemas/99/house-lines', { header: [], footer: [] })).status).toBe(404);
  });
});

test('what was drawn lately is not drawn again; one that failed is', async () => {
  let drawn = 0;
  const drawSample = makeDrawThread(async () => {
    drawn += 1;
    if (drawn === 1) throw new Fault('server-busy');
    return new Uint8Array([drawn]);
  });
  await expect(drawSample(wish)).rejects.toThrow(Fault);
  expect([await drawSample(wish), await drawSample(wish), drawn]).toEqual([Uint8Array.of(2), Uint8Array.of(2), 2]);
});

test('of many drafts at once so many wait, and the rest are told to come later', async () => {
  const drawSample = makeDrawThread(() => new Promise(() => undefined));
  const asked = Array.from({ length: 61 }, (_, at) => drawSample({ ...wish, sample: { cinemaName: `Odeon ${at}` } }));
  await expect(asked.at(-1)).rejects.toMatchObject({ code: 'server-busy' });
});
