/** A plan as a file (docs/seat-maps.md): written with one seat a line, and read with care. */
import { z } from 'zod';
import { findFaults } from './faults.ts';
import { finishPlan, limits, makePlan, type Plan, type PlannedSeat, seatKinds } from './plan.ts';

// Its compiled checks would need `unsafe-eval`, which no page of ours is given.
z.config({ jitless: true });

export const planFormat = 'marquee-seat-plan';
export const planVersion = 1;
/** Characters: three thousand seats need a tenth of it. */
export const planFileMax = 2_000_000;

const Seat = z.strictObject({
  row: z.string().trim().min(1).max(limits.row),
  label: z.string().trim().min(1).max(limits.label),
  x: z.int().min(0).max(limits.place),
  y: z.int().min(0).max(limits.place),
  kind: z.enum(seatKinds),
});
const PlanFile = z.strictObject({
  format: z.literal(planFormat),
  version: z.literal(planVersion),
  name: z.string().max(80).optional(),
  seats: z.array(Seat).min(1).max(limits.seats),
});

export interface FileFault {
  word:
    | 'plan-file.large'
    | 'plan-file.json'
    | 'plan-file.format'
    | 'plan-file.version'
    | 'plan-file.top'
    | 'plan-file.seat'
    | 'plan-file.seat-unknown'
    | 'plan-file.count'
    | 'plan-file.more'
    | 'plan.label-twice'
    | 'plan.place-twice';
  values: Record<string, string | number>;
}
export type FileRead = { ok: true; seats: PlannedSeat[] } | { ok: false; faults: FileFault[] };

const faultsShown = 20;

export function writePlanFile(name: string, plan: Plan): string {
  const lines = finishPlan(plan).map((seat) => `    ${JSON.stringify(seat)}`);
  const head = { format: planFormat, version: planVersion, name };
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "seats": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** All of it or nothing. What is wrong is told with its line or its seat, which is counted from 1. */
export function readPlanFile(text: string): FileRead {
  const no = (...faults: FileFault[]): FileRead => ({ ok: false, faults: cut(faults) });
  if (text.length > planFileMax) return no({ word: 'plan-file.large', values: {} });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    return no({ word: 'plan-file.json', values: { line: lineOf(text, thrown) } });
  }
  const { format, version } = Object(json) as Record<string, unknown>;
  if (format !== planFormat) return no({ word: 'plan-file.format', values: { format: planFormat } });
  if (version !== planVersion)
    return no({ word: 'plan-file.version', values: { version: String(version), known: planVersion } });
  const read = PlanFile.safeParse(json);
  if (!read.success) return no(...read.error.issues.map((issue) => describe(issue, json)));
  const wrong = findFaults(makePlan(read.data.seats)).filter(({ isWrong }) => isWrong);
  if (wrong.length > 0) return no(...wrong.map(({ word, values }) => ({ word: word as 'plan.label-twice', values })));
  return { ok: true, seats: read.data.seats };
}

const cut = (faults: FileFault[]): FileFault[] => {
  const more = faults.length - faultsShown;
  if (more <= 0) return faults;
  return [...faults.slice(0, faultsShown), { word: 'plan-file.more', values: { n: more } }];
};

function describe({ path, code, ...issue }: z.core.$ZodIssue, json: unknown): FileFault {
  const [field, at, name] = path;
  if (field !== 'seats') {
    const names = 'keys' in issue ? issue.keys.join(', ') : String(field ?? '');
    return { word: 'plan-file.top', values: { name: names } };
  }
  if (typeof at !== 'number') return { word: 'plan-file.count', values: { max: limits.seats } };
  const seat = Object((json as { seats: unknown[] }).seats[at]) as Record<string, unknown>;
  const label = typeof seat.label === 'string' ? seat.label : '?';
  const where = { n: at + 1, label };
  if (code === 'unrecognized_keys' && 'keys' in issue)
    return { word: 'plan-file.seat-unknown', values: { ...where, name: issue.keys.join(', ') } };
  const what = String(name ?? 'seats');
  return { word: 'plan-file.seat', values: { ...where, name: what, rule: rules[what] ?? '' } };
}

/** As the format says them; the same in every language. */
const rules: Record<string, string> = {
  row: `1–${limits.row}`,
  label: `1–${limits.label}`,
  x: `0–${limits.place}`,
  y: `0–${limits.place}`,
  kind: seatKinds.join(', '),
  seats: '{row, label, x, y, kind}',
};

/** Where the browser says where: the text up to there is counted. Otherwise the last line, where it broke off. */
function lineOf(text: string, thrown: unknown): number {
  const message = thrown instanceof Error ? thrown.message : '';
  const line = /line (\d+)/.exec(message)?.[1];
  if (line) return Number(line);
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  return text.slice(0, position).split('\n').length;
}
