import { describe, expect, test } from '@jest/globals';
import { createWedge } from './wedge.ts';

function setUp() {
  const texts: string[] = [];
  let pause: () => void = () => undefined;
  const wedge = createWedge({
    wait: (_ms, then) => {
      pause = then;
      return () => {
        pause = () => undefined;
      };
    },
    onText: (text) => texts.push(text),
  });
  const press = (key: string, over = {}) =>
    wedge.press({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...over });
  return {
    texts,
    press,
    type: (text: string) => {
      for (const key of text) press(key);
    },
    rest: () => pause(),
  };
}

describe('a wedge scanner', () => {
  test('types a code that ends in Enter or Tab', () => {
    const { texts, type, press } = setUp();
    type('MQ1:ABCD');
    expect(press('Enter')).toBe(true);
    type('MQ1:EFGH');
    press('Shift');
    expect(press('Tab')).toBe(true);
    expect(texts).toEqual(['MQ1:ABCD', 'MQ1:EFGH']);
  });

  test('is told from hands: what stopped half-way is forgotten, and short text is no ticket', () => {
    const { texts, type, press, rest } = setUp();
    type('MQ1:AB');
    rest();
    expect(press('Enter')).toBe(false);
    type('ab');
    expect(press('Enter')).toBe(false);
    expect(press('c', { ctrlKey: true })).toBe(false);
    expect(press(' ')).toBe(false);
    expect(texts).toEqual([]);
  });

  test('may end with two keys, of which the second does nothing', () => {
    const { texts, type, press, rest } = setUp();
    type('MQ1:ABCD');
    press('Enter');
    expect(press('Enter')).toBe(true);
    rest();
    expect(press('Enter')).toBe(false);
    expect(texts).toEqual(['MQ1:ABCD']);
  });

  test('never fills the memory', () => {
    const { texts, type, press } = setUp();
    type('A'.repeat(5000));
    press('Enter');
    expect(texts[0]).toHaveLength(400);
  });
});

describe('beside hands that type shortcuts', () => {
  function setUpHands() {
    const told: string[] = [];
    let pause: () => void = () => undefined;
    const wedge = createWedge({
      wait: (_ms, then) => {
        pause = then;
        return () => {
          pause = () => undefined;
        };
      },
      onText: (text) => told.push(`code ${text}`),
      onHands: (keys) => told.push(`hands ${keys.map(({ key }) => key).join('')}`),
    });
    const press = (key: string, over = {}) =>
      wedge.press({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...over });
    return { told, press, rest: () => pause() };
  }

  test('a key that nothing follows is given back, and so is what was no code when Enter came', () => {
    const { told, press, rest } = setUpHands();
    expect(press('2')).toBe(true);
    rest();
    press('2');
    press('c');
    expect(press('Enter')).toBe(false);
    expect(told).toEqual(['hands 2', 'hands 2c']);
  });

  test('any other key comes after those that were held back', () => {
    const { told, press } = setUpHands();
    press('2');
    expect(press('F1')).toBe(false);
    expect(told).toEqual(['hands 2']);
  });

  test('a code is nobody’s hand, with capitals and with a key that is held down before it', () => {
    const { told, press, rest } = setUpHands();
    press('x', { repeat: true });
    press('Shift');
    press('M');
    for (const key of '1234') press(key);
    expect(press('Enter')).toBe(true);
    rest();
    expect(told).toEqual(['code M1234']);
  });
});
