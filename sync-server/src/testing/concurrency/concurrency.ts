/** What holds whoever is quicker: the same tests on every engine, with writers at three instances of the server. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExceptionKind } from '../../exceptions/exceptions.ts';
import { receivePush, storeFork } from '../../journal/journal.ts';
import { runLongActions } from '../../long-actions/long-actions.ts';
import { transactionOrRefusal } from '../../platform/database.ts';
import { answerAsk, breakTerminal, type GrantAnswer, grantSeats } from '../../rights/rights.ts';
import { cancelScreening, makeRefundWork } from '../../screenings/screenings.ts';
import { seats } from '../house.ts';
import { audit, auditCaptures } from './audit.ts';
import type { Instance } from './clerk.ts';
import { makeDraws, spendEvening } from './evening.ts';
import type { Office } from './office.ts';
import { passMany } from './passing.ts';
import { makePhone } from './phone.ts';
import type { SmallTerminal } from './small-terminal.ts';
import { testVoucherRaces } from './vouchers.ts';

const seatIds = seats.map((seat) => seat.id);
const pairs = Array.from({ length: seatIds.length / 2 }, (_, pair) => seatIds.slice(2 * pair, 2 * pair + 2));

const tryGrant = (terminal: number, screeningId: number, wanted: readonly number[]) => (instance: Instance) =>
  transactionOrRefusal<GrantAnswer>(instance.database, 'grant', (tx) =>
    grantSeats(tx, instance, { terminal, screeningId, seatIds: wanted }),
  );

const databaseOf = ({ instances: [first] }: Office) => (first as Instance).database;

export function testConcurrency(engine: string, open: () => Promise<Office>): void {
  describe(`writers at three instances on ${engine}`, () => {
    let office: Office;
    let terminals: SmallTerminal[];
    beforeAll(async () => {
      office = await open();
      terminals = await Promise.all(Array.from({ length: 12 }, () => office.aTerminal()));
    }, 60_000);
    afterAll(async () => {
      await office?.close();
    }, 60_000);

    const terminalAt = (index: number): SmallTerminal => terminals[index % terminals.length] as SmallTerminal;
    /** Exceptions that belong to what a test has done. */
    const provoked: ExceptionKind[] = [];
    const auditAll = async () => {
      const problems: string[][] = [];
      for (const { database } of office.instances) problems.push(await audit(database, provoked));
      return problems.flat();
    };

    test('machines that enrol at the same moment get numbers of their own', () => {
      expect(new Set(terminals.map((terminal) => terminal.number)).size).toBe(terminals.length);
    });

    test('64 claimants race for the seats of a screening: every seat is one claimant’s, and all are taken', async () => {
      const screeningId = await office.aScreening();
      const won: { by: string; seatIds: readonly number[] }[] = [];
      await Promise.all(Array.from({ length: 64 }, (_, index) => claimAll(index)));

      /** A third of them kiosks that ask, a third phones, a third the allotment; each in an order of its own. */
      async function claimAll(index: number): Promise<void> {
        const draw = makeDraws(index);
        const { number: terminal } = terminalAt(index);
        const left = [...pairs];
        while (left.length > 0) {
          const [wanted = []] = left.splice(draw(left.length), 1);
          const name = `claim-${index}-${left.length}`;
          if (index % 3 === 0) {
            const ask = { operationId: name, screeningId, seatIds: wanted };
            const alone = (instance: Instance) => ({ ...instance, isReachable: () => false });
            const answer = await office.clerk.send(index, (instance) => answerAsk(alone(instance), terminal, ask));
            if (answer.outcome === 'granted') won.push({ by: `granted ${terminal}`, seatIds: wanted });
          } else if (index % 3 === 1) {
            const answer = await makePhone(office.clerk, office.provider, office.userOf).hold(index, {
              holdId: name,
              screeningId,
              seatIds: wanted,
            });
            if (answer.ok) won.push({ by: `held ${name}`, seatIds: wanted });
          } else {
            const answer = await office.clerk.send(index, tryGrant(terminal, screeningId, wanted));
            if (answer.ok) won.push({ by: `granted ${terminal}`, seatIds: wanted });
          }
        }
      }

      const database = databaseOf(office);
      const rows = await database.all<{ seat_id: number; state: string; holder: number; operation_id: string | null }>(
        'SELECT seat_id, state, holder, operation_id FROM seat_right WHERE screening_id = ? ORDER BY seat_id',
        [screeningId],
      );
      const isOf = rows.map((row) => [row.seat_id, `${row.state} ${row.operation_id ?? row.holder}`]);
      const claimed = won.flatMap(({ by, seatIds: taken }) => taken.map((seatId): [number, string] => [seatId, by]));
      // An asker may ask for what the allotment has given its terminal meanwhile: it is told that the seat is its own.
      const distinct = new Map(claimed.map((claim) => [claim.join(' '), claim]));
      expect([...distinct.values()].sort(([a], [b]) => a - b)).toEqual(isOf);
      expect(claimed.length).toBeGreaterThanOrEqual(seatIds.length);
      expect(await auditAll()).toEqual([]);
    });

    testVoucherRaces({ office: () => office, terminals: () => terminals, auditAll });

    test('the same request at all instances at once is one deed with one answer', async () => {
      const screeningId = await office.aScreening();
      const { number: terminal } = terminalAt(0);
      const requests = pairs.slice(0, 12).map((wanted, index) => async () => {
        const ask = { operationId: `same-${screeningId}-${index}`, screeningId, seatIds: wanted };
        const answers = await Promise.all(
          [0, 1, 2, 0, 1, 2].map((via) => office.clerk.send(via, (instance) => answerAsk(instance, terminal, ask))),
        );
        expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
        expect(answers[0]?.outcome).toBe('granted');
      });
      await Promise.all(requests.map((request) => request()));
      expect(await auditAll()).toEqual([]);
    });

    test('recalls against claims: a seat that is asked for moves when its holder returns it, and to one asker only', async () => {
      const screeningId = await office.aScreening();
      const [holder, ...askers] = terminals as [SmallTerminal, ...SmallTerminal[]];
      await office.clerk.send(0, tryGrant(holder.number, screeningId, seatIds));
      await holder.catchUp(0);
      let waiting = askers.length;
      const serve = async () => {
        while (waiting > 0) {
          await holder.catchUp(waiting);
          // Every fifth seat is in a basket and is sold instead.
          const recalled = holder.recalled().filter((right) => right.screeningId === screeningId);
          holder.sell(recalled.filter((right) => right.seatId % 5 === 0));
          holder.giveBack(recalled.filter((right) => right.seatId % 5 !== 0));
          await holder.push(waiting);
        }
      };
      const claim = async (asker: SmallTerminal, index: number) => {
        const draw = makeDraws(index);
        for (let round = 0; round < 6; round++) {
          const wanted = pairs[draw(pairs.length)] ?? [];
          for (let tries = 0; ; tries++) {
            const ask = { operationId: `recall-${asker.number}-${round}-${tries}`, screeningId, seatIds: wanted };
            const answer = await office.clerk.send(index + tries, (instance) => answerAsk(instance, asker.number, ask));
            // Other askers keep what they got: asking them on and on would never end.
            if (answer.outcome !== 'recalling' || tries >= 20) break;
          }
          await asker.catchUp(index);
        }
        waiting -= 1;
      };
      await Promise.all([serve(), ...askers.map(claim)]);
      for (const terminal of terminals) await terminal.catchUp(1);
      const held = terminals.flatMap((terminal) => terminal.held(screeningId).map((right) => right.seatId));
      expect(new Set(held).size).toBe(held.length);
      expect(askers.some((asker) => asker.held(screeningId).length > 0)).toBe(true);
      expect(holder.held(screeningId).length).toBeLessThan(seatIds.length);
      expect(await auditAll()).toEqual([]);
    });

    test('the same entries sent to all instances at once are recorded once, and each is told the same mark', async () => {
      const screeningId = await office.aScreening();
      const terminal = await office.aTerminal();
      await office.clerk.send(0, tryGrant(terminal.number, screeningId, seatIds));
      await terminal.catchUp(1);
      for (const right of terminal.held()) {
        if (right.seatId % 3 === 0) terminal.giveBack([right]);
        else terminal.sell([right]);
      }
      const push = terminal.journal.push();
      const answers = await Promise.all(
        [0, 1, 2, 0, 1, 2].map((via) =>
          office.clerk.send(via, (instance) => receivePush(instance, terminal.key, push)),
        ),
      );
      const mark = { ackedSeq: push.entries.length, chain: push.entries.at(-1)?.hash };
      expect(answers).toEqual(answers.map(() => mark));
      expect(await auditAll()).toEqual([]);
    });

    test('entries of a cloned disk sent to all instances at once are stored once, with one exception', async () => {
      const screeningId = await office.aScreening();
      const terminal = await office.aTerminal();
      await office.clerk.send(0, tryGrant(terminal.number, screeningId, [1, 2]));
      await terminal.catchUp(0);
      terminal.sell(terminal.held());
      await terminal.push(0);
      const forked = terminal.journal.entries.map((entry) => ({ ...entry, hash: 'f'.repeat(64) }));
      const stored = await Promise.all(
        [0, 1, 2, 0, 1, 2].map((via) =>
          office.clerk.send(via, (instance) => storeFork(instance, terminal.key, forked)),
        ),
      );
      provoked.push('journal-forked');
      expect(stored.sort()).toEqual([0, 0, 0, 0, 0, 1]);
      const database = databaseOf(office);
      const where = [terminal.number];
      expect(await database.all('SELECT hash FROM journal_fork WHERE terminal_id = ?', where)).toHaveLength(1);
      expect(await database.all('SELECT id FROM `exception` WHERE terminal_id = ?', where)).toHaveLength(1);
    });

    test('breaks against grants and sales: what a closed terminal holds is quarantined whole, and its journal still counts', async () => {
      const screeningIds = await Promise.all([1, 2].map(() => office.aScreening()));
      const broken = await Promise.all(Array.from({ length: 8 }, () => office.aTerminal()));
      let granted = 0;
      const draw = makeDraws(3000);
      const grantAll = (terminal: number, index: number) =>
        screeningIds.flatMap((screeningId) =>
          pairs.slice(0, 20).map(async (wanted, at) => {
            const answer = await office.clerk.send(index + at, tryGrant(terminal, screeningId, wanted));
            if (answer.ok) granted += wanted.length;
          }),
        );
      const sellSome = async (terminal: SmallTerminal, index: number) => {
        for (let round = 0; round < 8; round++) {
          await terminal.catchUp(index + round);
          const [first, second] = terminal.held();
          if (first) terminal.sell([first]);
          if (second) terminal.giveBack([second]);
          await terminal.push(index + round);
        }
      };
      const breakAfter = async (turns: number, terminal: number, index: number) => {
        const order = {
          operationId: `break-${terminal}`,
          terminal,
          as: 'dead',
          reason: 'flooded',
          by: 'Mara',
        } as const;
        for (let turn = 0; turn < turns; turn++)
          await office.clerk.send(index, ({ database }) => database.all('SELECT 1'));
        const [one, two] = await office.clerk.sendTwice(index, (instance) => breakTerminal(instance, order));
        expect([one.ok, two]).toEqual([true, one]);
      };
      await Promise.all(
        broken.flatMap((terminal, index) => [
          ...grantAll(terminal.number, index),
          sellSome(terminal, index),
          breakAfter(draw(60), terminal.number, index),
        ]),
      );
      expect(granted).toBeGreaterThan(0);
      expect(await auditAll()).toEqual([]);
      const database = databaseOf(office);
      const numbers = broken.map(({ number }) => number).join(', ');
      const count = `SELECT state, COUNT(*) AS rights FROM seat_right WHERE holder IN (${numbers}) GROUP BY state`;
      const states = (await database.all<{ state: string }>(count)).map((row) => row.state);
      expect(states.filter((state) => state !== 'sold' && state !== 'quarantined')).toEqual([]);
      for (const terminal of broken) {
        terminal.journal.append('terminal.closed', { reason: 'closed-by-server' });
        await terminal.push(terminal.number);
      }
      expect((await database.all<{ state: string }>(count)).map((row) => row.state)).toEqual(['sold']);
      expect(await auditAll()).toEqual([]);
    });

    test('links that many accept while the giver changes their mind: a ticket is one person’s, and its seat names its newest code', async () => {
      const passed = await passMany(office, pairs.slice(0, 16));
      const rows = await databaseOf(office).all<{ seq: number; owner_id: number | null; issue: number; valid: number }>(
        `SELECT seq, owner_id, issue, valid FROM ticket WHERE terminal_id = 0 AND line = 1 AND seq IN (${passed.map(({ ticket }) => ticket.seq).join(', ')})`,
      );
      const now = new Map(rows.map((row) => [row.seq, row]));
      for (const { ticket, acceptedBy, cancelled, refunded } of passed) {
        const [owner = null, ...others] = acceptedBy;
        expect(others).toEqual([]);
        expect(cancelled && owner !== null).toBe(false);
        const isValid = !cancelled && !refunded;
        const { seq } = ticket;
        expect(now.get(seq)).toEqual({ seq, owner_id: owner, issue: owner === null ? 0 : 1, valid: isValid ? 1 : 0 });
      }
      expect(passed.some(({ acceptedBy }) => acceptedBy.length === 1)).toBe(true);
      expect(await auditAll()).toEqual([]);
    });

    test('a busy evening: no seat is sold twice, no entry is lost, and every repeat gets the first answer', async () => {
      const screeningIds: number[] = [];
      for (let made = 0; made < 4; made++) screeningIds.push(await office.aScreening());
      const evening = await spendEvening({
        office,
        terminals,
        phones: 8,
        screeningIds,
        isOver: (rounds) => rounds >= 15,
      });
      expect(Math.min(evening.soldByTerminals, evening.soldByPhones)).toBeGreaterThan(10);
      expect(await auditAll()).toEqual([]);
      for (const [index, { answer, repeat }] of evening.answered.entries()) expect(await repeat(index)).toEqual(answer);
      expect(await auditAll()).toEqual([]);
      expect(await auditCaptures(databaseOf(office), office.provider)).toEqual([]);
    }, 60_000);

    test('a screening that is cancelled while it is sold: each valid ticket’s refund is prepared once, and no seat is left to sell', async () => {
      const screeningIds = [await office.aScreening(), await office.aScreening()];
      const evening = spendEvening({ office, terminals, phones: 6, screeningIds, isOver: (rounds) => rounds >= 12 });
      await office.clerk.untilAnswered(150);
      for (const screeningId of screeningIds) {
        const order = { operationId: `cancel-${screeningId}`, screeningId, reason: 'the projector broke', by: 'Mara' };
        const [answer, repeat] = await office.clerk.sendTwice(screeningId, (instance) =>
          cancelScreening(instance, order),
        );
        expect([answer.ok, repeat]).toEqual([true, answer]);
      }
      await evening;
      // Those of the first bookings are prepared with the cancellation, the others in steps.
      for (const instance of office.instances) await runLongActions(instance, [makeRefundWork(instance)]);
      provoked.push('sale-for-cancelled-screening', 'late-capture');
      expect(await auditAll()).toEqual([]);
      const database = databaseOf(office);
      const ofThese = `IN (${screeningIds.join(', ')})`;
      const states = `SELECT DISTINCT state FROM seat_right WHERE screening_id ${ofThese} ORDER BY state`;
      const left = (await database.all<{ state: string }>(states)).map(({ state }) => state);
      expect(left.filter((state) => !['blocked', 'granted', 'sold'].includes(state))).toEqual([]);
      const tickets = await database.all<{ refunds: number }>(
        `SELECT t.terminal_id, t.seq, t.line, COUNT(r.line) AS refunds FROM ticket t LEFT JOIN refund_line r
            ON r.terminal_id = t.terminal_id AND r.seq = t.seq AND r.line = t.line
          WHERE t.screening_id ${ofThese} AND t.valid = 1 GROUP BY t.terminal_id, t.seq, t.line`,
      );
      expect(tickets.length).toBeGreaterThan(0);
      expect(tickets.filter(({ refunds }) => refunds !== 1)).toEqual([]);
      expect(await auditCaptures(database, office.provider)).toEqual([]);
    }, 60_000);
  });
}
