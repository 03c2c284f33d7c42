/** What a manager does in the dashboard. */
import { demoManager } from '@marquee/db/demo/demo-staff';
import { expect, type Page } from '@playwright/test';

export class Manager {
  readonly page: Page;
  readonly serverUrl: string;

  constructor(page: Page, serverUrl: string) {
    this.page = page;
    this.serverUrl = serverUrl;
  }

  see(testId: string) {
    return this.page.getByTestId(testId);
  }

  async logsIn({ phone, password }: { phone: string; password: string } = demoManager): Promise<void> {
    await this.page.goto(`${this.serverUrl}/dashboard/`);
    await this.page.locator('input[type=tel]').fill(phone);
    await this.page.locator('input[type=password]').fill(password);
    await this.page.keyboard.press('Enter');
    await expect(this.see('live')).toHaveClass(/(^| )live live$/);
  }

  /** Of the demo's only cinema. */
  async opens(section: string, ...parts: readonly (string | number)[]): Promise<void> {
    await this.page.goto(`${this.serverUrl}/dashboard/#/${[section, 1, ...parts].join('/')}`);
  }
}
