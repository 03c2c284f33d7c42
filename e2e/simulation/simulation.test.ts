import { describe, expect, test } from '@jest/globals';
import { type RunResult, simulate } from './simulate.ts';

const fixedSeeds = Array.from({ length: 16 }, (_, index) => index + 1);
/** Drawn anew each time and printed, so that every run explores and every failure can be replayed. */
const freshSeeds = Array.from({ length: 8 }, () => Math.floor(Math.random() * 1e9));
const steps = 5000;

function describeFailure({ seed, violation }: RunResult): string | null {
  return (
    violation &&
    `seed ${seed}, step ${violation.step}: ${violation.message}\n${violation.recent.slice(-15).join('\n')}\nReplay: npm run sim -- --seed ${seed} --steps ${steps}`
  );
}

describe('a cinema of two terminals, phones and a server, under faults', () => {
  const counts = new Map<string, number>();

  test('sells no seat twice, loses no paid sale, and ends with everybody seeing the same', async () => {
    console.log(`fresh seeds: ${freshSeeds.join(', ')}`);
    for (const seed of [...fixedSeeds, ...freshSeeds]) {
      const result = await simulate({ seed, steps });
      expect(describeFailure(result)).toBeNull();
      for (const [what, times] of Object.entries(result.counts)) counts.set(what, (counts.get(what) ?? 0) + times);
    }
  }, 170_000);

  test.each([
    'sold at a terminal',
    'sold offline',
    'sold to a phone',
    'choice refused: seat-taken',
    'choice refused: seat-not-ours-now',
    'payment refused: card-declined',
    'payment refused: card-timeout',
    'hold left to expire',
    'message lost',
    'message repeated',
    'answer timed out',
    'link cut',
    'terminal crashed',
    'terminal crashed before a commit',
    'terminal crashed after a commit',
    'server crashed',
    'server crashed inside a transaction',
    'database failed before',
    'database failed after its commit',
  ])('has met: %s', (what) => {
    expect(counts.get(what) ?? 0).toBeGreaterThan(0);
  });

  test('runs the same way twice from the same seed', async () => {
    const [first, second] = [await simulate({ seed: 4711, steps: 2000 }), await simulate({ seed: 4711, steps: 2000 })];
    expect(second).toEqual(first);
  });
});

describe('the simulator can fail', () => {
  test('it finds the double sale when time takes a granted right back', async () => {
    const found: string[] = [];
    for (let seed = 1; seed <= 20 && found.length === 0; seed++) {
      const { violation } = await simulate({
        seed,
        steps,
        sabotage: (world, server) => {
          const expire = () => {
            if (!server.handle.inTransaction)
              server.handle.exec("UPDATE seat_right SET state = 'free', holder = 0 WHERE state = 'granted'");
            world.after(30_000, expire);
          };
          expire();
        },
      });
      if (violation) found.push(violation.message);
    }
    expect(found[0]).toMatch(/^I1 /);
  });

  test('it finds the lost sale when a terminal forgets what it has not sent', async () => {
    const found: string[] = [];
    for (let seed = 1; seed <= 20 && found.length === 0; seed++) {
      const { violation } = await simulate({
        seed,
        steps,
        sabotage: (world, _server, terminals) => {
          const forget = () => {
            for (const { handle } of terminals)
              if (!handle.inTransaction)
                handle.exec('UPDATE sent SET acked_seq = COALESCE((SELECT MAX(seq) FROM journal), 0)');
            world.after(10_000, forget);
          };
          forget();
        },
      });
      if (violation) found.push(violation.message);
    }
    expect(found).toHaveLength(1);
  });
});
