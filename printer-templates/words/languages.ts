import { en } from './en.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

/** Languages that slips are printed in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

export const words: Record<Language, Words> = { en, zh };
