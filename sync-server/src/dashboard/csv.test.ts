import { describe, expect, test } from '@jest/globals';
import { decimal, machinesMax, readMachines, writeCsv } from './page/parts/csv.ts';

describe('a list of machines to enrol', () => {
  test('is read with or without a first line that names its columns', () => {
    const machines = [
      { name: 'Lobby, left', role: 'kiosk' },
      { name: 'Till "1"', role: 'till' },
    ];
    const lines = '"Lobby, left",kiosk\r\n"Till ""1""", Till\r\n';
    expect(readMachines(lines)).toEqual({ machines, faults: [] });
    expect(readMachines(`\uFEFFName,Role\n\n${lines}`)).toEqual({ machines, faults: [] });
  });

  test('is refused with the line of each mistake', () => {
    const text = ['name,role', 'Lobby,kiosk', 'Till', ',gate', 'Door,doorman', 'lobby,gate', `${'x'.repeat(61)},till`];
    expect(readMachines(text.join('\n')).faults).toEqual([
      { word: 'csv.columns', line: 3 },
      { word: 'csv.empty', line: 4 },
      { word: 'csv.role', line: 5, value: 'doorman' },
      { word: 'csv.twice', line: 6, value: 'lobby', other: 2 },
      { word: 'csv.long', line: 7 },
    ]);
  });

  test('names at least one machine and at most fifty', () => {
    const many = Array.from({ length: machinesMax + 1 }, (_, at) => `Kiosk ${at},kiosk`).join('\n');
    expect(readMachines(many).faults).toEqual([{ word: 'csv.many', n: 51 }]);
    expect(readMachines('\n\n').faults).toEqual([{ word: 'csv.none' }]);
  });
});

test('a cell that a spreadsheet would carry out stays text', () => {
  expect(writeCsv([['name', '=1+1', 'a "b", c', -5]])).toBe('\uFEFFname,\'=1+1,"a ""b"", c",-5\r\n');
});

test('an amount below zero stays a number', () => {
  expect(writeCsv([[decimal(-1250), '-1+2', '-1.5e3']])).toBe("\uFEFF-12.50,'-1+2,'-1.5e3\r\n");
});

test.each([
  [1250, 2, '12.50'],
  [-5, 2, '-0.05'],
  [1250, 0, '1250'],
  [7, 3, '0.007'],
] as const)('%d minor units with %d digits are %s', (minor, digits, text) => {
  expect(decimal(minor, digits)).toBe(text);
});
