/** (t) A ticket that is held up at a gate: from the page's call to its verdict, over the bridge, with the admission on the disk. */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyCertificate } from '@marquee/shared/protocol/streams';
import { certificateBytes } from '@marquee/shared/tickets/key-certificate';
import { encodeTicket, readTicket } from '@marquee/shared/tickets/ticket-code';
import { systemClock } from '@marquee/terminal/platform/clock';
import { applyScreeningChange } from '@marquee/terminal/rights/rights';
import { type Kiosk, startKiosk } from '../fakes/kiosk.ts';
import { openBenchTerminal } from './bench-terminal.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import { grandHall, makeHouse } from './house.ts';
import { median, quantile, takeTurns } from './rounds.ts';
import { makeDiskFolder } from './system.ts';

export interface GateScanOptions {
  rounds: number;
  scansPerRound: number;
}

const warmUps = 1;
const tills = 8;
const minuteMs = 60_000;
const limitMs = 50;
const wantedPerSecond = 20;

interface Till {
  terminal: number;
  certificate: KeyCertificate;
  publicKey: KeyObject;
  privateKey: KeyObject;
}
interface Ticket {
  text: string;
  till: Till;
}

export function measureGateScan({ rounds, scansPerRound }: GateScanOptions): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    const { folder, remove } = await makeDiskFolder('gate');
    atEnd(remove);
    const data = join(folder, 'gate');
    const tickets = await prepareGate(data, (warmUps + rounds) * scansPerRound);
    const gate = await startGate(data);
    atEnd(async () => void (await gate.stop()));
    const perSecond: number[] = [];
    const scansOf = (round: number) => tickets.slice(round * scansPerRound, (round + 1) * scansPerRound);
    const turns = await takeTurns(
      { warmUps, counted: rounds },
      {
        floor: async (round) => {
          const checks = scansOf(round).map(({ text, till }) => ({ ...readTicket(text), key: till.publicKey }));
          const { p95Ms } = await time(checks, ({ signed, signature, key }) => verify(null, signed, key, signature));
          return p95Ms;
        },
        ours: async (round) => {
          const scans = await time(
            scansOf(round),
            async ({ text }) => (await gate.call('scan-ticket', { text })).verdict === 'valid',
          );
          if (round >= warmUps) perSecond.push(scans.perSecond);
          return scans.p95Ms;
        },
      },
    );
    const rate = median(perSecond);
    if (rate < wantedPerSecond) throw new Error(`${formatNumber(rate)} scans/s, ${wantedPerSecond} are wanted`);
    return {
      title: `(t) tickets at a gate, ${tickets.length} of ${tills} tills, each let in once, over the bridge`,
      unit: 'ms, p95',
      better: 'less',
      ours: {
        what: 'read, verified, judged, and let in on the disk',
        rounds: turns.ours,
        notes: [`${formatNumber(rate)} scans/s, one after the other; ${wantedPerSecond} are wanted`],
      },
      floor: { what: 'bare crypto.verify, keys at hand, nothing written', rounds: turns.floor },
      target: { of: 'value', below: limitMs },
    };
  });
}

async function time<T>(
  items: readonly T[],
  isGood: (item: T) => boolean | Promise<boolean>,
): Promise<{ p95Ms: number; perSecond: number }> {
  const times: number[] = [];
  for (const item of items) {
    const from = performance.now();
    if (!(await isGood(item))) throw new Error('a good ticket was refused');
    times.push(performance.now() - from);
  }
  const totalMs = times.reduce((sum, each) => sum + each, 0);
  return { p95Ms: quantile(times, 0.95), perSecond: (times.length * 1000) / totalMs };
}

/** The program as in production. It finds no server: a gate judges alone. Nobody opens its page, so it needs none that is built. */
function startGate(folder: string): Promise<Kiosk> {
  const pageFolder = join(folder, 'page');
  mkdirSync(pageFolder);
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html>');
  const env = { ROLE: 'gate', GATE_SIGN_IN: 'optional', PAGE_FOLDER: pageFolder };
  return startKiosk({ name: 'gate', folder, serverUrl: 'http://127.0.0.1:9', enrolCode: 'OFFLINE', env });
}

/** A data folder as a gate has it when the doors open: every seat of the evening is sold and named. Answers the tickets. */
async function prepareGate(folder: string, count: number): Promise<Ticket[]> {
  const cinema = generateKeyPairSync('ed25519');
  const sellers = Array.from({ length: tills }, (_, at) => makeTill(21 + at, cinema.privateKey));
  const cinemaKey = exportKey(cinema.publicKey);
  const enrolled = { terminal: 2, keyId: 2, cinemaId: 1, cinemaKey, token: 'offline' };
  const { core, close } = await openBenchTerminal(folder, {
    enrolment: { enrol: { code: 'OFFLINE', name: 'gate', role: 'gate' }, send: async () => enrolled },
  });
  try {
    const { catalogue, store } = core;
    const house = makeHouse({ nowMs: systemClock.nowMs(), days: 3, venue: grandHall });
    const startsAtMs = systemClock.nowMs() + 10 * minuteMs;
    const screenings = house.screenings.map((screening) => ({
      ...screening,
      startsAtMs,
      endsAtMs: startsAtMs + 180 * minuteMs,
    }));
    const keys = sellers.map(({ certificate }) => certificate);
    store.transaction(() => catalogue.save({ ...house, screenings, cinemaKey, keys, revokedKeys: [] }));
    catalogue.reload();
    const tickets: Ticket[] = [];
    for (const { id } of screenings) {
      const seats = [...catalogue.seatsOf(id).keys()].map((seatId, at) => {
        const till = sellers[at % tills] as Till;
        const { terminal } = till;
        const named = { terminal, seq: id * 1000 + at + 1, line: 1 };
        const fields = { ...named, keyId: terminal, screeningId: id, seatId, version: 1, startsAtMs };
        const text = encodeTicket({ ...fields, ticketClass: 'adult' }, (bytes) => sign(null, bytes, till.privateKey));
        tickets.push({ text, till });
        return { seatId, state: 'sold' as const, version: 1, holder: terminal, ticket: named };
      });
      store.transaction(() => applyScreeningChange(store, id, { seats, covered: [] }));
    }
    if (tickets.length < count) throw new Error(`the house has ${tickets.length} seats, ${count} are needed`);
    return tickets.slice(0, count);
  } finally {
    await close();
  }
}

const exportKey = (key: KeyObject): string => key.export({ format: 'jwk' }).x ?? '';

function makeTill(terminal: number, cinemaKey: KeyObject): Till {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const unsigned = {
    keyId: terminal,
    terminal,
    cinemaId: 1,
    role: 'till' as const,
    publicKey: exportKey(publicKey),
  };
  const signature = sign(null, certificateBytes(unsigned), cinemaKey).toString('base64url');
  return {
    terminal,
    certificate: { ...unsigned, signature },
    publicKey: createPublicKey(privateKey),
    privateKey,
  };
}
