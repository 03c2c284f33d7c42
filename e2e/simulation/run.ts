/**
 * `npm run sim -- --seed N --steps M [--seeds K] [--terminals T] [--seats S] [--hours H] [--faults name[=strength],...]
 * [--shrink seconds]`: exits non-zero when a promise was broken, after looking for a shorter way there for so long.
 */
import { orExit, readOptions, readWhole } from '../command-line.ts';
import { describeFailure } from './replay.ts';
import { defaults, type Run, simulate } from './simulate.ts';
import { readWeather } from './weather.ts';

const options = {
  seed: { type: 'string', default: '1' },
  seeds: { type: 'string', default: '1' },
  steps: { type: 'string' },
  hours: { type: 'string' },
  terminals: { type: 'string', default: String(defaults.terminals) },
  seats: { type: 'string', default: String(defaults.seats) },
  faults: { type: 'string' },
  shrink: { type: 'string', default: '60' },
} as const;
const asked = orExit(() => {
  const values = readOptions('npm run sim --', options, process.argv.slice(2));
  const hours = values.hours === undefined ? undefined : readWhole('hours', values.hours, 1);
  const steps = values.steps ?? (hours === undefined ? '5000' : String(Number.MAX_SAFE_INTEGER).slice(0, 15));
  return {
    hours,
    steps: readWhole('steps', steps, 1),
    first: readWhole('seed', values.seed, 0),
    seeds: readWhole('seeds', values.seeds, 1),
    terminals: readWhole('terminals', values.terminals, 1),
    seats: readWhole('seats', values.seats, 1),
    shrinkSeconds: readWhole('shrink', values.shrink, 0),
    weather: values.faults === undefined ? undefined : readWeather(values.faults),
  };
});
const { hours, first, seeds } = asked;
let failed = 0;
const total = new Map<string, number>();
for (let seed = first; seed < first + seeds; seed++) {
  const run: Run = { seed, steps: asked.steps, terminals: asked.terminals, seats: asked.seats };
  if (hours !== undefined) run.hours = hours;
  if (asked.weather !== undefined) run.weather = asked.weather;
  const startedMs = performance.now();
  const result = await simulate(run);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `seed ${seed}: ${result.steps} steps, trace ${result.traceHash}, ${Math.round(result.steps / seconds)} steps/s${result.violation ? '' : ', all promises held'}\n  --faults ${result.weather}`,
  );
  if (seeds === 1) {
    console.table(result.counts);
  }
  for (const [what, count] of Object.entries(result.cost)) total.set(what, (total.get(what) ?? 0) + count);
  const failure = await describeFailure(run, result, asked.shrinkSeconds);
  if (failure === null) continue;
  failed++;
  console.error(`\nBROKEN ${failure}`);
}
console.log('What the promises cost:');
console.table(Object.fromEntries(total));
process.exitCode = failed > 0 ? 1 : 0;
