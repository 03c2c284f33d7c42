/** A busy evening: kiosks that ask, sell, return and drain, phones that hold and pay, and an allotment, all at once. */
import { settleAttempts } from '../../bookings/bookings.ts';
import { transactionOrRefusal } from '../../platform/database.ts';
import { answerAsk, type GrantAnswer, grantSeats } from '../../rights/rights.ts';
import { seats } from '../house.ts';
import type { Office } from './office.ts';
import { makePhone } from './phone.ts';
import type { SmallTerminal } from './small-terminal.ts';

export interface EveningOptions {
  office: Office;
  terminals: readonly SmallTerminal[];
  phones: number;
  screeningIds: readonly number[];
  /** Each of them goes on for so long. */
  isOver: (rounds: number) => boolean;
}

/** A request that was answered, to be sent once more at the end: its answer must be the same. */
export interface Answered {
  answer: unknown;
  repeat(via: number): Promise<unknown>;
}

export interface Evening {
  answered: Answered[];
  soldByTerminals: number;
  soldByPhones: number;
}

/** Always the same draws for the same seed, so that a failure can at least be tried again with the same wishes. */
export function makeDraws(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x5bd1e995);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

export async function spendEvening(options: EveningOptions): Promise<Evening> {
  const evening: Evening = { answered: [], soldByTerminals: 0, soldByPhones: 0 };
  await Promise.all([
    ...options.terminals.map((terminal) => runKiosk(options, terminal, evening)),
    ...Array.from({ length: options.phones }, (_, index) => runPhone(options, index, evening)),
    runAllotment(options),
    runSweeper(options),
  ]);
  await sweepAll(options.office);
  // What was asked of a terminal after its last round is still on its way to it.
  for (const terminal of options.terminals) {
    await terminal.catchUp(terminal.number);
    await terminal.push(terminal.number);
  }
  return evening;
}

function drawWish({ screeningIds }: EveningOptions, draw: (below: number) => number) {
  const screeningId = screeningIds[draw(screeningIds.length)] ?? 0;
  const from = draw(seats.length - 2);
  return { screeningId, seatIds: seats.slice(from, from + 1 + draw(3)).map((seat) => seat.id) };
}

async function runKiosk(options: EveningOptions, terminal: SmallTerminal, evening: Evening): Promise<void> {
  const { office, isOver, screeningIds } = options;
  const draw = makeDraws(terminal.number);
  for (let round = 0; !isOver(round); round++) {
    const via = terminal.number + round;
    const wish = { operationId: `wish-${screeningIds[0]}-${terminal.number}-${round}`, ...drawWish(options, draw) };
    const ask = (instance: Office['instances'][number]) => answerAsk(instance, terminal.number, wish);
    const answer = await office.clerk.send(via, ask);
    if (answer.outcome !== 'refused')
      evening.answered.push({ answer, repeat: (again) => office.clerk.send(again, ask) });
    await terminal.catchUp(via + 1);
    if (terminal.heardUpTo() < answer.revision)
      throw new Error(`terminal ${terminal.number} was granted what it can't see`);
    terminal.giveBack(terminal.recalled());
    const wanted = terminal
      .held(wish.screeningId)
      .filter((right) => answer.outcome === 'granted' && wish.seatIds.includes(right.seatId));
    const others = terminal.held().filter((right) => !wanted.includes(right));
    if (draw(3) > 0) {
      terminal.sell(wanted);
      evening.soldByTerminals += wanted.length;
    } else terminal.giveBack(wanted);
    // Allotted seats go, too, in part: sold or back.
    const some = others.slice(0, draw(6));
    const fate = draw(4);
    if (fate === 0) terminal.giveBack(some);
    if (fate === 1) {
      terminal.sell(some);
      evening.soldByTerminals += some.length;
    }
    await terminal.push(via + 2);
  }
}

async function runPhone(options: EveningOptions, index: number, evening: Evening): Promise<void> {
  const { office, isOver, screeningIds } = options;
  const draw = makeDraws(1000 + index);
  const phone = makePhone(office.clerk, office.provider, office.userOf);
  for (let round = 0; !isOver(round); round++) {
    const via = index + round;
    const hold = { holdId: `hold-${screeningIds[0]}-${index}-${round}`, ...drawWish(options, draw) };
    const answer = await phone.hold(via, hold);
    if (!answer.ok) continue;
    evening.answered.push({ answer, repeat: (again) => phone.hold(again, hold) });
    if (draw(4) === 0) {
      await phone.release(via + 1, hold);
      continue;
    }
    const { answers, repeat } = await phone.pay(via + 1, answer);
    const [sold] = answers.filter(({ outcome }) => outcome === 'sold');
    if (sold === undefined) continue;
    evening.soldByPhones += hold.seatIds.length;
    evening.answered.push({ answer: sold, repeat });
  }
}

const dueMs = 10 * 60_000;

/**
 * The sweeper of payments, by clocks that are ahead: it settles attempts while their phones are still at it, so that some
 * are cancelled before the provider has heard of them. Answers how many it looked after.
 */
function sweep({ clerk, provider }: Office, round: number): Promise<number> {
  return clerk.send(round, (instance) => {
    const nowMs = () => instance.clock.nowMs() + round * dueMs;
    return settleAttempts({ ...instance, clock: { ...instance.clock, nowMs } }, provider);
  });
}

async function runSweeper(options: EveningOptions): Promise<void> {
  for (let round = 1; !options.isOver(round); round++) await sweep(options.office, round);
}

/** Until every attempt is settled for good. */
async function sweepAll(office: Office): Promise<void> {
  for (let round = 1000; (await sweep(office, round)) > 0; round++);
}

/** Seats ahead of time, to whichever terminal comes next: nobody waits for its answer, so a repeat may find it done. */
async function runAllotment(options: EveningOptions): Promise<void> {
  const { office, terminals, isOver } = options;
  const draw = makeDraws(2000);
  for (let round = 0; !isOver(round); round++) {
    const terminal = terminals[draw(terminals.length)]?.number ?? 0;
    const grant = { terminal, ...drawWish(options, draw) };
    await office.clerk.send(round, (instance) =>
      transactionOrRefusal<GrantAnswer>(instance.database, 'allot', (tx) => grantSeats(tx, instance, grant)),
    );
  }
}
