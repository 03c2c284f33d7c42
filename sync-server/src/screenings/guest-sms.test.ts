import { describe, expect, test } from '@jest/globals';
import { type GuestNews, languageOf, writeSms } from './guest-sms.ts';

const news: GuestNews = {
  about: 'cancelled',
  title: 'The Long Interval',
  cinema: 'Rialto',
  timeZone: 'Europe/Berlin',
  startsAtMs: Date.UTC(2026, 8, 4, 18),
  venue: 'Venue 1',
  to: null,
  isRefunded: false,
};
const guest = { orderKey: 'T0-000007', isBuyer: true, seats: ['F7', 'F8'], withoutPlace: [] };
const moved: GuestNews = { ...news, about: 'moved', to: { venue: 'Studio', startsAtMs: Date.UTC(2026, 8, 4, 19) } };

describe('what a guest reads', () => {
  test('of a cancelled screening: which, when, which order, and what becomes of the money', () => {
    expect(writeSms('en', news, guest)).toBe(
      'Rialto: The Long Interval, Fri 4 Sept, 20:00, is cancelled. Order T0-000007: your tickets end. What you paid goes back to you the way you paid it.',
    );
    expect(writeSms('en', news, { ...guest, isBuyer: false })).toContain('Its price goes back to its buyer.');
  });

  test('of a moved one: where, when, and under which seats the tickets stay good', () => {
    expect(writeSms('en', moved, guest)).toBe(
      'Rialto: The Long Interval, Fri 4 Sept, 20:00, is moved to Fri 4 Sept, 21:00, Studio. Order T0-000007, your seats: F7, F8. Your tickets stay good.',
    );
  });

  test('without a place: to be asked about, or paid back', () => {
    const lost = { ...guest, seats: ['A1'], withoutPlace: ['F8'] };
    expect(writeSms('en', moved, lost)).toContain('No seat was left for F8: please ask at the box office.');
    expect(writeSms('en', { ...moved, isRefunded: true }, lost)).toContain(
      'No seat was left for F8: its price is paid back.',
    );
  });

  test('in Chinese where the phone is at home there', () => {
    expect(['+8613800000000', '+85291234567', '+491711111111'].map(languageOf)).toEqual(['zh', 'zh', 'en']);
    expect(writeSms('zh', moved, guest)).toContain('改为');
    expect(writeSms('zh', news, guest)).toContain('已取消');
  });

  test('stays short, however long a film is called', () => {
    const long = { ...moved, title: 'x'.repeat(200) };
    expect(writeSms('en', long, guest).length).toBeLessThan(320);
  });
});
