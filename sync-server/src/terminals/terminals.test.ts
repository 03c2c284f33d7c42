import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { protocolVersion } from '@marquee/shared/protocol/version';
import { checkCertificate } from '@marquee/shared/tickets/key-certificate';
import { verifySignature } from '../platform/keys.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { makeKey, openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { createEnrolmentCode, enrolTerminal, listKeys, listSellingTerminals } from './terminals.ts';

const refused = { code: 'enrolment-refused' };
const dayMs = 24 * 3600_000;

describe.each(engines)('terminals on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());

  const aCode = (role: 'kiosk' | 'till' | 'gate' = 'kiosk') =>
    createEnrolmentCode(server.deps, { cinemaId, role, name: 'Lobby' });
  const enrol = (code: string, key = makeKey(), role: 'kiosk' | 'till' | 'gate' = 'kiosk') =>
    enrolTerminal(server.deps, { code, publicKey: key.publicKey, name: 'Lobby', role });
  const hello = (terminal: TestTerminal, changes: object = {}) => server.sayHello(server.connect(), terminal, changes);
  const clones = (terminal: number) =>
    server.count('exception', "kind = 'terminal-cloned' AND terminal_id = ?", [terminal]);

  test('a code makes one machine a terminal, with a certificate by the cinema’s key', async () => {
    const key = makeKey();
    const answer = await enrol((await aCode()).toLowerCase(), key);
    const { cinemaKey } = server.deps;
    expect(answer).toMatchObject({ cinemaId, cinemaKey: cinemaKey.publicKey, keyId: answer.terminal });
    const certificate = (await listKeys(server.database, cinemaId)).find(
      ({ terminal }) => terminal === answer.terminal,
    );
    expect(certificate).toMatchObject({ keyId: answer.keyId, cinemaId, role: 'kiosk', publicKey: key.publicKey });
    expect(checkCertificate(certificate!, cinemaKey.publicKey, verifySignature)).toBe(true);
    expect(await server.count('stream', 'name = ?', [`grants:${answer.terminal}`])).toBe(1);
  });

  test('a code is used once: another machine with it is refused', async () => {
    const code = await aCode();
    await enrol(code);
    await expect(enrol(code)).rejects.toMatchObject(refused);
  });

  test('of many machines that use one code at the same time, one becomes a terminal', async () => {
    const code = await aCode();
    const before = await server.count('terminal');
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => enrol(code)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(refused);
    expect(await server.count('terminal')).toBe(before + 1);
  });

  test('machines that enrol side by side get different numbers', async () => {
    const codes = await Promise.all(Array.from({ length: 8 }, () => aCode()));
    const answers = await Promise.all(codes.map((code) => enrol(code)));
    expect(new Set(answers.map(({ terminal }) => terminal)).size).toBe(8);
  });

  test('a code ends after a day', async () => {
    const [inTime, late] = [await aCode(), await aCode()];
    server.time.nowMs += dayMs - 1;
    await enrol(inTime);
    server.time.nowMs += 1;
    await expect(enrol(late)).rejects.toMatchObject(refused);
  });

  test('a code is for its role only, and a wrong code for nothing; neither is used up', async () => {
    const code = await aCode('gate');
    await expect(enrol(code, makeKey(), 'till')).rejects.toMatchObject(refused);
    await expect(enrol('WRONGCODE1')).rejects.toMatchObject(refused);
    expect(await enrol(code, makeKey(), 'gate')).toMatchObject({ cinemaId });
  });

  test('what isn’t a key is refused before the code is looked at', async () => {
    const code = await aCode();
    for (const publicKey of ['', 'AAAA', '!'.repeat(43), 'A'.repeat(44)]) {
      await expect(enrolTerminal(server.deps, { code, publicKey, name: 'Lobby', role: 'kiosk' })).rejects.toMatchObject(
        { code: 'message-malformed' },
      );
    }
    expect(await enrol(code)).toMatchObject({ cinemaId });
  });

  test('when the answer was lost, the same machine asks again and is the same terminal', async () => {
    const [code, key] = [await aCode(), makeKey()];
    const lost = await enrol(code, key);
    const again = await enrol(code, key);
    expect(again).toEqual({ ...lost, token: again.token });
    expect(again.token).not.toBe(lost.token);
    const terminal = { ...(await server.aTerminal()), terminal: again.terminal, key };
    expect(await hello({ ...terminal, token: lost.token })).toMatchObject({ ok: false, code: 'terminal-cloned' });
    expect(await hello({ ...terminal, token: again.token })).toMatchObject({ ok: true });
  });

  test('once a terminal has said hello, its code gives nobody a new token', async () => {
    const [code, key] = [await aCode(), makeKey()];
    const { terminal, token } = await enrol(code, key);
    const enrolled = { ...(await server.aTerminal()), terminal, key, token };
    expect(await hello(enrolled)).toMatchObject({ ok: true });
    await expect(enrol(code, key)).rejects.toMatchObject(refused);
    expect(await hello(enrolled)).toMatchObject({ ok: true });
  });

  test('kiosks and tills share a cinema’s seats; gates and closed terminals don’t', async () => {
    const [kiosk, till, gate, closed] = [
      await server.aTerminal(),
      await server.aTerminal({ role: 'till' }),
      await server.aTerminal({ role: 'gate' }),
      await server.aTerminal(),
    ];
    await server.database.transaction('close', (tx) =>
      tx.run("UPDATE terminal SET state = 'closed' WHERE id = ?", [closed.terminal]),
    );
    const selling = await listSellingTerminals(server.database, cinemaId);
    expect(selling).toEqual(expect.arrayContaining([kiosk.terminal, till.terminal]));
    expect(selling).not.toContain(gate.terminal);
    expect(selling).not.toContain(closed.terminal);
  });

  test('a hello is answered with the journal’s mark and the server’s time', async () => {
    const terminal = await server.aTerminal();
    expect(await hello(terminal)).toEqual({
      ok: true,
      answer: {
        protocol: protocolVersion,
        state: 'open',
        cinemaId,
        incarnation: 1,
        serverTimeMs: server.time.nowMs,
        ackedSeq: 0,
        chain: '0'.repeat(64),
      },
    });
    const [row] = await server.database.all('SELECT app_version, last_seen_ms FROM terminal WHERE id = ?', [
      terminal.terminal,
    ]);
    expect(row).toEqual({ app_version: '1.0.0', last_seen_ms: server.time.nowMs });
  });

  test('a hello without the terminal’s key is refused', async () => {
    const [terminal, other] = [await server.aTerminal(), await server.aTerminal()];
    const refusal = { ok: false, code: 'access-refused', detail: '' };
    expect(await hello({ ...terminal, key: other.key })).toEqual(refusal);
    expect(await hello(terminal, { signature: '' })).toEqual(refusal);
    // A signature over another connection's challenge, as somebody who listened in would have it.
    const [connection, overheard] = [server.connect(), server.connect()];
    const signature = Buffer.from(
      terminal.key.sign(Buffer.from(`marquee hello\n${overheard.session.challenge}\n${terminal.terminal}`)),
    ).toString('base64url');
    expect(await server.sayHello(connection, terminal, { signature })).toEqual(refusal);
    expect(await clones(terminal.terminal)).toBe(0);
  });

  test('unknown terminals and other protocols are told so', async () => {
    const terminal = await server.aTerminal();
    expect(await hello({ ...terminal, terminal: 60_000 })).toMatchObject({ code: 'terminal-unknown' });
    expect(await hello(terminal, { protocol: 99 })).toMatchObject({ code: 'protocol-unsupported' });
  });

  test('a hello whose answers were lost may be repeated as often as it takes', async () => {
    const terminal = await server.aTerminal();
    const nextToken = 'chosen-before-sending-1';
    const { token } = terminal;
    for (let tries = 0; tries < 3; tries++) {
      expect(await hello({ ...terminal, token }, { nextToken })).toMatchObject({ ok: true });
    }
    expect(await hello({ ...terminal, token: nextToken })).toMatchObject({ ok: true });
    expect(await clones(terminal.terminal)).toBe(0);
  });

  test('of two machines with one disk, the second to connect is noticed', async () => {
    const terminal = await server.aTerminal();
    const clone = { ...terminal };
    expect(await hello(terminal)).toMatchObject({ ok: true });
    server.time.nowMs += 60_000;
    expect(await hello(clone)).toMatchObject({ ok: false, code: 'terminal-cloned' });
    expect(await clones(terminal.terminal)).toBe(1);
    expect(await hello(terminal)).toMatchObject({ ok: true });
  });

  test('a hello that was long on its way, over a connection given up since, is no clone', async () => {
    const terminal = await server.aTerminal();
    const givenUp = server.connect();
    const late = { ...terminal };
    server.time.nowMs += 5000;
    expect(await hello(terminal)).toMatchObject({ ok: true });
    expect(await hello(terminal)).toMatchObject({ ok: true });
    expect(await server.sayHello(givenUp, late)).toMatchObject({ ok: false, code: 'link-down' });
    expect(await clones(terminal.terminal)).toBe(0);
    expect(await hello(terminal)).toMatchObject({ ok: true });
  });
});
