import type { catalogueEn } from './catalogue.en.ts';

export const catalogueZh: Record<keyof typeof catalogueEn, string> = {};
