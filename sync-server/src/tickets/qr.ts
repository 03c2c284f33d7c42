/** A ticket's code as a picture: alphanumeric, level M, 41x41 modules in a quiet zone of four on each side. */
import { assert } from '@marquee/shared/assert';
import QRCode from 'qrcode';

/** The white border that a scanner needs. */
export const quietModules = 4;
const pngPixelsPerModule = 8;

const options = { errorCorrectionLevel: 'M', margin: quietModules } as const;
/** The whole code in the alphanumeric mode: it has no character that asks for another. */
const segments = (code: string) => [{ data: code, mode: 'alphanumeric' as const }];

export interface QrModules {
  /** Along a side, without the quiet zone. */
  size: number;
  isDark(x: number, y: number): boolean;
}

export function makeQrModules(code: string): QrModules {
  const { modules } = QRCode.create(segments(code), options);
  assert(modules.size === 41, `a ticket's code has 41 modules along a side, got ${modules.size}`);
  return { size: modules.size, isDark: (x, y) => modules.get(y, x) !== 0 };
}

/** Dark modules that touch in a row, as one bar: x, y and length in modules. */
export function listBars({ size, isDark }: QrModules): { x: number; y: number; length: number }[] {
  const bars: { x: number; y: number; length: number }[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!isDark(x, y)) continue;
      const from = x;
      while (x < size && isDark(x, y)) x++;
      bars.push({ x: from, y, length: x - from });
    }
  }
  return bars;
}

export function drawQrSvg(code: string): string {
  const modules = makeQrModules(code);
  const side = modules.size + 2 * quietModules;
  const path = listBars(modules).map(
    ({ x, y, length }) => `M${x + quietModules} ${y + quietModules}h${length}v1h-${length}z`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path.join('')}"/></svg>\n`;
}

export const drawQrPng = (code: string): Promise<Buffer> =>
  QRCode.toBuffer(segments(code), { ...options, type: 'png', scale: pngPixelsPerModule });
