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
