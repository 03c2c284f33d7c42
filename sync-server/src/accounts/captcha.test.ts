import { expect, test } from '@jest/globals';
import { serveStranger } from '../testing/serve-stranger.ts';
import { makeCaptchaCheck } from './captcha.ts';

test('a CAPTCHA is checked by siteverify; an answer that is none is nobody’s yes', async () => {
  let body: object = { success: true };
  const stranger = await serveStranger(() => ({ status: 200, body }));
  const check = makeCaptchaCheck({ url: stranger.url, secret: 's', clock: { setTimer: () => () => undefined } });
  expect(await check('solved', '10.0.0.1')).toBe(true);
  expect(stranger.asked[0]?.body).toBe('secret=s&response=solved&remoteip=10.0.0.1');
  body = { success: false };
  expect(await check('solved', '10.0.0.1')).toBe(false);
  body = { oops: 1 };
  await expect(check('solved', '10.0.0.1')).rejects.toMatchObject({ code: 'link-down' });
  await stranger.close();
});
