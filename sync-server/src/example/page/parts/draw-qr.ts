import QRCode from 'qrcode';

/** The white border that a scanner needs, in modules. */
const quiet = 4;

/** A ticket's code as docs/mobile-api.md wants it: alphanumeric mode, level M, a white border of four modules. */
export function drawQr(code: string): { side: number; path: string } {
  const { modules } = QRCode.create([{ data: code, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M' });
  const bars: string[] = [];
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      const from = x;
      while (x < modules.size && modules.get(y, x)) x++;
      if (x > from) bars.push(`M${from + quiet} ${y + quiet}h${x - from}v1h-${x - from}z`);
    }
  }
  return { side: modules.size + 2 * quiet, path: bars.join('') };
}
