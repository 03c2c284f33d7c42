import { expect, test } from '@jest/globals';
import { businessDate, businessDayMs } from './business-date.ts';

const quarterMs = 900_000;
/** Also through the nights in which the clocks change. */
const nights = ['2026-03-28', '2026-10-24', '2026-11-30', '2026-03-07', '2026-10-31'];

test.each(['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'UTC'])(
  'every moment is of the business day that it lies in, in %s',
  (zone) => {
    const wrong: string[] = [];
    for (const night of nights) {
      const start = Date.parse(`${night}T00:00:00Z`);
      for (let ms = start; ms < start + 2 * 96 * quarterMs; ms += quarterMs) {
        const { fromMs, toMs } = businessDayMs(businessDate(ms, zone), zone);
        if (ms < fromMs || ms >= toMs) wrong.push(new Date(ms).toISOString());
      }
    }
    expect(wrong).toEqual([]);
  },
);
