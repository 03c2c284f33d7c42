import { expect, test } from '@jest/globals';
import { measureTickets } from './tickets.ts';

test('tickets as PDF are timed beside bare pdfkit, and how long the event loop stands still for them', async () => {
  const figures = await measureTickets({ rounds: 1, pdfs: 2 });
  expect(figures.map(({ target }) => target)).toEqual([
    { of: 'ratio', atLeast: 0.8 },
    { of: 'value', below: 50 },
  ]);
  for (const { rounds } of figures.flatMap(({ ours, floor }) => [ours, floor])) expect(rounds[0]).toBeGreaterThan(0);
}, 30_000);
