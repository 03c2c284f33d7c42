/**
 * The standing allotment: each connected terminal is given seats of the near screenings ahead of time, so that it can
 * sell through an outage. What nobody needs stays with the server, for phones and for single asks.
 *
 * The house is cut into blocks of neighbouring free seats, none of one seat alone, and the blocks are dealt out best
 * first, the server's reserve being one of the players. Terminals that are enrolled but away are dealt to as well, only
 * that their blocks stay free: so the shares of the others are the same whoever is connected.
 */
import { costOfPlace, openHouse } from '@marquee/shared/seating/house';
import type { Seat } from '@marquee/shared/seating/seat-map';
import type { SeatRow } from '@marquee/shared/seating/seat-rows';

export interface AllotmentNeeds {
  /** Those that can be used. */
  seats: readonly Seat[];
  /** By seat id. A seat without a right can't be sold. */
  rights: ReadonlyMap<number, { state: string; holder: number }>;
  /** All selling terminals of the cinema. */
  terminals: readonly { terminal: number; connected: boolean }[];
  /** Until the show starts; negative afterwards. */
  minutesToShow: number;
}
export interface Allotted {
  terminal: number;
  seatIds: number[];
}

/** Of the seats still to be sold, this share stays with the server until two hours before the show ... */
const reserveShareEarly = 0.4;
/** ... and shrinks to this at its start, when hardly anybody books from home. */
const reserveShareLate = 0.1;
const reserveShrinksMinutes = 120;
/** Two couples and their friends: large enough to be useful, small enough that good places are spread. */
const blockSeats = 6;
const blockSeatsMin = 2;

const unsoldStates: ReadonlySet<string> = new Set(['free', 'held', 'paying', 'granted']);

/** Minutes are looked at in steps, so that a plan changes by what happens and not by each second. */
export const reserveStepMinutes = 10;

export function shareOfReserve(minutesToShow: number): number {
  const step = Math.floor(minutesToShow / reserveStepMinutes) * reserveStepMinutes;
  const part = Math.min(1, Math.max(0, step / reserveShrinksMinutes));
  return reserveShareLate + (reserveShareEarly - reserveShareLate) * part;
}

/** How many of these unsold seats stay with the server. */
export function countReserve(unsold: number, minutesToShow: number): number {
  return Math.ceil(unsold * shareOfReserve(minutesToShow));
}

/**
 * What to grant now, by terminal number; the seats in the order of the house. Pure: the same needs give the same plan.
 * Only tops up who holds less than half a share, so that nothing is granted back and forth.
 */
export function planAllotment(needs: AllotmentNeeds): Allotted[] {
  const { free, reserve, share, holdings } = weighNeeds(needs);
  const players: Player[] = holdings.map(({ terminal, seatIds, wants }) => {
    return { terminal, target: share, has: seatIds.length, takes: wants, seats: [] };
  });
  // With two hundred terminals nobody may want anything: dealing to all of them would take the longest for nothing.
  if (!players.some(({ takes }) => takes)) return [];
  players.unshift({ terminal: 0, target: reserve, has: 0, takes: false, seats: [] });
  dealBlocks(cutHouse(needs.seats, free), players, free.size - reserve);
  return players
    .filter((player) => player.takes && player.seats.length > 0)
    .map(({ terminal, seats: dealt }) => toAllotted(terminal, dealt));
}

/**
 * What to ask back, by terminal number: a terminal that came later, or sells faster, finds nothing free beside the
 * reserve, and so those that are connected and hold more than their share return of the rest what it lacks. No one is
 * brought below a share, so whoever returned seats never gets them granted again for that.
 */
export function planRecalls(needs: AllotmentNeeds): Allotted[] {
  const { free, reserve, share, holdings } = weighNeeds(needs);
  const wanting = holdings.filter(({ wants }) => wants);
  // Below zero where the reserve itself is short: what comes back fills it first.
  const spare = free.size - reserve;
  if (wanting.length === 0) return [];
  const missingTo = (target: number) => wanting.reduce((total, { seatIds }) => total + target - seatIds.length, 0);
  if (missingTo(Math.ceil(share / 2)) <= spare) return [];
  let missing = missingTo(share) - spare;
  const recalls: Allotted[] = [];
  for (const { terminal, seatIds, connected } of holdings) {
    if (!connected) continue;
    const asked = takeFrom(needs.seats, new Set(seatIds), Math.min(missing, seatIds.length - share));
    missing -= asked.length;
    if (asked.length > 0) recalls.push(toAllotted(terminal, asked));
  }
  return recalls;
}

/** Whole blocks where that goes, every second one first: good and less good places on both sides. */
function takeFrom(seats: readonly Seat[], held: ReadonlySet<number>, count: number): Seat[] {
  const blocks = cutHouse(seats, held);
  const inTurn = [...blocks.filter((_, i) => i % 2 === 1), ...blocks.filter((_, i) => i % 2 === 0)];
  const taken: Seat[] = [];
  for (const block of inTurn) taken.push(...(cutOff(block.seats, count - taken.length) ?? []));
  return taken;
}

function toAllotted(terminal: number, seats: Seat[]): Allotted {
  return { terminal, seatIds: seats.sort((a, b) => a.y - b.y || a.x - b.x).map(({ id }) => id) };
}

interface Holding {
  terminal: number;
  connected: boolean;
  /** Unsold. */
  seatIds: number[];
  /** It is here and has less than half a share. */
  wants: boolean;
}

