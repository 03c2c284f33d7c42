/**
 * `npm run sim -- --seed N --steps M [--seeds K] [--terminals T] [--seats S] [--hours H] [--faults name[=strength],...]
 * [--shrink seconds]`: exits non-zero when a promise was broken, after looking for a shorter way there for so long.
 */
import { parseArgs } from 'node:util';
import { describeFailure } from './replay.ts';
import { defaults, type Run, simulate } from './simulate.ts';
import { readWeather } from './weather.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    steps: { type: 'string' },
    hours: { type: 'string' },
    terminals: { type: 'string', default: String(defaults.terminals) },
    seats: { type: 'string', default: String(defaults.seats) },
    faults: { type: 'string' },
    shrink: { type: 'string', default: '60' },
  },
});
const hours = values.hours === undefined ? undefined : Number(values.hours);
const steps = Number(values.steps ?? (hours === undefined ? 5000 : Number.MAX_SAFE_INTEGER));
const first = Number(values.seed);
let failed = 0;
const total = new Map<string, number>();
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const run: Run = { seed, steps, terminals: Number(values.terminals), seats: Number(values.seats) };
  if (hours !== undefined) run.hours = hours;
  if (values.faults !== undefined) run.weather = readWeather(values.faults);
  const startedMs = performance.now();
  const result = await simulate(run);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `seed ${seed}: ${result.steps} steps, trace ${result.traceHash}, ${Math.round(result.steps / seconds)} steps/s${result.violation ? '' : ', all promises held'}\n  --faults ${result.weather}`,
  );
  if (Number(values.seeds) === 1) {
    console.table(result.counts);
  }
  for (const [what, count] of Object.entries(result.cost)) total.set(what, (total.get(what) ?? 0) + count);
  const failure = await describeFailure(run, result, Number(values.shrink));
  if (failure === null) continue;
  failed++;
  console.error(`\nBROKEN ${failure}`);
}
console.log('What the promises cost:');
console.table(Object.fromEntries(total));
process.exitCode = failed > 0 ? 1 : 0;
