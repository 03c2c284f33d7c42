import type { PaperName, Sample } from '@marquee/printer-templates/gallery';
import type { PaperWidth } from '@marquee/printer-templates/paper';
import type { Language } from '@marquee/printer-templates/words/languages';
import { Fault } from '@marquee/shared/errors';
import { makeThread } from '../platform/thread.ts';

export interface PaperWish {
  name: PaperName;
  width: PaperWidth;
  language: Language;
  sample: Sample;
}
/** A PNG. Throws Fault `server-busy` where too many are waited for. */
export type DrawSample = (wish: PaperWish) => Promise<Uint8Array>;

/** The whole gallery in every width and language, and some drafts. */
const keptMax = 160;
const waitingMax = 60;

/** A picture takes a tenth of a second of nothing but work; what was drawn lately is not drawn again. */
export function makeDrawThread(
  draw: DrawSample = makeThread<PaperWish, Uint8Array>(new URL('./draw-worker.ts', import.meta.url)),
): DrawSample {
  const kept = new Map<string, Promise<Uint8Array>>();
  let waiting = 0;
  const start = (wish: PaperWish): Promise<Uint8Array> => {
    if (waiting >= waitingMax) return Promise.reject(new Fault('server-busy', 'too many papers are being drawn'));
    waiting += 1;
    return draw(wish).finally(() => {
      waiting -= 1;
    });
  };
  return (wish) => {
    const key = JSON.stringify(wish);
    const drawn = kept.get(key) ?? start(wish);
    kept.delete(key);
    kept.set(key, drawn);
    drawn.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= keptMax) break;
      kept.delete(oldest);
    }
    return drawn;
  };
}
