import { expect, test } from '@jest/globals';
import { describeGrowth, type GrowthLine, growthOf } from './growth.ts';
import { drawGrowth } from './growth-chart.ts';

const line = (name: string, costs: readonly number[]): GrowthLine => ({
  name,
  beside: 'all else < the same',
  points: costs.map((cpuMs, at) => ({ times: 10 ** at, size: 20 * 10 ** at, cpuMs, wallMs: 2 * cpuMs })),
});
const lines = [line('seats', [0.2, 0.22, 0.3]), line('terminals', [0.2, 0.2, 0.24])];

test('a sale that costs more than a fifth more in a house a hundred times as large misses the target', () => {
  expect(lines.map((each) => growthOf(each).toFixed(2))).toEqual(['1.50', '1.20']);
  const table = describeGrowth(lines);
  expect(table).toMatch(/seats[\s\S]*grown 1\.50x {3}target: at most 1\.2x {3}NOT REACHED/);
  expect(table).toMatch(/terminals[\s\S]*grown 1\.20x {3}target: at most 1\.2x {3}ok/);
});

test('the chart shows every line with its ends, and is whole XML', () => {
  const svg = drawGrowth(lines, 'a machine & its cores');
  for (const text of ['seats', 'terminals', '20 to 2,000', '1.50x', 'at most 1.2x', 'how many times as many'])
    expect(svg).toContain(text);
  expect(svg).toContain('a machine &amp; its cores');
  expect(svg).toContain('all else &lt; the same');
  expect(svg.match(/<circle /g)).toHaveLength(6);
  expect(svg.match(/<[a-z]/g)?.length).toBe((svg.match(/\/>|<\/[a-z]+>/g) ?? []).length);
});
