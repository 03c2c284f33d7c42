/** A hold by the statements of the server alone: the same reads and writes, and hardly a thought about which seats. */
import { type HoldHouse, learnHold, type SeatsToHold, toOrder } from './hold-house.ts';
import { playScript, type Script } from './replay.ts';

export type Outcome =
  | { ok: true; seatIds: number[] }
  /** `gone`: what was named, or all. */
  | { ok: false; gone: 'named' | 'too-many' };
export type Hold = (wanted: SeatsToHold) => Promise<Outcome>;

/** As often as the server tries: somebody was faster with one of the seats. */
const triesMax = 6;
const lookForRepeat = 'SELECT body_hash, answer FROM `operation` WHERE id = ?';

interface HouseRow {
  seat_id: number;
  state: string;
}

export async function makeHoldBare(house: HoldHouse, countMax: number): Promise<Hold> {
  const scripts = new Map<number, Script>();
  for (let count = 1; count <= countMax; count++) scripts.set(count, await learnHold(house, { count, isPaid: false }));
  return async (wanted) => {
    const script = scripts.get(wanted.count);
    if (!script) throw new Error(`no hold of ${wanted.count} seats was recorded`);
    for (let tries = 0; tries < triesMax; tries++) {
      const answer = await house.bare((send) => holdOnce(send, script, wanted));
      if (answer !== 'crossed') return answer;
    }
    return { ok: false, gone: 'named' };
  };
}

async function holdOnce(
  send: Parameters<typeof playScript>[0],
  script: Script,
  wanted: SeatsToHold,
): Promise<Outcome | 'crossed'> {
  // Known when the house was read, and not before.
  const order: Record<string, string | number> = { ...toOrder(wanted, []) };
  let seatIds: number[] = [];
  let ended: Outcome | 'crossed' | null = null;
  await playScript(send, script, order, (sql, answer) => {
    if (sql.includes('JOIN seat_right r') && sql.includes('JOIN seats t')) {
      const free = (answer as HouseRow[]).filter(({ state }) => state === 'free').map((row) => row.seat_id);
      seatIds = choose(free, wanted);
      if (seatIds.length < wanted.count) ended = { ok: false, gone: wanted.seatIds ? 'named' : 'too-many' };
      for (const [at, id] of seatIds.entries()) order[`seat${at}`] = id;
    }
    if (sql.includes("SET state = 'held'") && (answer as { affectedRows: number }).affectedRows < wanted.count)
      ended = 'crossed';
    return ended !== null;
  });
  if (ended === null) return { ok: true, seatIds };
  await send('ROLLBACK');
  await send(lookForRepeat, ['0'.repeat(64)]);
  return ended;
}

const choose = (free: readonly number[], { seatIds, count }: SeatsToHold): number[] =>
  seatIds === null ? free.slice(0, count) : seatIds.filter((id) => free.includes(id));
