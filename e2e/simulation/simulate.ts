/** One run: a cinema under faults for so many steps, then healed, then judged. */
import { bookByPhone, endHolds, visitTerminal } from './actors.ts';
import { house } from './house.ts';
import { checkHealed, type Evidence, Violation, watchDoubleSales } from './invariants.ts';
import { type Faults, noFaults } from './network.ts';
import { makeServerNode, type ServerNode } from './server-node.ts';
import { makeTerminalNode, type TerminalNode } from './terminal-node.ts';
import { makeWorld, type World } from './world.ts';

export interface Run {
  seed: number;
  steps: number;
  terminals?: number;
  /** Breaks the rules on purpose, to show that the simulator notices. */
  sabotage?: (world: World, server: ServerNode, terminals: readonly TerminalNode[]) => void;
}
export interface RunResult {
  seed: number;
  steps: number;
  traceHash: string;
  counts: Record<string, number>;
  /** Null when every promise held. */
  violation: { message: string; step: number; recent: string[] } | null;
}

const healedStepsMax = 60_000;

export async function simulate(run: Run): Promise<RunResult> {
  const world = makeWorld(run.seed);
  const evidence: Evidence = { toldPaid: [] };
  let faults = drawFaults(world);
  world.note(`faults ${JSON.stringify(faults)}`);
  const server = makeServerNode(world, () => faults);
  server.start();
  const terminals = Array.from({ length: run.terminals ?? 2 }, (_, index) =>
    makeTerminalNode(world, () => faults, server, `kiosk ${index + 1}`),
  );
  for (const terminal of terminals) terminal.start();
  const healed = { now: false };
  const work: Promise<unknown>[] = [];
  let broken: unknown = null;
  const track = (promise: Promise<unknown>) => {
    work.push(
      promise.catch((thrown: unknown) => {
        if (String(thrown) !== 'Error' || thrown instanceof Violation) broken ??= thrown;
      }),
    );
  };
  schedule(world, server, terminals, evidence, { healed, faults: () => faults, track });
  run.sabotage?.(world, server, terminals);
  const checkDoubleSales = watchDoubleSales(world, server, terminals);

  let step = 0;
  try {
    for (; step < run.steps; step++) {
      if (!(await world.step())) break;
      if (broken) throw broken;
      checkDoubleSales();
    }
    healed.now = true;
    faults = { ...noFaults };
    world.note('healed');
    server.start();
    for (const terminal of terminals) terminal.cable.mend();
    for (const terminal of terminals) terminal.reader.setMode('approve');
    for (; step < run.steps + healedStepsMax; step++) {
      if (!(await world.step())) break;
      if (broken) throw broken;
      checkDoubleSales();
      if (step % 50 === 0 && isQuiet(server, terminals)) break;
    }
    checkHealed(server, terminals, evidence);
  } catch (thrown) {
    return finish(
      thrown instanceof Error
        ? thrown instanceof Violation
          ? thrown.message
          : (thrown.stack ?? thrown.message)
        : String(thrown),
    );
  }
  return finish(null);

  function finish(message: string | null): RunResult {
    const violation = message === null ? null : { message, step, recent: world.recent() };
    return {
      seed: run.seed,
      steps: step,
      traceHash: world.traceHash(),
      counts: Object.fromEntries([...world.counts].sort()),
      violation,
    };
  }
}

/** Each run has its own weather: some are calm, some are wild, some have one kind of trouble only. */
function drawFaults(world: World): Faults {
  const { random } = world;
  const some = (max: number) => (random.chance(0.7) ? random.fraction() * max : 0);
  return {
    drop: some(0.1),
    duplicate: some(0.1),
    reorder: some(0.2),
    database: some(0.04),
    crashMs: random.chance(0.7) ? random.between(20_000, 200_000) : 0,
    cutMs: random.chance(0.8) ? random.between(20_000, 120_000) : 0,
  };
}

interface Stage {
  healed: { now: boolean };
  faults: () => Faults;
  track: (promise: Promise<unknown>) => void;
}

function schedule(
  world: World,
  server: ServerNode,
  terminals: readonly TerminalNode[],
  evidence: Evidence,
  stage: Stage,
): void {
  const { random } = world;
  let phones = 0;
  /** Again and again until the healing, at random intervals around a mean. */
  const often = (meanMs: number, act: () => void) => {
    const again = () => {
      if (stage.healed.now) return;
      act();
      world.after(random.between(1, 2 * meanMs), again);
    };
    world.after(random.between(1, 2 * meanMs), again);
  };
  for (const terminal of terminals) {
    often(4000, () => stage.track(visitTerminal(world, terminal, evidence)));
    often(60_000, () => terminal.jumpClock(random.between(-3_600_000, 3_600_000)));
    const { crashMs, cutMs } = stage.faults();
    if (crashMs > 0) often(crashMs, () => terminal.crash());
    if (cutMs > 0) {
      often(cutMs, () => {
        if (terminal.cable.isCut) return;
        terminal.cable.cut();
        world.after(random.between(500, 60_000), () => terminal.cable.mend());
      });
    }
  }
  often(6000, () => stage.track(bookByPhone(world, server, evidence, phones++)));
  const expire = () => {
    stage.track(endHolds(server).catch(() => undefined));
    world.after(5000, expire);
  };
  expire();
  often(20_000, () => {
    const terminal = random.below(terminals.length) + 1;
    const screeningId = house.screeningIds[random.below(house.screeningIds.length)] ?? 1;
    stage.track(
      server.allot(terminal, screeningId, random.between(1, 8)).catch(() => world.count('allotment refused')),
    );
  });
  const { crashMs } = stage.faults();
  if (crashMs > 0) {
    often(crashMs * 2, () => {
      server.crash();
      world.after(random.between(100, 15_000), () => server.start());
    });
  }
  // A crash inside a transaction has nobody else to start the server again.
  const watchdog = () => {
    if (!server.running()) world.after(random.between(100, 5000), () => server.start());
    world.after(20_000, watchdog);
  };
  watchdog();
}

/** Journals drained, links up, nothing charging, no basket or hold open. */
function isQuiet(server: ServerNode, terminals: readonly TerminalNode[]): boolean {
  if (!server.running() || server.handle.inTransaction) return false;
  if (
    (server.handle
      .prepare("SELECT COUNT(*) FROM seat_right WHERE state IN ('held', 'paying')")
      .pluck()
      .get() as number) > 0
  )
    return false;
  return terminals.every((terminal) => {
    if (!terminal.core()?.sync.isOnline()) return false;
    const ask = (sql: string) => terminal.handle.prepare(sql).pluck().get() as number;
    if (ask('SELECT (SELECT MAX(seq) FROM journal) - acked_seq FROM sent') !== 0) return false;
    if (ask("SELECT COUNT(*) FROM charge WHERE state IN ('charging', 'approved', 'voiding')") !== 0) return false;
    const behind = terminal.handle.prepare('SELECT stream, revision FROM cursor').all() as {
      stream: string;
      revision: number;
    }[];
    return behind.every(
      ({ stream, revision }) =>
        server.handle.prepare('SELECT revision FROM `stream` WHERE name = ?').pluck().get(stream) === revision,
    );
  });
}
