import { describe, expect, test } from '@jest/globals';
import { serveStranger } from '../testing/serve-stranger.ts';
import { serveRoutes } from '../testing/test-http.ts';
import { makeSmsOutbox, makeSmsOutboxRoutes, makeTwilioSms } from './sms.ts';

const phone = '+491701234567';

test('Twilio is sent the text from our number with our key, and a refusal never repeats the PIN', async () => {
  let status = 201;
  const stranger = await serveStranger(() => ({ status, body: { sid: 'SM1', message: 'no', code: 21211 } }));
  const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'secret', from: '+15005550006' };
  const send = await makeTwilioSms({ ...account, baseUrl: stranger.url });
  await send({ to: phone, text: '123456 is your code' });
  const [request] = stranger.asked;
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    To: phone,
    From: account.from,
    Body: '123456 is your code',
  });
  expect(Buffer.from(request?.authorization.split(' ')[1] ?? '', 'base64').toString()).toBe(
    `${account.accountSid}:secret`,
  );
  status = 400;
  await expect(send({ to: phone, text: '123456 is your code' })).rejects.toMatchObject({
    code: 'link-down',
    message: expect.not.stringContaining('123456'),
  });
  await stranger.close();
});

describe('without a provider', () => {
  const outbox = () => makeSmsOutbox({ clock: { nowMs: () => Date.UTC(2026, 10, 25, 18, 5, 9) } });

  test('the newest hundred messages are kept, newest first', async () => {
    const { send, sent } = outbox();
    for (let at = 1; at <= 130; at++) await send({ to: phone, text: `message ${at}` });
    expect(sent.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, at) => `message ${130 - at}`));
  });

  test('the page /dev/sms shows them to this machine alone, and a text is text', async () => {
    const { send, sent } = outbox();
    const http = await serveRoutes(makeSmsOutboxRoutes({ sent }));
    const ask = (headers: Record<string, string> = {}) => fetch(`${http.url}/dev/sms`, { headers });
    expect(await (await ask()).text()).toContain('Nothing has been sent yet.');
    await send({ to: phone, text: '123456 <script>alert("&")</script>' });
    const page = await ask();
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    const text = await page.text();
    expect(text).toContain('2026-11-25 18:05:09 UTC · +491701234567');
    expect(text).toContain('<p>123456 &lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;</p>');
    for (const headers of [{ 'X-Forwarded-For': '10.0.0.1' }, { 'Sec-Fetch-Site': 'cross-site' }])
      expect((await ask(headers)).status).toBe(403);
    await http.close();
  });
});
