import Router from '@koa/router';
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { checkLocal } from '../platform/local-only.ts';

export interface Sms {
  /** E.164. */
  to: string;
  text: string;
}
/** Throws Fault `link-down` where it could not be handed over. */
export type SendSms = (sms: Sms) => Promise<void>;

export interface TwilioAccount {
  accountSid: string;
  authToken: string;
  from: string;
  /** Another address for tests. */
  baseUrl?: string;
}
const answerMsMax = 10_000;

/** The SDK is loaded only where it is used. */
export async function makeTwilioSms({ accountSid, authToken, from, baseUrl }: TwilioAccount): Promise<SendSms> {
  const { default: twilio } = await import('twilio');
  const client = twilio(accountSid, authToken, { timeout: answerMsMax, autoRetry: false });
  if (baseUrl !== undefined) client.api.baseUrl = baseUrl;
  return async ({ to, text }) => {
    try {
      await client.messages.create({ to, from, body: text });
    } catch (thrown) {
      // The error holds the request, and so the PIN: only its status may go on.
      const status = (thrown as { status?: unknown }).status;
      throw new Fault('link-down', `the SMS provider refused (${typeof status === 'number' ? status : 'no answer'})`);
    }
  };
}

/** What would have been sent, newest first: for a machine on which nobody has an SMS provider. */
export interface SmsOutbox {
  send: SendSms;
  readonly sent: readonly (Sms & { atMs: number })[];
}
const keptMax = 100;

export function makeSmsOutbox({ clock }: { clock: Pick<Clock, 'nowMs'> }): SmsOutbox {
  const sent: (Sms & { atMs: number })[] = [];
  return {
    sent,
    async send(sms) {
      sent.unshift({ ...sms, atMs: clock.nowMs() });
      sent.length = Math.min(sent.length, keptMax);
    },
  };
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const asHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
const time = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' });
const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1c1917;background:#fafaf9}h1{font-size:1.5rem}li{list-style:none;background:#fff;border:1px solid #e7e5e4;border-radius:8px;padding:.75rem 1rem;margin:.75rem 0}ul{padding:0}small{color:#57534e}p{margin:.25rem 0}@media(prefers-color-scheme:dark){body{color:#e7e5e4;background:#1c1917}li{background:#292524;border-color:#44403c}small{color:#a8a29e}}';

/** GET /dev/sms, on this machine only. */
export function makeSmsOutboxRoutes({ sent }: Pick<SmsOutbox, 'sent'>): Router {
  const router = new Router();
  router.get('/dev/sms', (ctx) => {
    checkLocal(ctx);
    const items = sent.map(
      ({ to, text, atMs }) => `<li><small>${time.format(atMs)} UTC · ${asHtml(to)}</small><p>${asHtml(text)}</p></li>`,
    );
    const list = items.length > 0 ? `<ul>${items.join('')}</ul>` : '<p>Nothing has been sent yet.</p>';
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'text/html';
    ctx.body = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Messages</title><style>${style}</style><h1>Messages that would have been sent</h1>${list}</html>`;
  });
  return router;
}
