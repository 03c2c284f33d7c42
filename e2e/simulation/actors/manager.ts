/** The manager: breaks terminals, recovers their journals, overrides what is quarantined, refunds what is released. */
import { payOutRefund, refundTickets } from '@marquee/sync-server/bookings/bookings';
import { applyStoredEntries, receivePush } from '@marquee/sync-server/journal/journal';
import { askRelease, breakTerminal, overrideQuarantine } from '@marquee/sync-server/rights/rights';
import { takeBackVoucher } from '@marquee/sync-server/vouchers/issue';
import { readEntries, readHash } from '@marquee/terminal/journal/journal';
import { makeStore } from '@marquee/terminal/platform/store';
import { seatKey } from '../promises/evidence.ts';
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { visitTerminal } from './customers.ts';
import { insist } from './phones.ts';
import { withhold } from './withholding.ts';

const by = 'manager';
/** Terminals whose disks are in the manager's hands: what is lost is handed in again. */
const recovered = new WeakMap<Stage, Set<TerminalNode>>();

export function manage(stage: Stage): void {
  const { trouble, world } = stage;
  stage.often(15_000, () => stage.track(refundSome(stage)));
  stage.often(30_000, () => stage.track(askForRelease(stage)));
  withhold(stage);
  if (trouble.of('break') === 0) return;
  const meanMs = Math.round(60_000 / Math.max(0.1, trouble.of('break')));
  stage.often(meanMs, () => stage.track(breakOne(stage)));
  stage.often(meanMs, () => stage.track(overrideSome(stage)));
  stage.often(meanMs, () => stage.track(takeBackSome(stage)));
  // What waits is applied in the end, however long the manager takes.
  const apply = () => {
    stage.track(applyWaiting(stage));
    stage.track(breakAgain(stage));
    world.after(20_000, apply);
  };
  apply();
}

const wait = ({ world }: Stage, minMs: number, maxMs: number) =>
  new Promise<void>((resolve) => world.after(world.random.between(minMs, maxMs), resolve));

/** Of what is on the server now; the request that follows may come too late for it. */
const look = <R>({ cluster }: Stage, sql: string, ...values: unknown[]): R[] =>
  cluster.handle.inTransaction ? [] : (cluster.handle.prepare(sql).all(...values) as R[]);

async function breakOne(stage: Stage): Promise<void> {
  const { world, evidence } = stage;
  const open = stage.terminals.filter((terminal) => !evidence.broken.has(terminal.number() ?? 0) && terminal.number());
  if (open.length === 0) return;
  const terminal = world.random.oneOf(open);
  const number = terminal.number() ?? 0;
  const as = world.random.chance(0.7) ? 'dead' : 'stolen';
  // What is called dead may go on selling behind a broken link, and what is really dead is found later.
  const isReallyDead = world.random.chance(0.5);
  if (isReallyDead) terminal.switchOff();
  evidence.broken.add(number);
  world.note(`${terminal.name} is broken as ${as}`);
  // A break comes while customers are choosing: what they ask for crosses it.
  for (let guests = isReallyDead ? 0 : 4; guests > 0; guests--)
    world.after(world.random.between(0, 400), () => stage.track(visitTerminal(stage, terminal)));
  const order = { operationId: stage.makeId(), terminal: number, as, reason: 'simulated', by } as const;
  await insist(stage, (deps) => breakTerminal(deps, order));
  world.count(`terminal broken as ${as}`);
  await wait(stage, 5000, 40_000);
  if (!stage.isOver()) stage.addTerminal();
  await wait(stage, 5000, 90_000);
  if (!isReallyDead) return;
  if (world.random.chance(0.5)) terminal.start();
  else await recoverJournal(stage, terminal);
}

