/**
 * Runs seeds one after the other until a promise is broken, and says so in one line of JSON. In a copy of the sources with a
 * mutation it must be; `--seeds` bounds the search.
 */
import { parseArgs } from 'node:util';
import { type Run, simulate } from '../simulate.ts';
import { readWeather } from '../weather.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    steps: { type: 'string', default: '5000' },
    terminals: { type: 'string', default: '3' },
    faults: { type: 'string' },
  },
});

export interface Found {
  /** How many seeds it took; null where none was enough. */
  seeds: number | null;
  steps: number;
  message: string;
}

async function search(): Promise<Found> {
  let steps = 0;
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const run: Run = { seed, steps: Number(values.steps), terminals: Number(values.terminals) };
    if (values.faults !== undefined) run.weather = readWeather(values.faults);
    const { violation, steps: taken } = await simulate(run);
    steps += taken;
    if (violation) return { seeds: seed, steps, message: violation.message };
  }
  return { seeds: null, steps, message: 'every promise held' };
}

console.log(JSON.stringify(await search()));
