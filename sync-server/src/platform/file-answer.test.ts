/** A file that is made while it is sent: no faster than it is read, no longer than somebody reads, whole or visibly not. */
import { type IncomingMessage, request } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import Router from '@koa/router';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { StreamAnswer, sendStream } from './file-answer.ts';

const partBytes = 64 * 1024;
/** More than a socket and its buffers take in by themselves. */
const bufferedMax = 64 * 1024 * 1024;
let http: TestHttp;
afterEach(() => http.close());

/** Opens it and reads nothing until told. */
async function open(parts: AsyncIterable<string>): Promise<IncomingMessage> {
  const router = new Router();
  router.get('/file', (ctx) => sendStream(ctx, new StreamAnswer({ type: 'text/csv', name: 'file.csv', parts })));
  http = await serveRoutes(router);
  return new Promise((resolve, reject) => {
    request(`${http.url}/file`).once('response', resolve).once('error', reject).end();
  });
}

test('it is made no faster than it is read, and ends when its reader hangs up', async () => {
  let made = 0;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  async function* makeForever() {
    try {
      for (;;) {
        made += partBytes;
        yield 'x'.repeat(partBytes);
      }
    } finally {
      end();
    }
  }
  const response = await open(makeForever());
  for (let turn = 0; turn < 5000; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(made).toBeLessThan(bufferedMax);
  response.destroy();
  await ended;
});

test('it comes whole, under its name', async () => {
  async function* parts() {
    yield 'a,b\r\n';
    yield '1,2\r\n';
  }
  const response = await open(parts());
  expect(response.headers).toMatchObject({
    'content-disposition': 'attachment; filename="file.csv"',
    'cache-control': 'no-store',
  });
  let text = '';
  for await (const chunk of response) text += String(chunk);
  expect(text).toBe('a,b\r\n1,2\r\n');
});

test('it is cut off where a part can’t be made, so that nobody takes it for a whole one', async () => {
  async function* parts() {
    yield 'a,b\r\n';
    throw new Error('the database is gone');
  }
  const response = await open(parts());
  const read = async () => {
    for await (const _ of response);
  };
  await expect(read()).rejects.toThrow('aborted');
});
