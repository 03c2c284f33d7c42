/**
 * Real programs that are killed with SIGKILL in the middle of their work, again and again; then I1 to I5 are checked from
 * what they have left on disk. The moments come from a seed, which is printed: CRASH_SEED=<seed> draws the same ones.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { type BoxOffice, openBoxOffice } from '../fakes/box-office.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { findShow } from '../fakes/show.ts';
import { audit } from './audit.ts';
import { readKioskFiles, readServerFiles } from './books.ts';
import { type Draws, makeDraws, readSeed } from './draws.ts';
import { type Guest, makeGuest } from './guest.ts';

const seed = readSeed(process.env);
const limitMs = 300_000;
/** By then everybody has heard of everything: a heartbeat asks after each stream every ten seconds. */
const quietMsMax = 30_000;
const kioskKills = 30;
const kioskSales = 200;
const triesBetweenKioskKills = 12;
const serverKills = 10;
const triesBetweenServerKills = 10;

let office: BoxOffice | null = null;
afterEach(async () => {
  // A failed run's files are left to be looked at.
  await office?.close({ keep: process.env.CRASH_KEEP === '1' });
  office = null;
});

async function openCrashOffice(
  kiosks: number,
): Promise<{ office: BoxOffice; kiosks: Kiosk[]; screeningIds: number[] }> {
  const opened = await openBoxOffice({ kiosks });
  office = opened;
  // Nobody looks at these kiosks' pages: the guests speak to the core as a page would.
  const page = join(opened.folder, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Marquee</title>');
  const env = { PAGE_FOLDER: page, READER_ANSWER_MS: '50' };
  const added = await Promise.all(Array.from({ length: kiosks }, () => opened.addKiosk({ env })));
  const all = added.map(({ kiosk }) => kiosk);
  await findShow(all);
  const { films } = await (all[0] as Kiosk).call('list-films', {});
  const { nowMs } = await (all[0] as Kiosk).call('see-terminal', {});
  const screeningIds = films
    .flatMap((film) => film.screenings)
    .filter(({ startsAtMs }) => startsAtMs > nowMs + 30 * 60_000 && startsAtMs < nowMs + 17 * 3600_000)
    .sort((a, b) => b.seats - a.seats || a.startsAtMs - b.startsAtMs)
    .slice(0, 24)
    .map(({ screeningId }) => screeningId);
  return { office: opened, kiosks: all, screeningIds };
}

/**
 * One more kill of everything; then all of it starts again and drains. Answers what is still wrong when nothing moves any
 * more: kiosks go on writing for a while, such as that they let go of their tickets.
 */
async function auditFiles(office: BoxOffice, kiosks: readonly Kiosk[], guests: readonly Guest[]): Promise<string[]> {
  await Promise.all([office.killServer(), ...kiosks.map((kiosk) => kiosk.kill())]);
  await office.startServer();
  await Promise.all(kiosks.map((kiosk) => kiosk.start()));
  for (const kiosk of kiosks)
    await kiosk.untilAnswer('see-terminal', {}, (view) => view.link === 'online' && view.unsent === 0, 60_000);
  const orders = guests.flatMap((guest) => guest.orders);
  const untilMs = performance.now() + quietMsMax;
  for (;;) {
    const problems = audit(readServerFiles(office.serverDatabaseFile), kiosks.map(readKioskFiles), orders);
    if (problems.length === 0 || performance.now() > untilMs) return problems;
    // From files alone: no program can be asked to say when another one's files will be like its own.
    await wait(250);
  }
}

const print = (line: string) => process.stdout.write(`  ${line}\n`);

/** Somewhere among the next sales: in a payment mostly, where most can go wrong, or anywhere in a sale. */
async function untilSomewhere(guest: Guest, draws: Draws): Promise<void> {
  await guest.untilTried(draws.below(triesBetweenKioskKills));
  if (draws.below(3) > 0) await guest.untilPaying(1);
  await wait(draws.below(80));
}

test(
  'a kiosk that is killed at random moments of 200 sales loses and doubles nothing',
  async () => {
    const draws = makeDraws(seed);
    const { office: cinema, kiosks, screeningIds } = await openCrashOffice(1);
    const [kiosk] = kiosks as [Kiosk];
    const guest = makeGuest({ kiosk, draws, screeningIds, tapped: 20 });
    let kills = 0;
    let inPayment = 0;
    while (kills < kioskKills) {
      const buying = guest.buyUntil(() => guest.orders.length >= kioskSales);
      await Promise.race([buying, untilSomewhere(guest, draws)]);
      await kiosk.kill();
      kills += 1;
      const unfinished = await buying;
      await kiosk.start();
      if (unfinished === null) continue;
      if (unfinished.basketId !== null) inPayment += 1;
      await guest.findOut(unfinished);
    }
    await guest.buyUntil(() => guest.orders.length >= kioskSales);
    expect(await auditFiles(cinema, kiosks, [guest])).toEqual([]);
    const { network } = readKioskFiles(kiosk);
    const voided = network.filter(({ outcome, amountMinor }) => outcome === 'voided' && amountMinor > 0).length;
    print(
      `seed ${seed}: ${kills} kills of a kiosk, ${inPayment} in a payment; ${guest.orders.length} sales, ${guest.heardLater} heard of only after the restart; ${voided} captured cards voided`,
    );
    expect(guest.orders.length).toBeGreaterThanOrEqual(kioskSales);
    expect(inPayment).toBeGreaterThan(0);
  },
  limitMs,
);

test(
  'a server that is killed while two kiosks sell loses and doubles nothing',
  async () => {
    const draws = makeDraws(seed + 1);
    const { office: cinema, kiosks, screeningIds } = await openCrashOffice(2);
    const guests = kiosks.map((kiosk, index) =>
      makeGuest({ kiosk, draws: makeDraws(seed + 2 + index), screeningIds, tapped: 50 }),
    );
    let over = false;
    const buying = guests.map((guest) => guest.buyUntil(() => over));
    // By whichever of them is quicker: the other one may have no seats for a while.
    const untilTried = (more: number) => Promise.race(guests.map((guest) => guest.untilTried(more)));
    for (let kills = 0; kills < serverKills; kills++) {
      await untilTried(triesBetweenServerKills);
      await wait(draws.below(200));
      await cinema.killServer();
      await untilTried(draws.below(triesBetweenServerKills));
      await cinema.startServer();
    }
    over = true;
    await Promise.all(buying);
    expect(await auditFiles(cinema, kiosks, guests)).toEqual([]);
    const refusals = guests.map((guest) =>
      [...guest.refusals].map(([reason, count]) => `${count} ${reason}`).join(', '),
    );
    print(
      `seed ${seed}: ${serverKills} kills of the server; ${guests.reduce((total, guest) => total + guest.orders.length, 0)} sales; refused: ${refusals.join(' / ') || 'none'}`,
    );
  },
  limitMs,
);
