/** `npm run sim -- --seed N --steps M [--seeds K] [--terminals T]`: exits non-zero when a promise was broken. */
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    steps: { type: 'string', default: '5000' },
    terminals: { type: 'string', default: '2' },
  },
});
const first = Number(values.seed);
let failed = 0;
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const startedMs = performance.now();
  const result = await simulate({ seed, steps: Number(values.steps), terminals: Number(values.terminals) });
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `seed ${seed}: ${result.steps} steps, trace ${result.traceHash}, ${Math.round(result.steps / seconds)} steps/s${result.violation ? '' : ', all promises held'}`,
  );
  if (Number(values.seeds) === 1) console.table(result.counts);
  if (!result.violation) continue;
  failed++;
  console.error(
    `\nBROKEN at step ${result.violation.step}: ${result.violation.message}\nThe last lines of the trace:\n${result.violation.recent.join('\n')}\nReplay: npm run sim -- --seed ${seed} --steps ${values.steps} --terminals ${values.terminals}`,
  );
}
process.exitCode = failed > 0 ? 1 : 0;
