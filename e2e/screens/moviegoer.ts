/** A moviegoer with a phone, in the example client of the mobile API: what they do, by what they read on the page. */

import { en } from '@marquee/sync-server/example/page/words/en';
import { zh } from '@marquee/sync-server/example/page/words/zh';
import { expect, type Page } from '@playwright/test';

export type Word = keyof typeof en;
export type PhoneLanguage = 'en' | 'zh';
export const phoneSize = { width: 390, height: 844 };

export class Moviegoer {
  readonly page: Page;
  readonly url: string;
  readonly words: Record<Word, string>;
  constructor(page: Page, url: string, language: PhoneLanguage = 'en') {
    this.page = page;
    this.url = url;
    this.words = language === 'en' ? en : zh;
  }

  say(word: Word, values: Record<string, string | number> = {}): string {
    return this.words[word].replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ''));
  }
  button(word: Word, values?: Record<string, string | number>) {
    return this.page.getByRole('button', { name: this.say(word, values), exact: true });
  }

  async opens(path = ''): Promise<void> {
    await this.page.goto(`${this.url}/example/#/${path}`);
  }

  /** A new account: the local CAPTCHA, the PIN of the message, a password. */
  async registers(phone: string, name = 'Ada'): Promise<void> {
    const { page } = this;
    await page.getByText(this.say('sign.register'), { exact: true }).click();
    await page.getByLabel(this.say('sign.phone')).fill(phone);
    await page.getByLabel(this.say('sign.captcha')).check();
    await this.button('sign.send-pin').click();
    await page.getByText(this.say('sign.pin-sent', { phone })).waitFor();
    await page.getByLabel(this.say('sign.pin')).fill(await this.readsPin(phone));
    await page.getByLabel(this.say('sign.name')).fill(name);
    await page.getByLabel(this.say('sign.password')).fill('popcorn42');
    await this.button('sign.create').click();
  }

  async readsPin(phone: string): Promise<string> {
    const messages = await (await fetch(`${this.url}/dev/sms`)).text();
    const at = messages.indexOf(phone);
    return /<p>(\d{6})/.exec(messages.slice(at))?.[1] ?? '';
  }

  async registersPhone(name: string): Promise<void> {
    await this.opens('account');
    await this.page.getByLabel(this.say('devices.name')).fill(name);
    await this.button('devices.add').click();
    await expect(this.page.getByText(this.say('devices.added', { name }))).toBeVisible();
  }

  seat(label: string) {
    return this.page.locator(`[data-seat="${label}"]`);
  }

  /** The best seats for so many adults, held: the page to pay on is open. */
  async keepsBestSeats(screeningId: number): Promise<void> {
    await this.opens(`seats/${screeningId}`);
    await this.button('seats.best').click();
    await this.button('seats.find').click();
    await expect(this.page.getByRole('heading', { name: this.say('pay.title') })).toBeVisible();
  }

  async choosesCard(word: 'pay.card-visa' | 'pay.card-bank' | 'pay.card-declined'): Promise<void> {
    await this.page.getByLabel(this.say(word)).check();
  }

  get signButton() {
    return this.page.getByRole('button', { name: new RegExp(`^${this.say('pay.signed')}`) });
  }
  get signNowButton() {
    return this.page.getByRole('button', { name: new RegExp(`^${this.say('pay.sign-now', { price: '' }).trim()}`) });
  }
  get payButton() {
    return this.page.getByRole('button', { name: new RegExp(`^${this.say('pay.plain', { price: '' }).trim()}`) });
  }

  /** Looks at the terms and lays the finger on. */
  async signsAndPays(): Promise<void> {
    await this.signButton.click();
    await this.signNowButton.click();
  }

  async isTold(word: Word, values?: Record<string, string | number>): Promise<void> {
    await expect(this.page.getByRole('alert').filter({ hasText: this.say(word, values) })).toBeVisible();
  }
}