/** The database may forget a break as well, or what was handed in: the manager sees that it is missing. */
async function breakAgain(stage: Stage): Promise<void> {
  if (!stage.evidence.hasLost) return;
  // A closed terminal that is taken for a clone can't send what is left of its journal.
  const stuck = stage.terminals.filter(
    (terminal) =>
      stage.evidence.broken.has(terminal.number() ?? 0) && terminal.core()?.outOfService() === 'terminal-cloned',
  );
  for (const terminal of new Set([...(recovered.get(stage) ?? []), ...stuck])) await recoverJournal(stage, terminal);
  const open = new Set(look<{ id: number }>(stage, "SELECT id FROM terminal WHERE state = 'open'").map(({ id }) => id));
  for (const terminal of stage.evidence.broken) {
    if (!open.has(terminal)) continue;
    const order = { operationId: stage.makeId(), terminal, as: 'dead', reason: 'again', by } as const;
    await insist(stage, (deps) => breakTerminal(deps, order));
  }
}

/** The dead machine's disk is read, and what the server lacks is handed in, a few entries at a time. */
async function recoverJournal(stage: Stage, terminal: TerminalNode): Promise<void> {
  const { world } = stage;
  const store = makeStore(terminal.handle);
  const number = terminal.number() ?? 0;
  const ask = (deps: Parameters<Parameters<typeof insist>[1]>[0]) =>
    deps.database.all<{ acked: number; public_key: string }>('SELECT acked, public_key FROM terminal WHERE id = ?', [
      number,
    ]);
  for (;;) {
    const [row] = await insist(stage, ask);
    if (!row) throw new Error('a terminal is never deleted');
    // Some of it is there already: the manager doesn't know, and it does no harm.
    const fromSeq = Math.max(1, row.acked + 1 - world.random.below(3));
    const entries = readEntries(store, fromSeq, { entries: world.random.between(3, 6), bytes: 100_000 });
    const last = entries.at(-1);
    if (!last || last.seq <= row.acked) break;
    const push = { fromSeq, previousHash: readHash(store, fromSeq - 1) ?? '', entries };
    const { ackedSeq } = await insist(stage, (deps) =>
      receivePush(deps, { terminal: number, publicKey: row.public_key }, push),
    );
    if (ackedSeq < last.seq) {
      const rest = entries.filter((entry) => entry.seq > ackedSeq);
      const previousHash = readHash(store, ackedSeq) ?? '';
      await insist(stage, (deps) =>
        receivePush(
          deps,
          { terminal: number, publicKey: row.public_key },
          { fromSeq: ackedSeq + 1, previousHash, entries: rest },
        ),
      );
    }
    world.count('journal recovered in a batch');
    await wait(stage, 100, 8000);
  }
  world.count('journal recovered');
  recovered.set(stage, (recovered.get(stage) ?? new Set()).add(terminal));
}

async function overrideSome(stage: Stage): Promise<void> {
  const { world, evidence } = stage;
  const rows = look<{ screening_id: number; seat_id: number }>(
    stage,
    "SELECT screening_id, seat_id FROM seat_right WHERE state = 'quarantined' ORDER BY screening_id, seat_id",
  );
  if (rows.length === 0) return;
  const { screening_id: screeningId } = world.random.oneOf(rows);
  const seatIds = rows
    .filter((row) => row.screening_id === screeningId)
    .slice(0, world.random.between(1, 3))
    .map((row) => row.seat_id);
  for (const seatId of seatIds) evidence.overriding.add(seatKey(screeningId, seatId));
  const order = { operationId: stage.makeId(), screeningId, seatIds, reason: 'simulated', by };
  const { ok } = await insist(stage, (deps) => overrideQuarantine(deps, order));
  for (const seatId of seatIds) evidence.overriding.delete(seatKey(screeningId, seatId));
  world.count(ok ? 'quarantine overridden' : 'override refused');
}

