/** What a broken run leaves behind: the shortest run found that breaks the same way, and the command that replays it. */
import { defaults, type Run, type RunResult, simulate } from './simulate.ts';
import { drawWeather, readWeather, type Weather, writeWeather } from './weather.ts';

export interface Shrunk {
  run: Run & { weather: Weather };
  result: RunResult;
  /** How many runs it took. */
  tries: number;
}

/**
 * Fewer steps, fewer terminals, one fault less at a time: whatever still breaks a promise is kept. Bounded in time, so
 * that a test that fails says so soon.
 */
export async function shrink(broken: Run, first: RunResult, secondsMax: number): Promise<Shrunk> {
  const untilMs = performance.now() + secondsMax * 1000;
  let tries = 0;
  let run: Shrunk['run'] = { ...broken, weather: broken.weather ?? drawWeather(broken.seed) };
  let result = first;
  async function keep(candidate: Shrunk['run']): Promise<boolean> {
    if (performance.now() > untilMs) return false;
    tries++;
    const again = await simulate(candidate);
    if (!again.violation) return false;
    // What breaks while work goes on needs no step after it.
    run = { ...candidate, steps: Math.min(candidate.steps, again.violation.step) };
    result = again;
    return true;
  }
  if (result.violation && result.violation.step < run.steps) run = { ...run, steps: result.violation.step };
  for (const fault of [...run.weather.keys()]) {
    const weather = new Map(run.weather);
    weather.delete(fault);
    await keep({ ...run, weather });
  }
  while ((run.terminals ?? defaults.terminals) > 1) {
    if (!(await keep({ ...run, terminals: (run.terminals ?? defaults.terminals) - 1 }))) break;
  }
  for (let part = 2; part <= 16; part *= 2) {
    while (await keep({ ...run, steps: Math.floor(run.steps - run.steps / part) }));
  }
  return { run, result, tries };
}

export function writeCommand(run: Run): string {
  const words = [
    `--seed ${run.seed}`,
    ...(run.steps < Number.MAX_SAFE_INTEGER ? [`--steps ${run.steps}`] : []),
    ...(run.hours === undefined ? [] : [`--hours ${run.hours}`]),
    `--terminals ${run.terminals ?? defaults.terminals}`,
    `--seats ${run.seats ?? defaults.seats}`,
    `--faults ${writeWeather(run.weather ?? drawWeather(run.seed))}`,
  ];
  return `npm run sim -- ${words.join(' ')}`;
}

/** For a person: what broke, where, the shortest trace found, and how to see it again. Null where nothing broke. */
export async function describeFailure(run: Run, result: RunResult, secondsMax: number): Promise<string | null> {
  if (!result.violation) return null;
  const shrunk = await shrink(run, result, secondsMax);
  const { violation } = shrunk.result;
  return [
    `seed ${run.seed}, step ${result.violation.step}: ${result.violation.message}`,
    `Replay: ${writeCommand({ ...run, weather: readWeather(result.weather) })}`,
    `The shortest found, after ${shrunk.tries} runs: step ${violation?.step}: ${violation?.message}`,
    `Replay: ${writeCommand(shrunk.run)}`,
    ...(violation?.recent ?? []),
  ].join('\n');
}
