/** Terminals as far as a server sees them: enrolled, greeted, following; what they hear is dropped. Hundreds fit into one process. */
import { once } from 'node:events';
import { type Acknowledgement, answerMsMax, type PullAnswer, pullStreamsMax } from '@marquee/shared/protocol/calls';
import { protocolVersion } from '@marquee/shared/protocol/version';
import type { Database } from '@marquee/sync-server/platform/database';
import { readSigningKey, type SigningKey } from '@marquee/sync-server/platform/keys';
import { systemRandomness } from '@marquee/sync-server/platform/randomness';
import { createEnrolmentCode, enrolTerminal, helloBytes } from '@marquee/sync-server/terminals/terminals';
import { io, type Socket } from 'socket.io-client';
import { terminalsDeps } from './drain-server.ts';

export interface LightTerminal {
  terminal: number;
  token: string;
  key: SigningKey;
}
export interface LightSession {
  terminal: number;
  socket: Socket;
  /** Null where the server is silent for longer than a terminal waits. */
  tryCall(name: string, request: unknown): Promise<Acknowledgement<unknown> | null>;
  /** Throws where the server refuses, or is silent for very long. */
  call(name: string, request: unknown): Promise<unknown>;
}

export async function enrolLight(database: Database, cinemaId: number, count: number): Promise<LightTerminal[]> {
  const deps = terminalsDeps(database);
  const enrolled: LightTerminal[] = [];
  while (enrolled.length < count) {
    const key = readSigningKey(systemRandomness.bytes(32));
    const code = await createEnrolmentCode(deps, { cinemaId, role: 'kiosk', name: 'light' });
    const answer = await enrolTerminal(deps, { code, publicKey: key.publicKey, name: 'light', role: 'kiosk' });
    enrolled.push({ terminal: answer.terminal, token: answer.token, key });
  }
  return enrolled;
}

/** Greetings are not what is measured. */
const greetingMsMax = 30_000;
const fresh = { incarnation: 0, revision: 0, changeId: '' };

/** Up to its welcome; then it follows the streams. */
export async function connectLight(
  url: string,
  light: LightTerminal,
  streams: readonly string[],
): Promise<LightSession> {
  const socket = io(`${url}/terminals`, { transports: ['websocket'], reconnection: false, forceNew: true });
  const [challenge] = (await once(socket as unknown as NodeJS.EventEmitter, 'challenge')) as [string];
  const send = (name: string, request: unknown, waitMs: number): Promise<Acknowledgement<unknown>> =>
    socket.timeout(waitMs).emitWithAck('call', name, request);
  const tryCall: LightSession['tryCall'] = (name, request) => send(name, request, answerMsMax).catch(() => null);
  const call: LightSession['call'] = async (name, request) => {
    const answered = await send(name, request, greetingMsMax);
    if (!answered.ok) throw new Error(`${name} of terminal ${light.terminal}: ${answered.code} ${answered.detail}`);
    return answered.answer;
  };
  const signature = light.key.sign(helloBytes(challenge, light.terminal));
  const nextToken = Buffer.from(systemRandomness.bytes(24)).toString('base64url');
  await call('hello', {
    protocol: protocolVersion,
    terminal: light.terminal,
    token: light.token,
    nextToken,
    signature: Buffer.from(signature).toString('base64url'),
    appVersion: 'bench',
    ackedSeq: 0,
    incarnation: 0,
  });
  light.token = nextToken;
  for (let left = [...streams]; left.length > 0; ) {
    const part = left.splice(0, pullStreamsMax).map((stream) => ({ stream, cursor: fresh }));
    const answer = (await call('streams:pull', { streams: part })) as PullAnswer;
    left = [...answer.left, ...left];
  }
  return { terminal: light.terminal, socket, tryCall, call };
}

/** A few at a time, as a server lets them in. */
export async function connectAllLight(
  url: string,
  lights: readonly LightTerminal[],
  streamsOf: (light: LightTerminal) => readonly string[],
): Promise<LightSession[]> {
  const queue = lights.values();
  const sessions: LightSession[] = [];
  const connectSome = async () => {
    for (const light of queue) sessions.push(await connectLight(url, light, streamsOf(light)));
  };
  await Promise.all([connectSome(), connectSome(), connectSome(), connectSome()]);
  return sessions;
}
