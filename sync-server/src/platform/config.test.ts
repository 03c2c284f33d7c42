import { expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { readConfig } from './config.ts';

test('without any setting the server runs on this machine alone, with the embedded database', () => {
  expect(readConfig({})).toEqual({
    port: 8480,
    host: '127.0.0.1',
    dataDir: 'var/server',
    corsOrigins: [],
    trustProxy: false,
    liveSocketsMax: 5000,
    liveSocketsPerAddressMax: 20,
    twilio: null,
    captcha: null,
    signing: { rpId: 'localhost', origins: ['http://localhost:8480'], biometrics: 'registered' },
    stripe: null,
    databaseUrl: 'sqlite:var/server/marquee.sqlite',
    logLevel: 'info',
    logFile: null,
    demo: false,
    demoDays: 7,
    demoTimeZone: 'Europe/Berlin',
    ticketLink: 'marquee://tickets/',
    cancelMinutesBefore: 30,
  });
});

test('each setting comes from its variable, and an empty one counts as not set', () => {
  const env = {
    PORT: '0',
    HOST: '::',
    DATA_DIR: '/srv/marquee',
    LOG_LEVEL: 'warn',
    LOG_FILE: '/srv/log',
    DEMO: '1',
    DEMO_DAYS: '3',
    DATABASE_URL: '',
  };
  expect(readConfig(env)).toEqual({
    port: 0,
    host: '::',
    dataDir: '/srv/marquee',
    corsOrigins: [],
    trustProxy: false,
    liveSocketsMax: 5000,
    liveSocketsPerAddressMax: 20,
    twilio: null,
    captcha: null,
    signing: { rpId: 'localhost', origins: ['http://localhost:0'], biometrics: 'registered' },
    stripe: null,
    databaseUrl: 'sqlite:/srv/marquee/marquee.sqlite',
    logLevel: 'warn',
    logFile: '/srv/log',
    demo: true,
    demoDays: 3,
    demoTimeZone: 'Europe/Berlin',
    ticketLink: 'marquee://tickets/',
    cancelMinutesBefore: 30,
  });
});

test.each([
  [{ PORT: '70000' }, 'PORT'],
  [{ PORT: '8080x' }, 'PORT'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ DEMO: 'yes' }, 'DEMO'],
  [{ DEMO_DAYS: '0' }, 'DEMO_DAYS'],
  [{ DEMO_TIME_ZONE: 'Europe/Nowhere' }, 'DEMO_TIME_ZONE'],
  [{ STRIPE_SECRET_KEY: 'pk_s3cret', STRIPE_WEBHOOK_SECRET: 'whsec_1' }, 'STRIPE_SECRET_KEY'],
  [{ STRIPE_SECRET_KEY: 'sk_1', STRIPE_WEBHOOK_SECRET: 's3cret' }, 'STRIPE_WEBHOOK_SECRET'],
  [{ STRIPE_API_BASE: 'ftp://s3cret' }, 'STRIPE_API_BASE'],
  [{ WEBAUTHN_RP_ID: 'https://s3cret' }, 'WEBAUTHN_RP_ID'],
  [{ WEBAUTHN_ORIGINS: 's3cret' }, 'WEBAUTHN_ORIGINS'],
  [{ WEBAUTHN_RP_ID: 'rialto.example', WEBAUTHN_ORIGINS: 'https://s3cret.example' }, 'WEBAUTHN_ORIGINS'],
  [{ WEBAUTHN_RP_ID: 'rialto.example', WEBAUTHN_ORIGINS: 'http://rialto.example' }, 'WEBAUTHN_ORIGINS'],
  [{ BIOMETRICS: 's3cret' }, 'BIOMETRICS'],
  [{ DATABASE_URL: 'postgres://marquee:s3cret@db/marquee' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'mysql://marquee:s3cret@db' }, 'DATABASE_URL'],
])('a wrong setting is named and its value kept secret: %j', (env, name) => {
  let thrown: unknown;
  try {
    readConfig(env as Record<string, string>);
  } catch (fault) {
    thrown = fault;
  }
  expect(thrown).toBeInstanceOf(Fault);
  expect(thrown).toMatchObject({ code: 'configuration-invalid', detail: expect.stringContaining(`${name}: `) });
  expect((thrown as Fault).message).not.toContain('s3cret');
});

test('keys are made for the domain of the cinema, and used on its pages and by its apps', () => {
  const app = `android:apk-key-hash:${'A'.repeat(43)}`;
  expect(readConfig({ WEBAUTHN_RP_ID: 'rialto.example' }).signing).toEqual({
    rpId: 'rialto.example',
    origins: ['https://rialto.example'],
    biometrics: 'registered',
  });
  const env = {
    WEBAUTHN_RP_ID: 'rialto.example',
    WEBAUTHN_ORIGINS: `https://app.rialto.example,${app}`,
    BIOMETRICS: 'required',
  };
  expect(readConfig(env).signing).toEqual({
    rpId: 'rialto.example',
    origins: ['https://app.rialto.example', app],
    biometrics: 'required',
  });
});

test('who reaches phones by SMS gives all that it takes', () => {
  const sid = `AC${'0'.repeat(32)}`;
  const env = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: 't', TWILIO_FROM: '+15005550006' };
  expect(() => readConfig(env)).toThrow('CAPTCHA_SECRET is needed');
  expect(readConfig({ ...env, CAPTCHA_SECRET: 's' }).twilio).toEqual({
    accountSid: sid,
    authToken: 't',
    from: '+15005550006',
  });
  expect(() => readConfig({ TWILIO_ACCOUNT_SID: sid })).toThrow('belong together');
});

test('who takes money through Stripe gives the key and the secret of its webhooks', () => {
  const env = { STRIPE_SECRET_KEY: 'sk_test_s3cret', STRIPE_WEBHOOK_SECRET: 'whsec_s3cret' };
  const [secretKey, webhookSecret] = Object.values(env);
  expect(readConfig(env).stripe).toEqual({ secretKey, webhookSecret, apiBase: null });
  const apiBase = 'http://127.0.0.1:12111';
  expect(readConfig({ ...env, STRIPE_API_BASE: apiBase }).stripe).toEqual({ secretKey, webhookSecret, apiBase });
  expect(() => readConfig({ ...env, STRIPE_WEBHOOK_SECRET: '' })).toThrow('belong together');
  expect(() => readConfig({ STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toThrow('belong together');
});

test('other origins and a proxy are named, never guessed', () => {
  expect(readConfig({ CORS_ORIGINS: 'https://app.example,http://localhost:3000', TRUST_PROXY: '1' })).toMatchObject({
    corsOrigins: ['https://app.example', 'http://localhost:3000'],
    trustProxy: true,
  });
  expect(() => readConfig({ CORS_ORIGINS: '*' })).toThrow('CORS_ORIGINS');
});
