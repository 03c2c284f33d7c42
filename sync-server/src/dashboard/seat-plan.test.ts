import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findFaults } from './page/seat-plan/faults.ts';
import { planFormat, readPlanFile, writePlanFile } from './page/seat-plan/file.ts';
import { begin, redo, step, undo } from './page/seat-plan/history.ts';
import { addPattern, firstPattern, type Pattern, readPattern, rowAfter } from './page/seat-plan/pattern.ts';
import {
  addSeat,
  finishPlan,
  insertAisle,
  insertCrossAisle,
  keysWithin,
  makePlan,
  mirror,
  movePlaces,
  type Plan,
  renameRow,
  renumber,
  seatKinds,
  setKind,
  setLabel,
  turnRound,
} from './page/seat-plan/plan.ts';

const empty = makePlan([]);
function draw(pattern: Partial<Pattern>, plan: Plan = empty): Plan {
  const whole = { ...firstPattern, rows: 'A', skip: '', seats: 4, aisles: '', ...pattern };
  const read = readPattern(whole, plan);
  if (!read.ok) throw new Error(read.fault.word);
  return addPattern(plan, whole, read.read);
}
const labels = (plan: Plan) => finishPlan(plan).map(({ label }) => label);
const places = (plan: Plan) => finishPlan(plan).map(({ label, x, y }) => `${label}@${x},${y}`);
const keyOf = (plan: Plan, label: string) => plan.places.find((place) => place.label === label)?.key ?? 0;
const keysOf = (plan: Plan, ...wanted: string[]) => new Set(wanted.map((label) => keyOf(plan, label)));

describe('rows by pattern', () => {
  test('rows A–M without I, 18 seats, aisles after 5 and 13', () => {
    const plan = draw({ rows: 'A-M', skip: 'I', seats: 18, aisles: '5, 13' });
    expect(plan.places).toHaveLength(12 * 18);
    expect([...new Set(plan.places.map(({ row }) => row))].join('')).toBe('ABCDEFGHJKLM');
    expect(places(plan).slice(4, 6)).toEqual(['A5@4,0', 'A6@6,0']);
    expect(places(plan).slice(12, 14)).toEqual(['A13@13,0', 'A14@15,0']);
    expect(findFaults(plan)).toEqual([]);
  });

  test.each<[string, Partial<Pattern>, string[]]>([
    ['from the right', { from: 'right' }, ['A4', 'A3', 'A2', 'A1']],
    ['odd numbers', { numbers: 'odd' }, ['A1', 'A3', 'A5', 'A7']],
    ['even numbers from the right', { numbers: 'even', from: 'right' }, ['A8', 'A6', 'A4', 'A2']],
    ['from another first number', { start: 101 }, ['A101', 'A102', 'A103', 'A104']],
    ['rows by number', { rows: '9-10', seats: 1 }, ['9-1', '10-1']],
    ['rows that are named', { rows: 'Box, C', seats: 1 }, ['Box1', 'C1']],
    ['the last letter first', { rows: 'C-A', seats: 1 }, ['C1', 'B1', 'A1']],
    ['beyond Z', { rows: 'Z-AB', seats: 1 }, ['Z1', 'AA1', 'AB1']],
  ])('%s', (_what, pattern, wanted) => expect(labels(draw(pattern))).toEqual(wanted));

  test('more rows come behind those that are there, in their middle', () => {
    expect(places(draw({ rows: 'B', seats: 2 }, draw({ seats: 4 }))).slice(4)).toEqual(['B1@1,1', 'B2@2,1']);
    expect(places(draw({ rows: 'B', seats: 6 }, draw({ seats: 4 })))[0]).toBe('A1@1,0');
  });

  test('the next row is called by the next letter that is not left out', () => {
    expect(rowAfter(draw({ rows: 'A-H' }), 'I')).toBe('J');
    expect(rowAfter(draw({ rows: 'Z, Box' }), '')).toBe('AA');
    expect(rowAfter(empty, 'A')).toBe('B');
  });

  test.each<[Partial<Pattern>, string]>([
    [{ rows: 'A-12' }, 'pattern.rows'],
    [{ rows: 'A-?' }, 'pattern.rows'],
    [{ rows: '' }, 'pattern.none'],
    [{ rows: 'A-C', skip: 'A B C' }, 'pattern.none'],
    [{ rows: 'A, B, A' }, 'pattern.row-twice'],
    [{ rows: 'Lounge' }, 'pattern.row-long'],
    [{ seats: 0 }, 'pattern.seats'],
    [{ seats: 2.5 }, 'pattern.seats'],
    [{ aisles: '4' }, 'pattern.aisles'],
    [{ aisles: '2, x' }, 'pattern.aisles'],
    [{ rows: '1-90', seats: 100 }, 'pattern.many'],
  ])('%j is refused: %s', (pattern, word) => expect(() => draw(pattern)).toThrow(word));
});

