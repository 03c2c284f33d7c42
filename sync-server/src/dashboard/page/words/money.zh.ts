import type { moneyEn } from './money.en.ts';

export const moneyZh: Record<keyof typeof moneyEn, string> = {};
