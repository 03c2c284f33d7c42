import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { checkCertificate } from '@marquee/shared/tickets/key-certificate';
import { verifySignature } from '../platform/keys.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { announceServerKey, listServerKeys, makeServerKeys, serverKeyId } from './server-key.ts';

describe.each(engines)('the server’s own key on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  const changes = () => server.count('change', 'stream = ?', [cinemaStream(cinemaId)]);

  test('terminals that follow their cinema already are told of it once, by however many instances', async () => {
    await Promise.all([announceServerKey(server.deps), announceServerKey(server.deps)]);
    await announceServerKey(server.deps);
    expect(await changes()).toBe(1);
    await announceServerKey({ ...server.deps, serverNumber: 60_000 });
    expect(await changes()).toBe(2);
  });

  test('its certificate is by the cinema’s key, names the server, and has an id that no terminal’s key can have', async () => {
    const [certificate, ...others] = await listServerKeys(server.database, server.deps, cinemaId);
    expect(others).toEqual([]);
    expect(certificate).toEqual({
      keyId: 0xffff,
      terminal: 0,
      cinemaId,
      role: 'server',
      publicKey: server.deps.serverKeys(0).publicKey,
      signature: expect.any(String),
    });
    expect(checkCertificate(certificate!, server.deps.cinemaKey.publicKey, verifySignature)).toBe(true);
  });
});

test('a key of one number says nothing about another’s', () => {
  const keys = makeServerKeys(Buffer.alloc(32, 1));
  expect(keys(0).publicKey).not.toBe(keys(60_000).publicKey);
  expect([serverKeyId(0), serverKeyId(60_000)]).toEqual([0xffff, 60_000]);
});
