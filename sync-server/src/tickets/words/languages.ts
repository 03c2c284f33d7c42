import { ar } from './ar.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

/** Languages of tickets; the titles on them are in any. */
export const languages = ['en', 'zh', 'es', 'ar'] as const;
export type Language = (typeof languages)[number];

export const words: Record<Language, Words> = { en, zh, es, ar };
