/** Draws the cost of a sale while the house grows, as an SVG that needs nothing but itself. */
import { type GrowthLine, growthMax } from './growth.ts';

const width = 960;
const height = 480;
/** Of the plot itself. */
const plot = { left: 76, right: 660, top: 84, bottom: 404 };
const colours = ['#0b6bcb', '#c2410c', '#15803d'];
const ink = '#1f2937';
const faint = '#6b7280';
const grid = '#e5e7eb';

const title = 'What one sale costs the server while the house grows';

export function drawGrowth(lines: readonly GrowthLine[], machine: string): string {
  const times = lines[0]?.points.map((point) => point.times) ?? [];
  const most = Math.max(1.4, ...lines.flatMap((line) => line.points.map((point) => relativeCost(line, point))));
  const top = Math.ceil(most * 5) / 5;
  const x = (value: number) => plot.left + (Math.log(value) / Math.log(times.at(-1) ?? 10)) * (plot.right - plot.left);
  const y = (value: number) => plot.bottom - (value / top) * (plot.bottom - plot.top);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(plot.left, 34, title, { size: 20, colour: ink, weight: 600 }),
    text(plot.left, 58, 'processor time of server and MariaDB per sale of two seats, as a multiple of the first size', {
      size: 13,
      colour: faint,
    }),
    ...drawGrid({ x, y, top, times }),
    ...lines.flatMap((line, at) => drawLine(line, { x, y, colour: colours[at % colours.length] ?? ink })),
    ...lines.flatMap((line, at) => drawLegend(line, { at, colour: colours[at % colours.length] ?? ink })),
    text(plot.left, height - 18, machine, { size: 11, colour: faint }),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

interface Scale {
  x(times: number): number;
  y(cost: number): number;
}

function drawGrid({ x, y, top, times }: Scale & { top: number; times: readonly number[] }): string[] {
  const parts: string[] = [];
  for (let cost = 0; cost <= top + 1e-9; cost += 0.2) {
    parts.push(path(`M${plot.left} ${round(y(cost))}H${plot.right}`, { stroke: grid }));
    parts.push(text(plot.left - 10, y(cost) + 4, `${cost.toFixed(1)}x`, { size: 12, colour: faint, anchor: 'end' }));
  }
  for (const each of times) {
    parts.push(path(`M${round(x(each))} ${plot.bottom}v6`, { stroke: faint }));
    parts.push(text(x(each), plot.bottom + 22, `${each}x`, { size: 12, colour: faint, anchor: 'middle' }));
  }
  const middle = (plot.left + plot.right) / 2;
  parts.push(text(middle, plot.bottom + 44, 'how many times as many', { size: 13, colour: ink, anchor: 'middle' }));
  parts.push(path(`M${plot.left} ${round(y(growthMax))}H${plot.right}`, { stroke: '#b91c1c', dashes: '6 5' }));
  parts.push(text(plot.left + 8, y(growthMax) - 7, `at most ${growthMax}x`, { size: 12, colour: '#b91c1c' }));
  return parts;
}

function drawLine(line: GrowthLine, { x, y, colour }: Scale & { colour: string }): string[] {
  const at = line.points.map((point) => [round(x(point.times)), round(y(relativeCost(line, point)))] as const);
  return [
    path(`M${at.map(([px, py]) => `${px} ${py}`).join('L')}`, { stroke: colour, width: 2.5 }),
    ...at.map(
      ([px, py]) => `<circle cx="${px}" cy="${py}" r="4.5" fill="#ffffff" stroke="${colour}" stroke-width="2.5"/>`,
    ),
  ];
}

/** Beside the plot: what grew, from how many to how many, and what a sale cost at both ends. */
function drawLegend(line: GrowthLine, { at, colour }: { at: number; colour: string }): string[] {
  const [first, last] = [line.points[0], line.points.at(-1)];
  if (!first || !last) return [];
  const left = plot.right + 28;
  const top = plot.top + 12 + at * 104;
  const count = (size: number) => size.toLocaleString('en-US');
  return [
    path(`M${left} ${top - 5}h22`, { stroke: colour, width: 3 }),
    text(left + 30, top, line.name, { size: 14, colour: ink, weight: 600 }),
    text(left, top + 22, `${count(first.size)} to ${count(last.size)}`, { size: 13, colour: ink }),
    text(
      left,
      top + 42,
      `${first.cpuMs.toFixed(2)} ms to ${last.cpuMs.toFixed(2)} ms: ${relativeCost(line, last).toFixed(2)}x`,
      {
        size: 13,
        colour: ink,
      },
    ),
    text(left, top + 62, line.beside, { size: 11, colour: faint }),
  ];
}

const relativeCost = ({ points }: GrowthLine, { cpuMs }: { cpuMs: number }): number => cpuMs / (points[0]?.cpuMs ?? 1);
const round = (value: number): number => Math.round(value * 10) / 10;
const escapeText = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

interface TextStyle {
  size: number;
  colour: string;
  weight?: number;
  anchor?: 'middle' | 'end';
}
function text(x: number, y: number, value: string, { size, colour, weight = 400, anchor }: TextStyle): string {
  const anchored = anchor ? ` text-anchor="${anchor}"` : '';
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${colour}"${anchored}>${escapeText(value)}</text>`;
}
function path(
  d: string,
  { stroke, width: strokeWidth = 1, dashes }: { stroke: string; width?: number; dashes?: string },
): string {
  const dashed = dashes ? ` stroke-dasharray="${dashes}"` : '';
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${strokeWidth}" stroke-linejoin="round"${dashed}/>`;
}