function weighNeeds({ seats, rights, terminals, minutesToShow }: AllotmentNeeds) {
  const free = new Set(seats.filter(({ id }) => rights.get(id)?.state === 'free').map(({ id }) => id));
  const unsold = seats.filter(({ id }) => unsoldStates.has(rights.get(id)?.state ?? '')).length;
  const reserve = countReserve(unsold, minutesToShow);
  const share = terminals.length > 0 ? Math.floor((unsold - reserve) / terminals.length) : 0;
  const held = Map.groupBy(rights, ([, { state, holder }]) => (state === 'granted' ? holder : 0));
  const holdings = terminals
    .map(({ terminal, connected }): Holding => {
      const seatIds = (held.get(terminal) ?? []).map(([seatId]) => seatId);
      return { terminal, connected, seatIds, wants: connected && seatIds.length * 2 < share };
    })
    .sort((a, b) => a.terminal - b.terminal);
  return { free, reserve, share, holdings };
}

interface Player {
  /** 0 is the server's reserve. */
  terminal: number;
  target: number;
  has: number;
  /** Whether what it is dealt is granted; otherwise it stays free, kept for when it is wanted. */
  takes: boolean;
  seats: Seat[];
}

/** Neighbouring free seats of a row that are granted together or cut in two where that parts nobody. */
interface Block {
  seats: Seat[];
  cost: number;
}

/** Deals out best first, always to whom the most is missing; never more than `budget` seats in all. */
function dealBlocks(blocks: readonly Block[], players: readonly Player[], budget: number): void {
  let left = budget;
  for (const block of blocks) {
    let rest = block.seats;
    while (rest.length > 0) {
      const dealt = dealTo(rest, players, left);
      if (!dealt) break;
      const { player, part } = dealt;
      player.has += part.length;
      player.seats.push(...part);
      if (player.takes) left -= part.length;
      rest = rest.slice(part.length);
    }
  }
}

function dealTo(rest: readonly Seat[], players: readonly Player[], budget: number) {
  // Who lacks less than the smallest part can't be dealt any.
  const lacking = players.filter(({ target, has }) => target - has >= blockSeatsMin);
  for (const player of byNeed(lacking)) {
    const room = player.target - player.has;
    const part = cutOff(rest, player.takes ? Math.min(room, budget) : room);
    if (part) return { player, part };
  }
  return null;
}

/** Who has the smallest part of its target first; of equals the server, then the lower number. */
function byNeed(players: readonly Player[]): Player[] {
  const filled = ({ has, target }: Player) => (target === 0 ? Number.POSITIVE_INFINITY : has / target);
  return [...players].sort((a, b) => filled(a) - filled(b) || a.terminal - b.terminal);
}

/** The longest part from the left that has at most this many seats, leaves no single one and parts no companions. */
function cutOff(seats: readonly Seat[], room: number): Seat[] | null {
  for (let size = Math.min(room, seats.length); size >= blockSeatsMin; size--) {
    if (mayCut(seats, size)) return seats.slice(0, size);
  }
  return null;
}

function mayCut(seats: readonly Seat[], at: number): boolean {
  if (at === seats.length) return true;
  return at >= blockSeatsMin && seats.length - at >= blockSeatsMin && !partsCompanions(seats, at);
}

/** Whether a wheelchair place would lose all the free companion seats beside it. */
function partsCompanions(seats: readonly Seat[], at: number): boolean {
  const kindAt = (index: number) => seats[index]?.kind;
  const loses = (place: number, lost: number, other: number) =>
    kindAt(place) === 'wheelchair' && kindAt(lost) === 'companion' && kindAt(other) !== 'companion';
  return loses(at - 1, at, at - 2) || loses(at, at - 1, at + 1);
}

/** Places for wheelchairs first, since they are few and every share should have some; then the best of the house. */
function cutHouse(seats: readonly Seat[], free: ReadonlySet<number>): Block[] {
  const house = openHouse(seats, free);
  const blocks: Block[] = [];
  for (const row of house.rows) {
    for (const run of findRuns(row, free)) {
      for (const part of cutRun(run)) {
        const cost = costOfPlace(house, row, { fromX: part[0]?.x ?? 0, toX: part.at(-1)?.x ?? 0 });
        blocks.push({ seats: part, cost });
      }
    }
  }
  const isPlain = ({ seats: part }: Block) => Number(!part.some(({ kind }) => kind === 'wheelchair'));
  return blocks.sort((a, b) => isPlain(a) - isPlain(b) || a.cost - b.cost);
}

/** Neighbouring free seats; a seat that is single already stays where it is. */
function findRuns({ at }: SeatRow, free: ReadonlySet<number>): Seat[][] {
  const runs: Seat[][] = [];
  let run: Seat[] = [];
  for (let x = 0; x <= at.length; x++) {
    const seat = at[x];
    if (seat && free.has(seat.id)) {
      run.push(seat);
      continue;
    }
    if (run.length >= blockSeatsMin) runs.push(run);
    run = [];
  }
  return runs;
}

/** Blocks of about the same size. */
function cutRun(run: Seat[]): Seat[][] {
  const count = Math.max(1, Math.round(run.length / blockSeats));
  if (count === 1) return [run];
  const size = Math.round(run.length / count);
  for (const at of [size, size + 1, size - 1]) {
    if (mayCut(run, at)) return [run.slice(0, at), ...cutRun(run.slice(at))];
  }
  return [run];
}
