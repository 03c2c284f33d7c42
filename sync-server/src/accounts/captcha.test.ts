import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

test('a CAPTCHA provider that doesn’t answer is waited for so long and no longer', async () => {
  const asked = Promise.withResolvers<void>();
  const silent = createServer(() => asked.resolve());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const timers: { ms: number; run: () => void; isCancelled: boolean }[] = [];
  const clock = {
    setTimer: (ms: number, run: () => void) => {
      const timer = { ms, run, isCancelled: false };
      timers.push(timer);
      return () => {
        timer.isCancelled = true;
      };
    },
  };
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const answer = makeCaptchaCheck({ url, secret: 's', clock })('solved', '10.0.0.1');
  const outcome = expect(answer).rejects.toMatchObject({ code: 'link-down' });
  await asked.promise;
  timers[0]?.run();
  await outcome;
  expect(timers).toMatchObject([{ ms: 5000, isCancelled: true }]);
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});
