/** One run: a cinema under faults for so many steps, then healed, then judged. */
import { Fault } from '@marquee/shared/errors';
import { settleAttemptNow } from '@marquee/sync-server/bookings/bookings';
import type { AttemptAt } from '@marquee/sync-server/payments/payments';
import { makeSimulatedProvider } from '@marquee/sync-server/payments/simulated-provider';
import { visitDesk } from './actors/cashiers.ts';
import { sellItems } from './actors/counter.ts';
import { visitTerminal } from './actors/customers.ts';
import { mindDrawer } from './actors/drawers.ts';
import { manage } from './actors/manager.ts';
import { bookByPhone } from './actors/phones.ts';
import { type CostReport, reportCost } from './cost-report.ts';
import { loseCommits } from './lost-commits.ts';
import { layCable } from './network.ts';
import { reachProvider } from './payment-line.ts';
import { checkAnswers } from './promises/answers.ts';
import { makeEvidence, Violation } from './promises/evidence.ts';
import { checkHealed } from './promises/healed.ts';
import { type Promises, watchPromises } from './promises/promises.ts';
import { whyNotQuiet } from './promises/quiet.ts';
import { type Cluster, makeCluster } from './server-node.ts';
import type { Stage } from './stage.ts';
import { makeTerminalNode, PowerCut, type TerminalNode } from './terminal-node.ts';
import { drawWeather, type FaultName, makeTrouble, type Weather, writeWeather } from './weather.ts';
import { makeWorld, startLife, startMs, type World } from './world.ts';

export interface Run {
  seed: number;
  /** Of events before the healing. */
  steps: number;
  terminals?: number;
  seats?: number;
  /** Of virtual time: the run heals after them, if not after its steps. */
  hours?: number;
  /** Drawn from the seed where it is not given. */
  weather?: Weather;
  /** Breaks the rules on purpose, to show that the simulator notices. */
  sabotage?: (stage: Stage) => void;
}
export interface RunResult {
  seed: number;
  steps: number;
  weather: string;
  traceHash: string;
  counts: Record<string, number>;
  cost: CostReport;
  /** Null when every promise held. */
  violation: { message: string; step: number; recent: string[] } | null;
}

export const defaults = { terminals: 3, seats: 40 };
const healedStepsMax = 60_000;
const screenings = 6;

