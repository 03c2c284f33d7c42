/**
 * A picture in a page may load nothing, not even a font, so a poster carries its own: about 45 kB in Base64, sent once and
 * cached by the page.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

let fontFace: string | null = null;

/** The poster with Outfit inside, where it is a whole SVG document; unchanged otherwise. */
export function embedPosterFont(svg: string): string {
  const end = svg.indexOf('>');
  if (!svg.startsWith('<svg') || end === -1) return svg;
  fontFace ??= readFontFace();
  return `${svg.slice(0, end + 1)}<style>${fontFace}</style>${svg.slice(end + 1)}`;
}

function readFontFace(): string {
  const file = fileURLToPath(import.meta.resolve('@fontsource-variable/outfit/files/outfit-latin-wght-normal.woff2'));
  const source = `data:font/woff2;base64,${readFileSync(file).toString('base64')}`;
  return `@font-face{font-family:Outfit;font-weight:100 900;src:url(${source}) format('woff2')}`;
}