describe('drawing a plan', () => {
  const two = draw({ rows: 'A-B', seats: 4 });

  test('an aisle moves what is right of it, in the chosen rows or in all', () => {
    expect(places(insertAisle(two, 2, null)).filter((place) => place.endsWith('3,1'))).toEqual(['B3@3,1']);
    expect(places(insertAisle(two, 2, new Set([0])))).toContain('B3@2,1');
    expect(places(insertCrossAisle(two, 1))).toContain('B1@0,2');
  });

  test('seats move where nobody sits, and nowhere else', () => {
    const a1 = keysOf(two, 'A1');
    expect(movePlaces(two, a1, { x: 1, y: 0 })).toBeNull();
    expect(places(movePlaces(two, a1, { x: -2, y: 0 }) as Plan)[0]).toBe('A1@0,0');
    expect(places(movePlaces(two, keysOf(two, ...labels(two)), { x: 1, y: 1 }) as Plan)[0]).toBe('A1@1,1');
  });

  test('a row’s new name is in its labels; one that never had it stays', () => {
    const named = setLabel(two, keyOf(two, 'A2'), 'Box 1');
    expect(labels(renameRow(named, 'A', 'AA')).slice(0, 3)).toEqual(['AA1', 'Box 1', 'AA3']);
  });

  test('numbers are given row by row from either end', () => {
    const numbered = renumber(two, keysOf(two, ...labels(two)), { start: 10, step: 2, from: 'right' });
    expect(labels(numbered)).toEqual(['A16', 'A14', 'A12', 'A10', 'B16', 'B14', 'B12', 'B10']);
  });

  test('a seat that is added takes its row’s next number, or a row of its own; none where one is', () => {
    expect(labels(addSeat(two, { x: 6, y: 1 })).at(-1)).toBe('B5');
    expect(labels(addSeat(two, { x: 0, y: 3 })).at(-1)).toBe('C1');
    expect(addSeat(two, { x: 0, y: 0 })).toBe(two);
  });

  test('a kind is given to the chosen seats alone', () => {
    const kinds = setKind(two, new Set(keysWithin(two, { x: 1, y: 0 }, { x: 0, y: 0 })), 'wheelchair').places;
    expect(kinds.filter(({ kind }) => kind === 'wheelchair').map(({ label }) => label)).toEqual(['A1', 'A2']);
  });

  test('a plan that is turned or mirrored twice is the same again', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.nat(20), fc.nat(20)), { selector: String, minLength: 1 }), (cells) => {
        const plan = makePlan(
          cells.map(([x, y], at) => ({ row: 'A', label: `A${at}`, x, y, kind: 'standard' as const })),
        );
        expect(turnRound(turnRound(plan))).toEqual(plan);
        expect(mirror(mirror(plan))).toEqual(plan);
      }),
    );
  });

  test('a step is undone and done again; after another one there is nothing to do again', () => {
    const past = step(step(begin('a'), 'b'), 'c');
    expect(undo(past).now).toBe('b');
    expect(redo(undo(past))).toEqual(past);
    expect(redo(step(undo(past), 'd')).now).toBe('d');
    expect(undo(begin('a')).now).toBe('a');
    expect(step(past, 'c')).toBe(past);
  });
});

describe('what is wrong with a plan', () => {
  const two = draw({ rows: 'A-B', seats: 2 });
  const wordsOf = (plan: Plan) => findFaults(plan).map(({ word, isWrong }) => [word, isWrong]);

  test('is told with the seats that it is about', () => {
    expect(wordsOf(empty)).toEqual([['plan.none', true]]);
    const twice = setLabel(two, keyOf(two, 'B1'), 'a1');
    expect(findFaults(twice)).toEqual([
      {
        word: 'plan.label-twice',
        values: { label: 'A1', n: 2 },
        keys: [keyOf(two, 'A1'), keyOf(two, 'B1')],
        isWrong: true,
      },
    ]);
    const onTop = { ...two, places: two.places.map((place) => ({ ...place, y: 0 })) };
    expect(wordsOf(onTop)).toEqual([
      ['plan.place-twice', true],
      ['plan.place-twice', true],
    ]);
    expect(wordsOf(setLabel(two, 1, ''))).toEqual([['plan.label-length', true]]);
    expect(wordsOf(setLabel(two, 1, 'A12345678'))).toEqual([['plan.label-length', true]]);
    expect(wordsOf(renameRow(two, 'A', 'Front'))).toEqual([['plan.row-length', true]]);
    expect(wordsOf(movePlaces(two, new Set([1]), { x: 2000, y: 0 }) as Plan)).toEqual([['plan.wide', true]]);
  });

  test('is more than what is only odd: rows far apart, a row at two heights, a wheelchair place without company', () => {
    const apart = movePlaces(two, keysOf(two, 'B1', 'B2'), { x: 0, y: 4 }) as Plan;
    expect(wordsOf(apart)).toEqual([['plan.rows-apart', false]]);
    expect(wordsOf(movePlaces(two, keysOf(two, 'A1'), { x: 0, y: -1 }) as Plan)).toEqual([['plan.row-split', false]]);
    const wheelchair = setKind(two, keysOf(two, 'A1'), 'wheelchair');
    expect(wordsOf(wheelchair)).toEqual([['plan.wheelchair-alone', false]]);
    expect(wordsOf(setKind(wheelchair, keysOf(two, 'A2'), 'companion'))).toEqual([]);
  });
});

