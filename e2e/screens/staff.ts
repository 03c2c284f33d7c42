/** Somebody of the staff in front of a kiosk. */
import type { MenuAct } from '@marquee/terminal/calls';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Person } from '../fakes/till.ts';

export class Staff {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  see(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async opensMenu(): Promise<void> {
    await this.page.keyboard.press('Control+Shift+M');
    await expect(this.see('staff-menu')).toBeVisible();
  }

  async typesPin({ id, pin }: Person): Promise<void> {
    await this.see(`staff-${id}`).click();
    await expect(this.see('pin-pad')).toBeVisible();
    await this.page.keyboard.type(pin);
  }

  async does(act: MenuAct): Promise<void> {
    await this.see(`staff-act-${act}`).click();
    await expect(this.see('staff-notice')).toHaveAttribute('data-kind', 'done', { timeout: 20_000 });
  }

  async closesMenu(): Promise<void> {
    await this.see('staff-close').click();
    await expect(this.see('staff-menu')).toBeHidden();
  }
}
