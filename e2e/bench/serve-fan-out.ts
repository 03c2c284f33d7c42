/**
 * The server of a fan-out, started by fan-out.ts: the real one (CONTESTANT=ours) or a bare Socket.IO server. GET /change on
 * its control address changes one seat, or broadcasts a message of the same bytes, and answers when that was committed.
 */
import { createServer, type ServerResponse } from 'node:http';
import { screeningStream } from '@marquee/shared/protocol/streams';
import { readConfig } from '@marquee/sync-server/platform/config';
import { answerAsk } from '@marquee/sync-server/rights/rights';
import { type RunningServer, startServer } from '@marquee/sync-server/start';
import { Server } from 'socket.io';
import { needSetting, sayReady } from './child.ts';
import { listenLocally } from './listen.ts';

interface Contestant {
  url: string;
  /** Nanoseconds of the machine's monotonic clock, the same in every process, at the commit. */
  change(): Promise<bigint>;
  stop(): Promise<unknown>;
}

/** The same heartbeats as the real server's: they are no part of the fan-out. */
const heartbeats = { pingInterval: 1000, pingTimeout: 2000 };

async function startBare(): Promise<Contestant> {
  const http = createServer();
  const io = new Server(http, { ...heartbeats, serveClient: false });
  const url = await listenLocally(http);
  let revision = 0;
  const change = async () => {
    revision += 1;
    const seat = { seatId: 1000 + revision, state: 'granted', version: 4097, holder: 1, ticket: null };
    const changes = [{ revision, changeId: 'f'.repeat(24), body: { seats: [seat], covered: [] } }];
    const atNs = process.hrtime.bigint();
    io.emit('changes', [{ stream: 'screening:1', incarnation: 1, changes }]);
    return atNs;
  };
  return { url, change, stop: () => io.close() };
}

async function startOurs(): Promise<Contestant> {
  const server = await startServer(readConfig({ ...process.env, PORT: '0', LOG_LEVEL: 'error' }));
  const screeningId = Number(needSetting('SCREENING'));
  const seats = await readSeats(server, screeningId);
  const change = async () => {
    let atNs = 0n;
    const { feed } = server.deps;
    const announce = (streams: readonly string[]) => {
      atNs = process.hrtime.bigint();
      feed.announce(streams);
    };
    const seatId = seats.pop();
    if (seatId === undefined) throw new Error('no seat is left');
    const ask = { operationId: `fan-out-${seatId}`, screeningId, seatIds: [seatId] };
    const answer = await answerAsk({ ...server.deps, feed: { announce } }, 1, ask);
    if (answer.outcome !== 'granted') throw new Error(`seat ${seatId}: ${answer.outcome}`);
    return atNs;
  };
  return { url: server.url, change, stop: server.stop };
}

async function readSeats({ deps }: RunningServer, screeningId: number): Promise<number[]> {
  const sql = "SELECT seat_id FROM seat_right WHERE screening_id = ? AND state = 'free' ORDER BY seat_id";
  const rows = await deps.database.all<{ seat_id: number }>(sql, [screeningId]);
  if (rows.length === 0) throw new Error(`${screeningStream(screeningId)} has no free seat`);
  return rows.map((row) => row.seat_id);
}

const contestant = await (needSetting('CONTESTANT') === 'ours' ? startOurs() : startBare());
const answer = (response: ServerResponse, body: object) => response.end(JSON.stringify(body));
const control = createServer((request, response) => {
  if (request.url === '/where') return answer(response, { url: contestant.url });
  contestant.change().then(
    (atNs) => answer(response, { atNs: String(atNs) }),
    (thrown) => {
      console.error(thrown);
      response.destroy();
    },
  );
});
await sayReady(await listenLocally(control));
control.closeAllConnections();
control.close();
await contestant.stop();
process.exit(0);
