/** Runs one seed and prints its trace hash: for the test that another process, with another locale, runs the same way. */
import { simulate } from './simulate.ts';

const [seed, steps] = process.argv.slice(2).map(Number);
const { traceHash } = await simulate({ seed: seed ?? 1, steps: steps ?? 2000 });
process.stdout.write(traceHash);
