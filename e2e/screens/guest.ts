/** A guest in front of a kiosk: what they see and touch, by the page's test ids, so that words may change. */
import type { LanguageCode } from '@marquee/terminal/ui-kit/languages';
import { dayKey } from '@marquee/terminal/ui-kit/times';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Show } from '../fakes/show.ts';

export type TicketClass = 'adult' | 'child' | 'student' | 'senior';
export type ScreenName =
  | 'attract'
  | 'films'
  | 'film'
  | 'tickets'
  | 'seats'
  | 'pay'
  | 'charging'
  | 'unsettled'
  | 'sold'
  | 'closed'
  | 'pick-up'
  | 'pick-up-found'
  | 'pick-up-done';

export class Guest {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  see(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async comesTo(url: string): Promise<void> {
    await this.page.goto(url);
    await this.isOn('attract');
  }

  async isOn(screen: ScreenName, options: { timeout?: number } = {}): Promise<void> {
    await expect(this.see('kiosk')).toHaveAttribute('data-screen', screen, options);
  }

  async begins(language?: LanguageCode): Promise<void> {
    await this.see(language ? `begin-${language}` : 'begin').click();
    await this.isOn('films');
  }

  /** By way of the day and the film's own page. */
  async choosesShow({ movieId, screeningId, startsAtMs, timeZone }: Show): Promise<void> {
    await this.see(`day-${dayKey(startsAtMs, timeZone)}`).click();
    await this.see(`film-${movieId}`).click();
    await this.isOn('film');
    await this.see(`show-${screeningId}`).click();
    await this.isOn('tickets');
  }

  async addsTickets(tickets: Partial<Record<TicketClass, number>>): Promise<void> {
    for (const [ticketClass, count] of Object.entries(tickets)) {
      for (let each = 0; each < count; each++) await this.see(`class-${ticketClass}-plus`).click();
      await expect(this.see(`class-${ticketClass}-count`)).toHaveText(String(count));
    }
  }

  async isOfferedSeats(): Promise<string[]> {
    await this.see('choose-seats').click();
    await this.isOn('seats');
    return this.seats();
  }

  /** From the first touch to the seats offered. */
  async looksForSeats(show: Show, tickets: Partial<Record<TicketClass, number>>): Promise<string[]> {
    await this.begins();
    await this.choosesShow(show);
    await this.addsTickets(tickets);
    return this.isOfferedSeats();
  }

  /** Where guests sit where they like: from the tickets to the payment. */
  async keepsTickets(): Promise<void> {
    await this.see('tickets-continue').click();
    await this.isOn('pay');
  }

  /** Labels of the seats that are theirs so far. */
  async seats(): Promise<string[]> {
    return this.see('chosen-seats').locator('b').allTextContents();
  }

  async touchesSeat(label: string): Promise<void> {
    await this.see(`seat-${label}`).click();
  }

  /** Goes on with the chosen seats to the payment. */
  async keepsSeats(): Promise<void> {
    await this.see('seats-continue').click();
    await this.isOn('pay');
  }

  /** Every seat's state on the map, by its label. */
  async map(): Promise<Map<string, string>> {
    const seats = await this.see('seat-map')
      .locator('[data-seat-id]')
      .evaluateAll((all) =>
        all.map(
          (seat) =>
            [
              seat.getAttribute('data-testid')?.replace('seat-', '') ?? '',
              seat.getAttribute('data-state') ?? '',
            ] as const,
        ),
      );
    return new Map(seats);
  }

  async pays(tender: 'card' | 'cash'): Promise<void> {
    await this.see(`pay-${tender}`).click();
  }

  /** The order key, once the payment is through. */
  async isSoldTickets(options: { timeout?: number } = {}): Promise<string> {
    await this.isOn('sold', { timeout: options.timeout ?? 10_000 });
    return (await this.see('order-key').textContent())?.trim() ?? '';
  }

  async holdsTickets(count: number): Promise<void> {
    for (let line = 1; line <= count; line++)
      await expect(this.see(`ticket-${line}`)).toHaveAttribute('data-print', 'printed', { timeout: 20_000 });
  }

  async reads(notice: string): Promise<string> {
    await expect(this.see('notice')).toHaveAttribute('data-kind', notice, { timeout: 20_000 });
    return (await this.see('notice').locator('p').textContent()) ?? '';
  }

  /** Tab by Tab to a control, as somebody without a touch screen does. */
  async tabsTo(testId: string): Promise<void> {
    const isThere = () =>
      this.page.evaluate((id) => document.activeElement?.getAttribute('data-testid') === id, testId);
    for (let presses = 0; presses < 80; presses++) {
      if (await isThere()) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${testId} is not reached by Tab`);
  }

  async pressesOn(testId: string): Promise<void> {
    await this.tabsTo(testId);
    await this.page.keyboard.press('Enter');
  }
}
