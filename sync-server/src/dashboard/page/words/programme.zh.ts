import type { programmeEn } from './programme.en.ts';

export const programmeZh: Record<keyof typeof programmeEn, string> = {};
