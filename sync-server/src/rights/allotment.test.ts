import { describe, expect, test } from '@jest/globals';
import type { Seat } from '@marquee/shared/seating/seat-map';
import { aVenueMap } from '@marquee/shared/testing/builders';
import { drawHouse } from '@marquee/shared/testing/draw-house';
import fc from 'fast-check';
import {
  type AllotmentNeeds,
  type Allotted,
  countReserve,
  planAllotment,
  planRecalls,
  shareOfReserve,
} from './allotment.ts';

type Rights = Map<number, { state: string; holder: number }>;
const isUnsold = ({ state }: { state: string }) => ['free', 'held', 'paying', 'granted'].includes(state);
const allFree = (seats: readonly Seat[]): Rights => new Map(seats.map(({ id }) => [id, { state: 'free', holder: 0 }]));
const apply = (rights: AllotmentNeeds['rights'], plan: readonly Allotted[]): Rights => {
  const after = new Map(rights);
  for (const { terminal, seatIds } of plan)
    for (const id of seatIds) after.set(id, { state: 'granted', holder: terminal });
  return after;
};
const heldBy = (rights: AllotmentNeeds['rights'], terminal: number) =>
  [...rights.values()].filter(({ state, holder }) => state === 'granted' && holder === terminal).length;
const ownerOf = (rights: AllotmentNeeds['rights'], seat: Seat | undefined) => {
  const right = seat && rights.get(seat.id);
  return right && (right.state === 'free' || right.state === 'granted') ? right.holder : undefined;
};
const placeOf = ({ x, y }: { x: number; y: number }) => `${x} ${y}`;
const neighboursIn = (seats: readonly Seat[]) => {
  const at = new Map(seats.map((seat) => [placeOf(seat), seat]));
  return ({ x, y }: Seat) =>
    [at.get(placeOf({ x: x - 1, y })), at.get(placeOf({ x: x + 1, y }))].filter((seat) => seat !== undefined);
};
const shareOf = ({ rights, terminals, minutesToShow }: AllotmentNeeds) => {
  const unsold = [...rights.values()].filter(isUnsold).length;
  return Math.floor((unsold - countReserve(unsold, minutesToShow)) / terminals.length);
};

/** Any house in any state: aisles, places for wheelchairs anywhere, seats sold, held, granted, blocked or without a right. */
const anyNeeds: fc.Arbitrary<AllotmentNeeds> = fc
  .record({
    lines: fc.array(fc.string({ unit: fc.constantFrom(...'sssssvwcwcwc '), minLength: 1, maxLength: 24 }), {
      minLength: 1,
      maxLength: 8,
    }),
    terminals: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
    minutesToShow: fc.integer({ min: -30, max: 2000 }),
    takenPart: fc.constantFrom(0, 0.1, 0.5, 0.9),
    chances: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 200, maxLength: 200 }),
    states: fc.array(fc.constantFrom('sold', 'held', 'paying', 'granted', 'blocked', 'quarantined', 'none'), {
      minLength: 200,
      maxLength: 200,
    }),
  })
  .map(({ lines, terminals, minutesToShow, takenPart, chances, states }) => {
    const { seats } = drawHouse(...lines);
    const rights = allFree(seats);
    seats.forEach(({ id }, i) => {
      const state = states[i % states.length]!;
      if (chances[i % chances.length]! >= takenPart) return;
      if (state === 'none') rights.delete(id);
      else rights.set(id, { state, holder: state === 'granted' ? 1 + (i % (terminals.length + 1)) : 0 });
    });
    return {
      seats,
      rights,
      minutesToShow,
      terminals: terminals.map((connected, i) => ({ terminal: i + 1, connected })),
    };
  });
const holds = (rule: (needs: AllotmentNeeds, plan: Allotted[], after: Rights) => void) =>
  fc.assert(
    fc.property(anyNeeds, (needs) => {
      const plan = planAllotment(needs);
      rule(needs, plan, apply(needs.rights, plan));
    }),
    { numRuns: 300 },
  );