/** From whichever terminal holds one: it may have spent it. */
async function takeBackSome(stage: Stage): Promise<void> {
  const { world, evidence } = stage;
  const held = look<{ id: number }>(stage, "SELECT id FROM voucher WHERE state = 'granted' ORDER BY id");
  if (held.length === 0) return;
  const { id } = world.random.oneOf(held);
  evidence.takingBack.add(id);
  const caller = { userId: 1, role: 'admin' as const, sessionId: 'simulated' };
  const order = { key: stage.makeId(), caller, id, reason: 'simulated' };
  const answer = await insist(stage, (deps) => takeBackVoucher(deps, order));
  evidence.takingBack.delete(id);
  world.count('ok' in answer ? 'voucher taken back' : 'voucher had come back');
}

/** Entries of a stolen terminal wait for a manager. */
async function applyWaiting(stage: Stage): Promise<void> {
  const rows = look<{ terminal_id: number; seq: number }>(
    stage,
    "SELECT terminal_id, seq FROM journal_entry WHERE state = 'waiting' ORDER BY terminal_id, seq",
  );
  for (const [terminal, entries] of Map.groupBy(rows, (row) => row.terminal_id)) {
    const seqs = entries.map((entry) => entry.seq);
    await insist(stage, (deps) =>
      deps.database.transaction('apply waiting', (tx) => applyStoredEntries(tx, deps, terminal, seqs)),
    );
    stage.world.count('waiting entries applied');
  }
}

/** Tickets that the server holds, its own and those that a terminal has released; now and then a closed terminal's. */
async function refundSome(stage: Stage): Promise<void> {
  const { world } = stage;
  const rows = look<{ terminal_id: number; seq: number; line: number; holder: number; closed: number }>(
    stage,
    `SELECT k.terminal_id, k.seq, k.line, k.holder, COALESCE(t.state = 'closed', 0) AS closed FROM ticket k
       LEFT JOIN terminal t ON t.id = k.terminal_id WHERE k.valid = 1 ORDER BY k.terminal_id, k.seq, k.line`,
  );
  if (rows.length === 0) return;
  // Few among many: without looking for them, a closed terminal's would hardly ever come.
  const stranded = rows.filter(({ holder, closed }) => holder !== 0 && closed === 1);
  const ticket = world.random.oneOf(stranded.length > 0 && world.random.chance(0.4) ? stranded : rows);
  const kind = ticket.holder !== 0 && ticket.closed === 1 && world.random.chance(0.5) ? 'override' : 'refund';
  const refund = {
    operationId: stage.makeId(),
    order: { terminal: ticket.terminal_id, seq: ticket.seq },
    lines: world.random.chance(0.5) ? [ticket.line] : null,
    kind,
    reason: 'simulated',
    by,
  } as const;
  const answer = await insist(stage, (deps) => refundTickets(deps, refund));
  if (!answer.ok) return world.count(`server refund refused: ${answer.reason}`);
  world.count(kind === 'override' ? 'refunded by override' : 'refunded by the server');
  const prepared = look<{ id: string }>(stage, "SELECT id FROM refund WHERE state = 'prepared' ORDER BY id");
  if (prepared.length === 0 || world.random.chance(0.2)) return;
  const { id: refundId } = world.random.oneOf(prepared);
  const payOut = { operationId: stage.makeId(), refundId, kind: 'cash', attemptId: null, by } as const;
  const paid = await insist(stage, (deps) => payOutRefund(deps, payOut));
  world.count(paid.ok ? 'refund paid out' : 'refund was paid out already');
}

async function askForRelease(stage: Stage): Promise<void> {
  const rows = look<{ terminal_id: number; seq: number }>(
    stage,
    'SELECT terminal_id, seq FROM ticket WHERE valid = 1 AND holder <> 0 ORDER BY terminal_id, seq, line',
  );
  if (rows.length === 0) return;
  const { terminal_id: terminal, seq } = stage.world.random.oneOf(rows);
  const asked = await insist(stage, (deps) =>
    deps.database.transaction('ask release', (tx) => askRelease(tx, deps, { terminal, seq })),
  );
  stage.world.count(asked ? 'release asked' : 'a closed terminal can not be asked');
}
