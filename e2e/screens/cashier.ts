/** A cashier at a till: what they press and see, by the page's keys and test ids. */
import { expect as expectSoon, type Locator, type Page } from '@playwright/test';
import { casey, type Person, type Till } from '../fakes/till.ts';

/** Two programs and a page take their time on a small machine. */
const expect = expectSoon.configure({ timeout: 20_000 });

export class Cashier {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  see(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async presses(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async signsIn({ id, pin }: Person = casey): Promise<void> {
    await this.see(`staff-${id}`).click();
    await this.page.keyboard.type(pin);
  }

  /** From the sign-in to the first screening, with so much in the drawer. */
  async beginsDay({ till, show }: Pick<Till, 'till' | 'show'>, float = '100'): Promise<void> {
    await this.page.goto(till.url);
    await this.signsIn();
    await this.see('float').fill(float);
    await this.presses('Enter');
    await this.see(`show-${show.screeningId}`).click();
  }

  async hasSeats(count: number): Promise<void> {
    await expect(this.see('seats').locator('b')).toHaveCount(count);
  }

  async takesBest(count: number): Promise<void> {
    await this.presses(String(count));
    await this.hasSeats(count);
  }

  /** What the page shows there, in minor units. */
  async reads(testId: string): Promise<number> {
    return Number((await this.see(testId).innerText()).replace(/[^\d]/g, ''));
  }

  /** Answers the change. Without `given` it is paid exactly. */
  async takesCash(given?: string): Promise<number> {
    await this.presses('F1');
    if (given !== undefined) await this.see('given').fill(given);
    await expect(this.see('take-cash')).toBeEnabled();
    await this.presses('Enter');
    await this.hasSold();
    return given === undefined ? 0 : this.reads('change');
  }

  /** Answers the order key. */
  async hasSold(): Promise<string> {
    await expect(this.see('sold')).toBeVisible();
    return (await this.see('order-key').innerText()).trim();
  }

  async sells(count: number): Promise<string> {
    await this.takesBest(count);
    await this.takesCash();
    return this.hasSold();
  }

  /** Pieces by name, as they are typed; back in the sale at the end. */
  async addsItems(...typed: string[]): Promise<void> {
    await this.presses('F7');
    for (const text of typed) {
      await this.see('find-item').fill(text);
      await this.presses('Enter');
      await expect(this.see('find-item')).toHaveValue('');
    }
    await this.presses('Enter');
    await expect(this.see('items-dialog')).toBeHidden();
  }

  /** One of the recent sales, by its order key. */
  async looksUp(orderKey: string): Promise<void> {
    await this.presses('F6');
    await this.see('search').fill(orderKey);
    await expect(this.see('sale')).toContainText(orderKey);
  }

  async opensLastSale(): Promise<void> {
    await this.presses('F6');
    await this.page.locator('.till-list button').first().click();
    await this.see('sale').waitFor();
  }

  async isApprovedBy({ pin }: Person): Promise<void> {
    await this.see('approve').waitFor();
    await this.page.keyboard.type(pin);
  }

  /** Cash that is no sale, from the shift's menu and back to it. */
  async movesCash(kind: 'cash-in' | 'drop' | 'paid-out', amount: string, reason: string): Promise<void> {
    await this.see(`menu-${kind}`).click();
    await this.see('amount').fill(amount);
    await this.see('cash-reason').fill(reason);
    await this.presses('Enter');
    await expect(this.see('shift-dialog')).toBeVisible();
  }

  /** The drawer counted by whole units and cents. */
  async countsAndCloses(minor: number): Promise<void> {
    await this.see('menu-count').click();
    await this.see('count-100').fill(String(Math.floor(minor / 100)));
    await this.see('count-1').fill(String(minor % 100));
    await this.see('close-shift').click();
    await expect(this.see('over-short')).toBeVisible();
  }
}
