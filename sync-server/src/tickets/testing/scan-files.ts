/** `node scan-files.ts <png>…`: the texts of their QR codes as JSON; null where there is none. Shares no code with us. */
import { readFileSync } from 'node:fs';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

// It is CommonJS, and its types say that it isn't.
const scan = jsqr as unknown as typeof jsqr.default;
const texts = process.argv.slice(2).map((file) => {
  const { data, width, height } = PNG.sync.read(readFileSync(file));
  return scan(new Uint8ClampedArray(data), width, height)?.data ?? null;
});
process.stdout.write(JSON.stringify(texts));