describe('whatever state a house is in, an allotment', () => {
  test('grants free seats only, each to one terminal', () => {
    holds(({ rights }, plan) => {
      const granted = plan.flatMap(({ seatIds }) => seatIds);
      expect(granted.filter((id) => rights.get(id)?.state !== 'free')).toEqual([]);
      expect(new Set(granted).size).toBe(granted.length);
    });
  });

  test('leaves the reserve with the server', () => {
    holds(({ rights, minutesToShow }, plan, after) => {
      if (plan.length === 0) return;
      const free = [...after.values()].filter(({ state }) => state === 'free').length;
      const unsold = [...rights.values()].filter(isUnsold).length;
      expect(free).toBeGreaterThanOrEqual(countReserve(unsold, minutesToShow));
    });
  });

  test('tops up connected terminals that hold less than half their share, up to the share and no further', () => {
    holds((needs, plan, after) => {
      const share = shareOf(needs);
      for (const { terminal } of plan) {
        expect(needs.terminals.find((known) => known.terminal === terminal)?.connected).toBe(true);
        expect(heldBy(needs.rights, terminal) * 2).toBeLessThan(share);
        expect(heldBy(after, terminal)).toBeLessThanOrEqual(share);
      }
    });
  });

  test('makes no single seat, neither among those granted nor among those left', () => {
    holds(({ seats, rights }, _, after) => {
      const neighbours = neighboursIn(seats);
      const shares = (seat: Seat, state: Rights | AllotmentNeeds['rights'], owner: number) =>
        neighbours(seat).some((other) => ownerOf(state, other) === owner);
      for (const seat of seats.filter(({ id }) => rights.get(id)?.state === 'free')) {
        if (!shares(seat, rights, 0)) continue;
        expect(shares(seat, after, after.get(seat.id)!.holder)).toBe(true);
      }
    });
  });

  test('leaves a wheelchair place together with a companion seat', () => {
    holds(({ seats, rights }, _, after) => {
      const neighbours = neighboursIn(seats);
      for (const place of seats.filter(({ kind, id }) => kind === 'wheelchair' && rights.get(id)?.state === 'free')) {
        const companions = neighbours(place).filter(
          ({ kind, id }) => kind === 'companion' && rights.get(id)?.state === 'free',
        );
        if (companions.length === 0) continue;
        expect(companions.map((seat) => ownerOf(after, seat))).toContain(after.get(place.id)!.holder);
      }
    });
  });

  test('is the same whatever order seats, rights and terminals come in', () => {
    holds((needs, plan) => {
      const turned = {
        ...needs,
        seats: [...needs.seats].reverse(),
        rights: new Map([...needs.rights].reverse()),
        terminals: [...needs.terminals].reverse(),
      };
      expect(planAllotment(turned)).toEqual(plan);
    });
  });
});

describe('a house that nobody has bought from yet', () => {
  const { seats } = aVenueMap();
  const early = 600;
  const plan = (terminals: AllotmentNeeds['terminals'], minutesToShow = early, rights = allFree(seats)) =>
    planAllotment({ seats, rights, terminals, minutesToShow });
  const seatsOf = (allotted: Allotted | undefined) =>
    (allotted?.seatIds ?? []).map((id) => seats.find((seat) => seat.id === id)!);
  const on = (terminal: number) => ({ terminal, connected: true });
  const off = (terminal: number) => ({ terminal, connected: false });

  test('is shared evenly, the server keeping its reserve', () => {
    const plans = plan([on(1), on(2), on(3)]);
    expect(plans.map(({ terminal, seatIds }) => [terminal, seatIds.length])).toEqual([
      [1, 12],
      [2, 12],
      // One short of its share: the seat that is missing would leave a single one.
      [3, 11],
    ]);
  });

  test('gives a terminal the same seats whoever else is connected', () => {
    const [alone] = plan([off(1), on(2), off(3)]);
    expect(alone).toEqual(plan([on(1), on(2), on(3)])[1]);
  });

  test('comes in blocks of neighbours, good places among them for everybody', () => {
    for (const allotted of plan([on(1), on(2)])) {
      const dealt = seatsOf(allotted);
      const rows = Map.groupBy(dealt, (seat) => seat.y);
      expect(rows.size).toBeLessThanOrEqual(4);
      expect(dealt.some(({ row }) => row === 'D' || row === 'E')).toBe(true);
    }
  });

  test('leaves places for wheelchairs with the server and gives others to a terminal', () => {
    const places = (dealt: readonly Seat[]) => dealt.filter(({ kind }) => kind === 'wheelchair').length;
    const granted = plan([on(1), on(2)]).reduce((sum, allotted) => sum + places(seatsOf(allotted)), 0);
    expect(granted).toBe(1);
  });

  test('is granted once: planning again grants nothing until half of a share is sold', () => {
    const rights = apply(allFree(seats), plan([on(1), on(2)]));
    expect(plan([on(1), on(2)], early, rights)).toEqual([]);
    const mine = [...rights].filter(([, right]) => right.holder === 1).map(([id]) => id);
    for (const id of mine.slice(0, 5)) rights.set(id, { state: 'sold', holder: 1 });
    expect(plan([on(1), on(2)], early, rights)).toEqual([]);
    for (const id of mine) rights.set(id, { state: 'sold', holder: 1 });
    const again = plan([on(1), on(2)], early, rights);
    expect(again.map(({ terminal }) => terminal)).toEqual([1]);
  });

  test('is left to the server where a share is not even two seats, and where nobody is connected', () => {
    expect(plan(Array.from({ length: 40 }, (_, i) => on(i + 1)))).toEqual([]);
    expect(plan([off(1), off(2)])).toEqual([]);
    expect(plan([])).toEqual([]);
  });

  test('keeps less in reserve as the show comes near', () => {
    expect([2000, 120, 60, 30, 0, -20].map((minutes) => Math.round(shareOfReserve(minutes) * 1000))).toEqual([
      400, 400, 250, 175, 100, 100,
    ]);
    const count = (minutes: number) => plan([on(1)], minutes)[0]?.seatIds.length;
    expect([count(600), count(60), count(0)]).toEqual([37, 46, 54]);
  });
});

