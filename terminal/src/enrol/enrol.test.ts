import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { systemClock } from '../platform/clock.ts';
import { enrolAnswer, makeTestCore, type TestCore } from '../testing/test-core.ts';
import { findIdentity } from './enrol.ts';
import { makeSendEnrolment } from './send-enrolment.ts';

describe('enrolling', () => {
  let machine: TestCore;
  beforeEach(() => {
    machine = makeTestCore();
  });
  afterEach(() => machine.close());

  test('a machine shows its code and public key once; afterwards it knows who it is', async () => {
    const sent: unknown[] = [];
    const sendEnrolment = async (enrol: unknown) => {
      sent.push(enrol);
      return enrolAnswer;
    };
    const core = await machine.start({ sendEnrolment });
    expect(sent).toEqual([{ code: 'ABCDEFGHJK', name: 'Lobby 1', role: 'kiosk', publicKey: core.deps.key.publicKey }]);
    expect(machine.store.all('SELECT seq, type FROM journal')).toEqual([{ seq: 1, type: 'terminal.opened' }]);
    await machine.crash();
    expect((await machine.start({ sendEnrolment, enrol: null })).identity).toMatchObject({
      terminal: 17,
      keyId: 3,
      cinemaId: 1,
    });
    expect(sent).toHaveLength(1);
  });

  test('a lost answer is no harm: the same key asks again', async () => {
    const keys: string[] = [];
    const lose = async ({ publicKey }: { publicKey: string }) => {
      keys.push(publicKey);
      throw new Fault('link-down');
    };
    await expect(machine.start({ sendEnrolment: lose })).rejects.toMatchObject({ code: 'link-down' });
    await machine.start({
      sendEnrolment: async ({ publicKey }) => {
        keys.push(publicKey);
        return enrolAnswer;
      },
    });
    expect(keys[1]).toBe(keys[0]);
  });

  test('a machine that is not enrolled and has no code says so; so does a refused one', async () => {
    await expect(machine.start({ enrol: null })).rejects.toMatchObject({ code: 'enrolment-refused' });
    const refuse = async () => {
      throw new Fault('enrolment-refused');
    };
    await expect(machine.start({ sendEnrolment: refuse })).rejects.toMatchObject({ code: 'enrolment-refused' });
  });

  test('an answer that makes no sense enrols nobody', async () => {
    await expect(machine.start({ sendEnrolment: async () => ({ terminal: 'seventeen' }) })).rejects.toMatchObject({
      code: 'message-malformed',
    });
    await machine.start();
    expect(findIdentity(machine.store)?.terminal).toBe(17);
  });

  test('a terminal whose key is gone makes no new one: its tickets would be refused at the door', async () => {
    await machine.start();
    await machine.crash();
    rmSync(join(machine.folder, 'key'));
    await expect(machine.start()).rejects.toMatchObject({
      code: 'database-corrupt',
      detail: 'the key of this terminal is missing',
    });
    writeFileSync(join(machine.folder, 'key'), new Uint8Array(32).fill(9));
    await expect(machine.start()).rejects.toMatchObject({
      code: 'database-corrupt',
      detail: 'the key is of another terminal',
    });
  });

  test('a database file older than what was sold here is refused', async () => {
    await machine.start();
    await machine.crash();
    writeFileSync(join(machine.folder, 'counter'), '000000000009\n');
    await expect(machine.start()).rejects.toMatchObject({ code: 'database-rolled-back' });
  });
});

describe('sending an enrolment', () => {
  const enrol = { code: 'ABCDEFGHJK', name: 'Lobby 1', role: 'kiosk' as const, publicKey: 'k' };
  let server: Server;
  let url: string;
  let answer: { status: number; body: string; headers?: Record<string, string> };
  let heard: { url: string | undefined; body: string }[];
  beforeEach(async () => {
    heard = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        heard.push({ url: request.url, body: Buffer.concat(chunks).toString() });
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const send = (serverUrl = url) => makeSendEnrolment({ serverUrl, clock: systemClock })(enrol);

  test('the server’s answer comes back as it is', async () => {
    answer = { status: 200, body: JSON.stringify(enrolAnswer) };
    expect(await send(`${url}/`)).toEqual(enrolAnswer);
    expect(heard).toEqual([{ url: '/api/v1/terminals/enrol', body: JSON.stringify(enrol) }]);
  });

  test.each([
    [
      'a problem with our code',
      403,
      '{"code":"enrolment-refused","detail":"used","status":403}',
      { code: 'enrolment-refused', detail: 'used' },
    ],
    ['a problem with another code', 404, '{"code":"not-found"}', { code: 'message-malformed' }],
    ['a proxy whose server is down', 502, '<html>Bad Gateway</html>', { code: 'link-down' }],
    ['a page of something else', 404, '<html>', { code: 'message-malformed' }],
  ])('%s is a fault', async (_name, status, body, fault) => {
    answer = { status, body };
    await expect(send()).rejects.toMatchObject(fault);
  });

  test('the code is shown to no other server than the configured one', async () => {
    answer = { status: 307, body: '', headers: { location: 'http://127.0.0.1:1/' } };
    await expect(send()).rejects.toMatchObject({ code: 'link-down' });
  });

  test('no server is a link that is down', async () => {
    await expect(send('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'link-down' });
  });
});
