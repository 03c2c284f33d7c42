import { expect, test } from '@jest/globals';
import { serveStranger } from '../testing/serve-stranger.ts';
import { makeTwilioSms } from './sms.ts';

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
