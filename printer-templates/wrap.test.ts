import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countColumns, fitSize, wrapText } from './wrap.ts';

describe('breaking lines', () => {
  test('a line is broken between words', () => {
    expect(wrapText('The Shawshank Redemption', 16)).toEqual(['The Shawshank', 'Redemption']);
  });

  test('a word wider than the line is hyphenated and leaves no stump', () => {
    expect(wrapText('Supercalifragilisticexpialidocious', 16)).toEqual([
      'Supercalifragil-',
      'isticexpialidoc-',
      'ious',
    ]);
    expect(wrapText('Unterhaltungsfilme', 17)).toEqual(['Unterhaltungsfi-', 'lme']);
  });

  test('a compound breaks after its hyphen', () => {
    expect(wrapText('Spider-Man: Far From Home', 10)).toEqual(['Spider-', 'Man: Far', 'From Home']);
  });

  test('Chinese counts two columns a character, and no line begins with a full stop', () => {
    expect(countColumns('肖申克的救赎')).toBe(12);
    expect(wrapText('请勿在此重复支付。谢谢', 16)).toEqual(['请勿在此重复支', '付。谢谢']);
  });

  test('an accent made of two code points stays with its letter', () => {
    expect(countColumns('Cafe\u0301')).toBe(4);
  });

  test('no line is ever wider than the paper, and no letter is lost', () => {
    const title = fc
      .array(
        fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('肖申克的救赎', '。', 'Привет', '-', 'ﷺ', '👨‍👩‍👧')),
      )
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(title, fc.integer({ min: 4, max: 48 }), (text, columnsMax) => {
        const lines = wrapText(text, columnsMax);
        const bare = (all: string) => all.replace(/[\s-]/g, '');
        expect(lines.every((line) => countColumns(line) <= columnsMax)).toBe(true);
        expect(bare(lines.join(''))).toBe(bare(text));
      }),
    );
  });
});

test('a title is as large as it can be without a cut word', () => {
  const options = { sizes: [3, 2, 1], linesMax: 2 } as const;
  expect(fitSize('Up', 32, options)).toBe(3);
  expect(fitSize('The Shawshank Redemption', 32, options)).toBe(2);
  expect(fitSize('Supercalifragilistic', 32, options)).toBe(1);
});
