/**
 * `npm run papers`: draws every template for every roll and language into a folder (var/papers), as the printer would print it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import { drawPaper } from '@marquee/printer-templates/drawing/paper-picture';
import { paperNames, samplePaper } from '@marquee/printer-templates/gallery';
import type { PaperWidth } from '@marquee/printer-templates/paper';
import { languages } from '@marquee/printer-templates/words/languages';

const folder = process.argv[2] ?? 'var/papers';
mkdirSync(folder, { recursive: true });
for (const name of paperNames) {
  for (const width of [58, 80] satisfies PaperWidth[]) {
    for (const language of languages) {
      const paper = samplePaper(name, {}, { width, language });
      const { png } = await drawPaper(await renderEscpos(paper, { width, codePage: 'WPC1252' }), width);
      writeFileSync(join(folder, `${name}-${width}-${language}.png`), png);
    }
  }
}
