/**
 * The weather of a run: which faults there are, and how strong. Drawn from the seed by a generator of its own, so that a
 * run whose weather is given in words is the very run for which it was drawn.
 */
import { WrongCommandLine } from '../command-line.ts';
import { makeGenerator } from './generator.ts';

export const faultNames = [
  'drop',
  'duplicate',
  'reorder',
  'delay',
  'partition',
  'half-open',
  'terminal-crash',
  'server-crash',
  'crash-in-transaction',
  'torn-batch',
  'far-behind',
  'clock-jump',
  'database-before',
  'database-after',
  'payment-lost',
  'block',
  'cancel',
  'move',
  'break',
  'lost-commit',
  'bank-away',
  'drill',
] as const;
export type FaultName = (typeof faultNames)[number];

/** From 0, absent, to 1, as bad as it gets. */
export type Weather = ReadonlyMap<FaultName, number>;

/** How often a run meets a fault when nobody says which. What ends in exceptions is rare: most runs must be honest. */
const drawn: Record<FaultName, number> = {
  drop: 0.6,
  duplicate: 0.6,
  reorder: 0.6,
  delay: 0.5,
  partition: 0.6,
  'half-open': 0.5,
  'terminal-crash': 0.6,
  'server-crash': 0.5,
  'crash-in-transaction': 0.5,
  'torn-batch': 0.4,
  'far-behind': 0.3,
  'clock-jump': 0.5,
  'database-before': 0.5,
  'database-after': 0.5,
  'payment-lost': 0.5,
  block: 0.25,
  cancel: 0.15,
  move: 0.15,
  break: 0.25,
  'lost-commit': 0.1,
  'bank-away': 0.4,
  drill: 0.2,
};

/** Three digits, so that what is printed is what was used. */
const round = (strength: number): number => Math.round(strength * 1000) / 1000;

export function drawWeather(seed: number): Weather {
  const next = makeGenerator(seed ^ 0x77656174);
  return new Map(
    faultNames.flatMap((name): [FaultName, number][] => {
      const [isThere, strength] = [next() < drawn[name], round(0.1 + next() * 0.9)];
      return isThere ? [[name, strength]] : [];
    }),
  );
}

/** `drop=0.4,partition,break=1`: a fault without a strength is as bad as it gets. */
export function readWeather(text: string): Weather {
  const weather = new Map<FaultName, number>();
  for (const word of text.split(',').filter((part) => part !== '' && part !== 'none')) {
    const [name, strength = '1'] = word.split('=');
    if (!faultNames.includes(name as FaultName))
      throw new WrongCommandLine(`no fault is called ${name}; there are ${faultNames.join(', ')}`);
    if (!(Number(strength) >= 0 && Number(strength) <= 1))
      throw new WrongCommandLine(`a strength is from 0 to 1: ${word}`);
    weather.set(name as FaultName, round(Number(strength)));
  }
  return weather;
}

export function writeWeather(weather: Weather): string {
  return [...weather].map(([name, strength]) => `${name}=${strength}`).join(',') || 'none';
}

/** The weather while it lasts: after the healing there is none. */
export interface Trouble {
  of(fault: FaultName): number;
  clear(): void;
}
export function makeTrouble(weather: Weather): Trouble {
  let lasts = true;
  return {
    of: (fault) => (lasts ? (weather.get(fault) ?? 0) : 0),
    clear() {
      lasts = false;
    },
  };
}