describe('whatever state a house is in, a recall', () => {
  const holdsOfRecalls = (rule: (needs: AllotmentNeeds, recalls: Allotted[]) => void) =>
    fc.assert(
      fc.property(anyNeeds, (needs) => rule(needs, planRecalls(needs))),
      { numRuns: 300 },
    );

  test('asks connected terminals for seats that they hold, and leaves each its share', () => {
    holdsOfRecalls((needs, recalls) => {
      const { rights, terminals } = needs;
      for (const { terminal, seatIds } of recalls) {
        expect(terminals).toContainEqual({ terminal, connected: true });
        expect(new Set(seatIds).size).toBe(seatIds.length);
        expect(seatIds.map((id) => rights.get(id))).toEqual(
          seatIds.map(() => ({ state: 'granted', holder: terminal })),
        );
        expect(heldBy(rights, terminal) - seatIds.length).toBeGreaterThanOrEqual(shareOf(needs));
      }
    });
  });

  test('is made only where a connected terminal has less than half a share', () => {
    holdsOfRecalls((needs, recalls) => {
      const share = shareOf(needs);
      const wants = needs.terminals.some(
        ({ terminal, connected }) => connected && heldBy(needs.rights, terminal) * 2 < share,
      );
      if (!wants) expect(recalls).toEqual([]);
    });
  });

  test('is the same for the same needs', () => {
    holdsOfRecalls((needs, recalls) => expect(planRecalls(needs)).toEqual(recalls));
  });
});

describe('a terminal that is enrolled when another holds all', () => {
  const { seats } = drawHouse(...Array.from({ length: 10 }, () => 'ssssssssss ssssssssss'));
  const alone: AllotmentNeeds = {
    seats,
    rights: allFree(seats),
    terminals: [{ terminal: 1, connected: true }],
    minutesToShow: 600,
  };
  const held = apply(alone.rights, planAllotment(alone));
  const both = { ...alone, rights: held, terminals: [...alone.terminals, { terminal: 2, connected: true }] };

  test('gets its share of what the other returns, and then nothing moves any more', () => {
    expect(planAllotment(both)).toEqual([]);
    const recalls = planRecalls(both);
    expect(recalls.map(({ terminal }) => terminal)).toEqual([1]);
    const returned = new Map(held);
    for (const id of recalls.flatMap(({ seatIds }) => seatIds)) returned.set(id, { state: 'free', holder: 0 });
    const after = { ...both, rights: returned };
    const settled = { ...after, rights: apply(returned, planAllotment(after)) };
    const share = shareOf(settled);
    expect([1, 2].map((terminal) => heldBy(settled.rights, terminal) >= share - 2)).toEqual([true, true]);
    expect([planAllotment(settled), planRecalls(settled)]).toEqual([[], []]);
  });

  test('asks nothing of one that is away: it could not answer', () => {
    expect(
      planRecalls({
        ...both,
        terminals: [
          { terminal: 1, connected: false },
          { terminal: 2, connected: true },
        ],
      }),
    ).toEqual([]);
  });
});
