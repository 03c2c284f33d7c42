import type { outagesEn } from './outages.en.ts';

export const outagesZh: Record<keyof typeof outagesEn, string> = {};
