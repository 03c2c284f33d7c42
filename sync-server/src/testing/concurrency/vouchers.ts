/** Races for gift vouchers: asks, returns, sales and the ends of journals, at three instances. */
import { expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { first, transactionOrRefusal } from '../../platform/database.ts';
import { type GrantAnswer, grantSeats } from '../../rights/rights.ts';
import { type Issued, issueVouchers } from '../../vouchers/issue.ts';
import { answerVoucherAsk } from '../../vouchers/vouchers.ts';
import { cinemaId, seats } from '../house.ts';
import type { Instance } from './clerk.ts';
import { makeDraws } from './evening.ts';
import type { Office } from './office.ts';
import type { SmallTerminal } from './small-terminal.ts';

const initialMinor = 10_000;

export function testVoucherRaces({
  office,
  terminals,
  auditAll,
}: {
  office: () => Office;
  terminals: () => SmallTerminal[];
  auditAll: () => Promise<string[]>;
}): void {
  let orders = 0;
  async function issue(count: number): Promise<Issued[]> {
    orders += 1;
    const order = { key: `vouchers-${orders}`, caller: { userId: 1, role: 'admin' as const, sessionId: 's' } };
    const wanted = {
      cinemaId,
      currency: 'EUR',
      amountMinor: initialMinor,
      count,
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    };
    const issued = await office().clerk.send(orders, (instance) =>
      issueVouchers({ ...instance, voucherSecret: Buffer.alloc(32, 4) }, order, wanted),
    );
    if (!Array.isArray(issued)) throw new Error(issued.code);
    return issued;
  }
  const ask = (via: number, terminal: number, code: string, operationId: string) =>
    office().clerk.send(via, (instance) => answerVoucherAsk(instance, { terminal, cinemaId }, { operationId, code }));
  const rowOf = (id: number) =>
    first<{ state: string; holder: number; version: number; balance_minor: number }>(
      (office().instances[0] as Instance).database,
      'SELECT state, holder, version, balance_minor FROM voucher WHERE id = ?',
      [id],
    );

  test('64 asks for one voucher: one terminal gets it, under one version, and whoever asks again hears the same', async () => {
    const [voucher] = await issue(1);
    const { id, code } = voucher as Issued;
    const answers = await Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const { number: terminal } = terminals()[index % terminals().length] as SmallTerminal;
        return { terminal, answer: await ask(index, terminal, code, `race-${id}-${index}`) };
      }),
    );
    const won = answers.filter(({ answer }) => answer.outcome === 'granted');
    const winners = new Set(won.map(({ terminal, answer }) => JSON.stringify([terminal, answer])));
    expect(winners.size).toBe(1);
    for (const { answer } of answers) if (answer.outcome === 'refused') expect(answer.reason).toBe('in-use');
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: 'granted', holder: won[0]?.terminal, balance_minor: initialMinor });
    const again = await ask(1, row?.holder ?? 0, code, `race-${id}-again`);
    expect(again).toMatchObject({ outcome: 'granted', version: row?.version });
  });

  test('vouchers that go from till to till are spent by their holder alone, to the cent', async () => {
    const vouchers = await issue(4);
    const screeningId = await office().aScreening();
    const tills = terminals();
    const spent = new Map<number, number>();
    const versions = new Set<string>();
    const own = Math.floor(seats.length / tills.length);
    async function work(till: SmallTerminal, index: number): Promise<void> {
      const draw = makeDraws(index);
      const seatIds = seats.slice(index * own, (index + 1) * own).map((seat) => seat.id);
      const granted = await office().clerk.send(index, (instance) =>
        transactionOrRefusal<GrantAnswer>(instance.database, 'grant', (tx) =>
          grantSeats(tx, instance, { terminal: till.number, screeningId, seatIds }),
        ),
      );
      const left = granted.ok ? [...granted.seats] : [];
      for (let round = 0; round < 12; round++) {
        const { id, code } = vouchers[draw(vouchers.length)] as Issued;
        const answer = await ask(index + round, till.number, code, `pass-${screeningId}-${till.number}-${round}`);
        if (answer.outcome !== 'granted') continue;
        const { voucherId, version } = answer;
        // Its holder has told the server of the end of each version before it asked again.
        expect(versions.has(`${voucherId} ${version}`)).toBe(false);
        versions.add(`${voucherId} ${version}`);
        const seat = draw(3) === 0 ? undefined : left.pop();
        if (!seat) till.journal.append('voucher.returned', { voucherId, version, reason: 'basket-dropped' });
        else {
          const line = aSaleLine({ line: 1, ...seat });
          const amountMinor = 100 + draw(100);
          spent.set(id, (spent.get(id) ?? 0) + amountMinor);
          const restMinor = line.priceMinor - amountMinor;
          const tenders = [
            { kind: 'voucher' as const, amountMinor, voucherId, voucherVersion: version },
            { kind: 'cash' as const, amountMinor: restMinor, givenMinor: restMinor },
          ];
          till.journal.append('sale.made', aSale({ screeningId, lines: [line], tenders }));
        }
        await till.push(index + round);
      }
    }
    await Promise.all(tills.map(work));
    expect(versions.size).toBeGreaterThan(vouchers.length);
    for (const { id } of vouchers)
      expect(await rowOf(id)).toMatchObject({
        state: 'free',
        holder: 0,
        balance_minor: initialMinor - (spent.get(id) ?? 0),
      });
    expect(await auditAll()).toEqual([]);
  });

  test('an ask that crosses the end of its terminal’s journal leaves no voucher with it', async () => {
    const closing = await Promise.all(Array.from({ length: 8 }, () => office().aTerminal()));
    const vouchers = await issue(closing.length);
    await Promise.all(
      closing.map(async (terminal, index) => {
        const { code } = vouchers[index] as Issued;
        terminal.journal.append('terminal.closed', { reason: 'retired' });
        const asked = ask(index, terminal.number, code, `crossing-${terminal.number}`).catch((thrown: unknown) => {
          if (!(thrown instanceof Fault) || thrown.code !== 'terminal-closed') throw thrown;
        });
        await Promise.all([asked, terminal.push(index + 1)]);
      }),
    );
    for (const { id } of vouchers) expect(await rowOf(id)).toMatchObject({ state: 'free', holder: 0 });
    expect(await auditAll()).toEqual([]);
  });
}
