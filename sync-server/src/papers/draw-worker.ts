/** Runs in a thread of its own, started by draw-thread.ts: lays and draws papers, one after the other. */
import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import { drawPaper } from '@marquee/printer-templates/drawing/paper-picture';
import { samplePaper } from '@marquee/printer-templates/gallery';
import { answerInThread } from '../platform/thread.ts';
import type { PaperWish } from './draw-thread.ts';

answerInThread(
  async ({ name, width, language, sample }: PaperWish): Promise<Uint8Array<ArrayBuffer>> => {
    const paper = samplePaper(name, sample, { width, language });
    const { png } = await drawPaper(await renderEscpos(paper, { width, codePage: 'WPC1252' }), width);
    return Uint8Array.from(png);
  },
  ({ buffer }) => [buffer],
);