describe('a plan as a file', () => {
  const seat = { row: 'A', label: 'A1', x: 0, y: 0, kind: 'standard' };
  const file = (changes: object) => JSON.stringify({ format: planFormat, version: 1, seats: [seat], ...changes });
  const refused = (text: string) => {
    const read = readPlanFile(text);
    return read.ok ? 'read' : read.faults;
  };

  test('any plan that is written is read as it was', () => {
    const aPlan = fc
      .uniqueArray(fc.tuple(fc.nat(40), fc.nat(40), fc.constantFrom(...seatKinds)), {
        selector: ([x, y]) => `${x} ${y}`,
        minLength: 1,
      })
      .map((cells) => makePlan(cells.map(([x, y, kind], at) => ({ row: 'Ä', label: `Ä${at}`, x, y, kind }))));
    fc.assert(
      fc.property(aPlan, (plan) => {
        expect(readPlanFile(writePlanFile('Say "one"', plan))).toEqual({ ok: true, seats: finishPlan(plan) });
      }),
    );
  });

  test('it has one seat a line, so that two plans can be compared', () => {
    expect(writePlanFile('One', draw({ seats: 2 }))).toBe(`{
  "format": "marquee-seat-plan",
  "version": 1,
  "name": "One",
  "seats": [
    {"row":"A","label":"A1","x":0,"y":0,"kind":"standard"},
    {"row":"A","label":"A2","x":1,"y":0,"kind":"standard"}
  ]
}
`);
  });

  test.each<[string, string, unknown]>([
    [
      'no JSON',
      '{\n  "format": "marquee-seat-plan",\n  nonsense\n}',
      [{ word: 'plan-file.json', values: { line: 3 } }],
    ],
    ['another format', '{"rows": 5}', [{ word: 'plan-file.format', values: { format: planFormat } }]],
    ['nothing', 'null', [{ word: 'plan-file.format', values: { format: planFormat } }]],
    ['a later version', file({ version: 2 }), [{ word: 'plan-file.version', values: { version: '2', known: 1 } }]],
    ['a field that is not known', file({ screen: 'left' }), [{ word: 'plan-file.top', values: { name: 'screen' } }]],
    ['no seats', file({ seats: [] }), [{ word: 'plan-file.count', values: { max: 3000 } }]],
    [
      'a kind that there is not',
      file({ seats: [seat, { ...seat, label: 'A2', x: 1, kind: 'sofa' }] }),
      [{ word: 'plan-file.seat', values: { n: 2, label: 'A2', name: 'kind', rule: seatKinds.join(', ') } }],
    ],
    [
      'a place beyond the room',
      file({ seats: [{ ...seat, x: -1 }] }),
      [{ word: 'plan-file.seat', values: { n: 1, label: 'A1', name: 'x', rule: '0–999' } }],
    ],
    [
      'a seat with a field that is not known',
      file({ seats: [{ ...seat, price: 5 }] }),
      [{ word: 'plan-file.seat-unknown', values: { n: 1, label: 'A1', name: 'price' } }],
    ],
    [
      'a seat that is none',
      file({ seats: [7] }),
      [{ word: 'plan-file.seat', values: { n: 1, label: '?', name: 'seats', rule: '{row, label, x, y, kind}' } }],
    ],
    [
      'a label twice',
      file({ seats: [seat, { ...seat, x: 1 }] }),
      [{ word: 'plan.label-twice', values: { label: 'A1', n: 2 } }],
    ],
    [
      'two seats in one place',
      file({ seats: [seat, { ...seat, label: 'A2' }] }),
      [{ word: 'plan.place-twice', values: { labels: 'A1, A2' } }],
    ],
    ['a file too large', ' '.repeat(2_000_001), [{ word: 'plan-file.large', values: {} }]],
  ])('%s is refused', (_what, text, faults) => expect(refused(text)).toEqual(faults));

  test('of many faults the first are told, and how many there are', () => {
    const seats = Array.from({ length: 30 }, (_, x) => ({ ...seat, label: `A${x}`, x, kind: 'sofa' }));
    const faults = refused(file({ seats }));
    expect(faults).toHaveLength(21);
    expect((faults as object[]).at(-1)).toEqual({ word: 'plan-file.more', values: { n: 10 } });
  });
});