export async function simulate(run: Run): Promise<RunResult> {
  const world = makeWorld(run.seed);
  const weather = run.weather ?? drawWeather(run.seed);
  world.note(`weather ${writeWeather(weather)}`);
  const { stage, promises, heal } = raiseCurtain(world, weather, run);
  let step = 0;
  let message: string | null = null;
  const untilMs = run.hours === undefined ? Number.POSITIVE_INFINITY : startMs + run.hours * 3_600_000;

  /** False when nothing is left to happen. */
  async function next(): Promise<boolean> {
    if (!(await world.step())) return false;
    step++;
    promises.look();
    return true;
  }
  try {
    while (step < run.steps && world.nowMs() < untilMs && (await next()));
    heal();
    const last = step + healedStepsMax;
    while (step < last && (await next())) if (step % 50 === 0 && whyNotQuiet(stage) === null) break;
    const unquiet = whyNotQuiet(stage);
    if (unquiet) throw new Violation(`I4 after ${healedStepsMax} steps without faults: ${unquiet}`);
    checkHealed(stage, promises.tickets);
  } catch (thrown) {
    message =
      thrown instanceof Violation ? thrown.message : thrown instanceof Error ? (thrown.stack ?? '') : String(thrown);
  }
  return {
    seed: run.seed,
    steps: step,
    weather: writeWeather(weather),
    traceHash: world.traceHash(),
    counts: Object.fromEntries([...world.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    cost: reportCost(stage),
    violation: message === null ? null : { message, step, recent: world.recent() },
  };
}

interface Raised {
  stage: Stage;
  promises: Promises;
  /** Ends the faults and the work; what was begun is finished. */
  heal(): void;
}

function raiseCurtain(world: World, weather: Weather, run: Run): Raised {
  const trouble = makeTrouble(weather);
  const evidence = makeEvidence();
  const onBug = (what: string) => promises.note(new Violation(what));
  const { clock } = startLife(world, () => 0);
  const provider = makeSimulatedProvider({ clock, lateMs: 8 * 60_000, onEvent: tellServer });
  const cluster: Cluster = makeCluster({
    world,
    trouble,
    size: { seats: run.seats ?? defaults.seats, screenings, hours: run.hours ?? 0 },
    instances: 2,
    provider: reachProvider({ world, trouble, provider, onCharge: checkPaying }),
    keepAll: weather.has('lost-commit'),
    onCommit: () => cluster.remember(promises.committed()),
    onBug,
  });
  for (const instance of cluster.instances) instance.start();
  const terminals: TerminalNode[] = [];
  const promises: Promises = watchPromises({ cluster, evidence, weather, count: world.count });
  let isOver = false;
  let ids = 0;
  const stage: Stage = {
    world,
    trouble,
    house: cluster.house,
    cluster,
    provider,
    terminals,
    addTerminal: () => addTerminal(terminals.length + 1),
    evidence,
    makeId: () => `sim-${++ids}`,
    isOver: () => isOver,
    track: (work) => void work.catch(fail),
    often(meanMs, act) {
      const again = () => {
        if (isOver) return;
        act();
        world.after(world.random.between(1, 2 * meanMs), again);
      };
      world.after(world.random.between(1, 2 * meanMs), again);
    },
  };
  openDoors(stage);
  for (let number = 0; number < (run.terminals ?? defaults.terminals); number++) stage.addTerminal();
  bringTrouble(stage, promises);
  run.sabotage?.(stage);
  return {
    stage,
    promises,
    heal() {
      isOver = true;
      trouble.clear();
      world.note('healed');
      provider.mode = 'approve';
      for (const instance of cluster.instances) instance.start();
      for (const terminal of terminals) {
        terminal.cable.mend();
        terminal.reader.setMode('approve');
        terminal.reader.setBank('there');
        terminal.core()?.drills.end(1);
      }
    },
  };

  function fail(thrown: unknown): void {
    if (thrown instanceof PowerCut) return;
    if (thrown instanceof Fault && thrown.cause instanceof PowerCut) return;
    if (thrown instanceof Fault && thrown.code !== 'internal-error') world.count(`actor met ${thrown.code}`);
    else
      promises.note(
        thrown instanceof Violation
          ? thrown
          : new Violation(thrown instanceof Error ? (thrown.stack ?? '') : String(thrown)),
      );
  }
  function checkPaying(attempt: AttemptAt): void {
    if (!evidence.hasLost && !promises.server.isPaying(attempt))
      promises.note(
        new Violation(`I5 phone payment ${attempt.id} is charged before its seats are paying and it is known`),
      );
  }
  /** The provider's webhook goes to one instance, or to two: where nobody takes it, the sweeper comes to it. */
  function tellServer(attempt: AttemptAt): void {
    const deps = cluster.anyRunning();
    const isLost = world.random.chance(trouble.of('payment-lost') * 0.3);
    world.count(deps && !isLost ? 'webhook' : 'webhook lost');
    if (deps && !isLost) stage.track(settleAttemptNow(deps, deps.provider, attempt.id));
    if (world.random.chance(0.3)) world.after(world.random.between(0, 30_000), () => tellServer(attempt));
  }
  /** Tills and kiosks in turn. */
  function addTerminal(ordinal: number): TerminalNode {
    const terminal = makeTerminal(ordinal % 2 === 1 ? 'till' : 'kiosk', ordinal);
    terminals.push(terminal);
    promises.watch(terminal);
    terminal.start();
    openTerminal(stage, terminal);
    return terminal;
  }
  function makeTerminal(role: 'till' | 'kiosk', ordinal: number): TerminalNode {
    const name = `${role} ${ordinal}`;
    const terminal: TerminalNode = makeTerminalNode({
      world,
      trouble,
      cluster,
      name,
      role,
      cable: layCable({
        world,
        trouble,
        name,
        route: () => world.random.oneOf(cluster.instances),
        onAnswer: checkAnswers(promises, evidence),
      }),
      onCharge(attemptId) {
        const charge = terminal.handle.prepare('SELECT state FROM charge WHERE attempt_id = ?').pluck().get(attemptId);
        if (charge !== 'charging') promises.note(new Violation(`I5 ${name} charges before the charge is on its disk`));
      },
      onBug,
    });
    return terminal;
  }
}

function openDoors(stage: Stage): void {
  let phones = 0;
  stage.often(3000, () => stage.track(bookByPhone(stage, phones++)));
  manage(stage);
}

/** The mean time between two of a fault, from its strength and how often it comes at its strongest. */
const meanMs = (strength: number, strongestMs: number) => Math.round(strongestMs / Math.max(0.1, strength));

/** What comes and goes at one terminal: customers, cuts, crashes, jumps of its clock. */
function openTerminal(stage: Stage, terminal: TerminalNode): void {
  const { world, trouble } = stage;
  const { random } = world;
  const trouble1 = (fault: FaultName, strongestMs: number, act: () => void) => {
    if (trouble.of(fault) > 0) stage.often(meanMs(trouble.of(fault), strongestMs), act);
  };
  const cut = (silent: boolean) => {
    if (terminal.cable.isCut) return;
    terminal.cable.cut({ silent });
    world.after(random.between(500, 60_000), () => terminal.cable.mend());
  };
  stage.often(2000, () => stage.track(visitTerminal(stage, terminal)));
  stage.often(150_000, () => stage.track(terminal.shutDown()));
  if (terminal.role === 'till') {
    stage.often(8000, () => stage.track(visitDesk(stage, terminal)));
    stage.often(6000, () => stage.track(mindDrawer(stage, terminal)));
    stage.often(15_000, () => stage.track(sellItems(stage, terminal)));
  }
  trouble1('partition', 30_000, () => cut(false));
  trouble1('half-open', 30_000, () => cut(true));
  trouble1('terminal-crash', 40_000, () => terminal.crash());
  trouble1('clock-jump', 40_000, () => terminal.jumpClock(random.between(-3_600_000, 3_600_000)));
  trouble1('bank-away', 20_000, () => loseBank(stage, terminal));
  trouble1('drill', 60_000, () => drill(stage, terminal));
}

/** As if the network were gone, though the cable is in. */
function drill({ world }: Stage, { name, core }: TerminalNode): void {
  const drills = core()?.drills;
  if (!drills || drills.current()) return;
  world.note(`${name} drills an outage`);
  world.count('drill');
  drills.begin({ id: `drill-at-${name}-${world.nowMs()}`, durationMs: world.random.between(2000, 90_000) });
}

/** When it is back, it takes what was approved without it, or refuses it. */
function loseBank({ world, isOver }: Stage, { name, reader }: TerminalNode): void {
  if (reader.bank() === 'away') return;
  world.note(`${name} has lost its bank`);
  world.count('bank away');
  reader.setBank('away');
  world.after(world.random.between(2000, 90_000), () => {
    if (isOver()) return;
    if (world.random.chance(0.3)) reader.setMode('decline');
    reader.setBank('there');
  });
}

/** What happens to the servers; what happens to a message or a transaction is decided there. */
function bringTrouble(stage: Stage, promises: Promises): void {
  const { world, trouble, cluster } = stage;
  for (const instance of cluster.instances) {
    if (trouble.of('server-crash') > 0) stage.often(meanMs(trouble.of('server-crash'), 60_000), () => instance.crash());
    if (trouble.of('clock-jump') > 0)
      stage.often(meanMs(trouble.of('clock-jump'), 60_000), () =>
        instance.jumpClock(world.random.between(-600_000, 600_000)),
      );
  }
  if (trouble.of('lost-commit') > 0)
    stage.often(meanMs(trouble.of('lost-commit'), 60_000), () => loseCommits(stage, promises));
}
