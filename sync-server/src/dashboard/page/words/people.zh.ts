import type { peopleEn } from './people.en.ts';

export const peopleZh: Record<keyof typeof peopleEn, string> = {};
