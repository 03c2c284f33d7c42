/**
 * npm run demo: a cinema on this machine, as real processes. Two kiosks sell, one loses its cable and sells on, loses its
 * power in the middle of a card payment, and comes back. Then the books, the readers and the paper are compared.
 * `--keep` keeps the data folder too. Exits non-zero when any figure is not what it must be.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { formatMinor } from '@marquee/shared/money';
import { orExit, readOptions } from '../command-line.ts';
import { readBooks } from '../fakes/books.ts';
import { openBoxOffice } from '../fakes/box-office.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { weighEvidence } from './evidence.ts';
import type { PaidOrder } from './guests.ts';
import { contest, killInPayment, type Lobby, mendAndDrain, sellOffline, sellOnline, waitForSeats } from './phases.ts';
import { printTable, say, startTelling } from './tell.ts';

const options = { keep: { type: 'boolean', default: false } } as const;
const values = orExit(() => readOptions('npm run demo --', options, process.argv.slice(2)));
const root = join(import.meta.dirname, '../..');
const picturesFolder = join(root, 'var', 'demo');
const drainSecondsMax = 20;
const problems: string[] = [];

startTelling();
const folder = mkdtempSync(join(tmpdir(), 'marquee-demo-'));
say('Opening a server with a demo cinema, and two kiosks; the second one behind a cable that can be cut.');
const office = await openBoxOffice({ kiosks: 2, folder });
try {
  const lobby = await openLobby();
  await waitForSeats(lobby);
  await sellOnline(lobby);
  await contest(lobby, 'same seat, online');
  await sellOffline(lobby);
  await contest(lobby, 'same seat, cable cut');
  await killInPayment(lobby);
  const drainMs = await mendAndDrain(lobby);
  if (drainMs > drainSecondsMax * 1000) problems.push(`the backlog took ${drainMs} ms`);
  await lobby.untilPrinted();
  say('Everything is printed. Stopping the kiosks, then the server.');
  await stopAll([lobby.kiosk1, lobby.kiosk2]);
  showEvidence(lobby, drainMs);
} finally {
  await office.close({ keep: values.keep });
}
console.log(`\n  The slips, as pictures:  ${relative(process.cwd(), picturesFolder) || picturesFolder}`);
if (values.keep) console.log(`  All data of this run:    ${folder}`);
console.log(problems.length === 0 ? '\n  Every figure is as it must be.\n' : `\n  WRONG: ${problems.join('; ')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function openLobby(): Promise<Lobby> {
  // Nobody looks at these kiosks' pages: the guests speak to the core as a page would.
  const page = join(folder, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Marquee</title>');
  const env = { PAGE_FOLDER: page };
  const [first, second] = await Promise.all([office.addKiosk({ env }), office.addKiosk({ env })]);
  const orders: PaidOrder[] = [];
  const told: Lobby = {
    kiosk1: first.kiosk,
    kiosk2: second.kiosk,
    cable: second.cable,
    screeningId: 0,
    orders,
    problems,
    async untilPrinted() {
      for (const { kiosk, basketId, orderKey } of orders) {
        const { basket } = await kiosk.untilAnswer(
          'see-basket',
          { basketId },
          ({ basket: seen }) => seen?.sale?.tickets.every(({ print }) => print === 'printed') ?? false,
        );
        if (basket?.sale?.orderKey !== orderKey) problems.push(`${orderKey} was told as paid and is gone`);
      }
    },
  };
  return told;
}

async function stopAll(kiosks: readonly Kiosk[]): Promise<void> {
  for (const kiosk of kiosks) {
    const code = await kiosk.stop();
    if (code !== 0) problems.push(`${kiosk.name} ended with ${code}`);
  }
  const code = await office.stopServer();
  if (code !== 0) problems.push(`the server ended with ${code}`);
}

function showEvidence({ orders, kiosk1, kiosk2 }: Lobby, drainMs: number): void {
  const books = readBooks(office.serverDatabaseFile);
  const { figures, duplicates } = weighEvidence(orders, books, [kiosk1, kiosk2]);
  const phases = Map.groupBy(orders, (order) => `${order.phase}, ${order.kiosk.name}`);
  printTable(
    ['Told as paid', 'orders', 'tickets', 'sum'],
    [...phases].map(([phase, of]) => [
      phase,
      String(of.length),
      String(of.flatMap((order) => order.seatIds).length),
      formatMinor(
        of.reduce((total, order) => total + order.totalMinor, 0),
        'EUR',
        'en',
      ),
    ]),
  );
  printTable(
    ['Compared with the books, the readers and the paper', 'must be', 'is', ''],
    figures.map(({ name, expected, found }) => [
      name,
      String(expected),
      String(found),
      expected === found ? 'ok' : 'WRONG',
    ]),
  );
  console.log(`\n  Slips that say DUPLICATE, because the power went while they came out: ${duplicates}.`);
  console.log(
    `  The offline kiosk's backlog was on the server ${(drainMs / 1000).toFixed(1)} s after the cable was mended.`,
  );
  for (const { name, expected, found } of figures)
    if (expected !== found) problems.push(`${name}: ${found} instead of ${expected}`);
  for (const { kind, detail } of books.exceptions) console.log(`  exception ${kind}: ${detail}`);
  rmSync(picturesFolder, { recursive: true, force: true });
  for (const { name, papersFolder } of [kiosk1, kiosk2])
    cpSync(papersFolder, join(picturesFolder, name), { recursive: true });
}
