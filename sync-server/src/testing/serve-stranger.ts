import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server of another company, that answers as the test says and keeps what it was asked. */
export async function serveStranger(answer: (body: string) => { status: number; body: object }) {
  const asked: { body: string; authorization: string; path: string }[] = [];
  const stranger = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      asked.push({ body, authorization: request.headers.authorization ?? '', path: request.url ?? '' });
      const { status, body: told } = answer(body);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => new Promise((resolve) => stranger.close(resolve)) };
}
