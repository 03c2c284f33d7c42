import type { Words } from '../../words/words.ts';

/** `2 min 5 s` */
export function sayLength(ms: number, words: Pick<Words, 't'>): string {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return words.t('length.hours', { h, m });
  return m > 0 ? words.t('length.minutes', { m, s }) : words.t('length.seconds', { s });
}
