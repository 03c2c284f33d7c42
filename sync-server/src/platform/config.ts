import { join } from 'node:path';
import { Fault } from '@marquee/shared/errors';
import { isTimeZone } from '@marquee/shared/wall-clock';
import { z } from 'zod';

/** The server's settings; each comes from the environment variable of the same name. */
export interface Config {
  /** 0 takes any free port. */
  port: number;
  host: string;
  /** Folder of everything the server keeps: the embedded database, its keys. */
  dataDir: string;
  /** `sqlite:<file>`, `mysql://…` or `mariadb://…`; a cluster with all its nodes, the one to use first. */
  databaseUrl: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Null: standard output. */
  logFile: string | null;
  /** Fill an empty database with the demo cinema and keep its programme going. */
  demo: boolean;
  /** Pages of these origins may call the mobile API; none by default. */
  corsOrigins: readonly string[];
  /** Behind a proxy of one's own: the address of a caller is what it says in X-Forwarded-For. */
  trustProxy: boolean;
  /** Phones that look at live seat maps through this instance, all of them and of one address. */
  liveSocketsMax: number;
  liveSocketsPerAddressMax: number;
  /** Null: messages are kept for the page /dev/sms, which this machine alone can see. */
  twilio: { accountSid: string; authToken: string; from: string } | null;
  /** Null: the word `development` is taken for a person. */
  captcha: { url: string; secret: string } | null;
  /** Null: phones pay through a simulated provider, which takes no money. */
  stripe: { secretKey: string; webhookSecret: string; apiBase: string | null } | null;
  /** Keys that phones sign payments with. */
  signing: {
    /** The domain that keys are made for (WebAuthn: relying party). */
    rpId: string;
    /** Where they may be used: pages, and Android apps by the hash of their certificate. */
    origins: readonly string[];
    /** Whether a payment must be signed: by whoever has registered a key, by nobody, by everybody. */
    biometrics: 'registered' | 'optional' | 'required';
  };
  demoDays: number;
  /** Of the demo cinema. */
  demoTimeZone: string;
  /** What a link to a ticket that is passed on begins with: its token comes after it. */
  ticketLink: string;
  /** Until so long before the start moviegoers may cancel, and get their money back. */
  cancelMinutesBefore: number;
}

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(from).max(to));

const Environment = z.object({
  PORT: wholeNumber(0, 65_535).default(8480),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('var/server'),
  DATABASE_URL: z
    .string()
    .regex(
      /^(sqlite:.|(mysql|mariadb):\/\/[^/]+\/[^/]+)/,
      'must be sqlite:<file> or mysql://user:password@host:port/database; the nodes of a cluster as host:port,host:port',
    )
    .optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  LOG_FILE: z.string().min(1).optional(),
  DEMO: z.enum(['0', '1']).default('0'),
  DEMO_DAYS: wholeNumber(1, 60).default(7),
  DEMO_TIME_ZONE: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').default('Europe/Berlin'),
  CANCEL_MINUTES_BEFORE: wholeNumber(0, 7 * 24 * 60).default(30),
  TICKET_LINK: z
    .string()
    .regex(/^[a-z][a-z0-9+.-]*:\/\/[^\s"<>]*$/, 'must be what links begin with, such as https://app.example/tickets/#')
    .max(200)
    .default('marquee://tickets/'),
  WEBAUTHN_RP_ID: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a domain such as cinema.example')
    .default('localhost'),
  WEBAUTHN_ORIGINS: z
    .string()
    .regex(
      /^(https?:\/\/[\w.:-]+|android:apk-key-hash:[\w-]{43})(,(https?:\/\/[\w.:-]+|android:apk-key-hash:[\w-]{43}))*$/,
      'must be origins such as https://app.example or android:apk-key-hash:…, separated by commas',
    )
    .optional(),
  BIOMETRICS: z.enum(['registered', 'optional', 'required']).default('registered'),
  CORS_ORIGINS: z
    .string()
    .regex(
      /^https?:\/\/[\w.:-]+(,https?:\/\/[\w.:-]+)*$/,
      'must be origins such as https://app.example, separated by commas',
    )
    .optional(),
  TRUST_PROXY: z.enum(['0', '1']).default('0'),
  LIVE_SOCKETS_MAX: wholeNumber(0, 100_000).default(5000),
  LIVE_SOCKETS_PER_ADDRESS_MAX: wholeNumber(1, 100_000).default(20),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC\w{32}$/, 'must be AC and 32 letters or digits')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional(),
  TWILIO_FROM: z.string().min(1).optional(),
  CAPTCHA_URL: z.url().default('https://www.google.com/recaptcha/api/siteverify'),
  CAPTCHA_SECRET: z.string().min(1).optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_\w+$/, 'must be a secret key, sk_… or rk_…')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[\w+/=]+$/, 'must be the signing secret of the webhook, whsec_…')
    .optional(),
  STRIPE_API_BASE: z
    .string()
    .regex(/^https?:\/\/[\w.-]+(:\d+)?$/, 'must be an address such as http://127.0.0.1:12111')
    .optional(),
});

/** Throws Fault `configuration-invalid`, which names every wrong variable but never shows a value: it may be a secret. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = Environment.safeParse(withoutEmpty(env));
  if (!read.success) {
    const wrong = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Fault('configuration-invalid', wrong.join('; '));
  }
  const { data } = read;
  return {
    port: data.PORT,
    host: data.HOST,
    dataDir: data.DATA_DIR,
    databaseUrl: data.DATABASE_URL ?? `sqlite:${join(data.DATA_DIR, 'marquee.sqlite')}`,
    logLevel: data.LOG_LEVEL,
    logFile: data.LOG_FILE ?? null,
    demo: data.DEMO === '1',
    demoDays: data.DEMO_DAYS,
    demoTimeZone: data.DEMO_TIME_ZONE,
    ticketLink: data.TICKET_LINK,
    cancelMinutesBefore: data.CANCEL_MINUTES_BEFORE,
    corsOrigins: data.CORS_ORIGINS?.split(',') ?? [],
    trustProxy: data.TRUST_PROXY === '1',
    liveSocketsMax: data.LIVE_SOCKETS_MAX,
    liveSocketsPerAddressMax: data.LIVE_SOCKETS_PER_ADDRESS_MAX,
    twilio: readTwilio(data),
    stripe: readStripe(data),
    signing: readSigning(data),
    captcha: data.CAPTCHA_SECRET === undefined ? null : { url: data.CAPTCHA_URL, secret: data.CAPTCHA_SECRET },
  };
}

/** All three or none: an SMS that is silently kept here would be missed. */
function readTwilio(data: z.output<typeof Environment>): Config['twilio'] {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = data;
  if (accountSid !== undefined && authToken !== undefined && from !== undefined) {
    // Without one, robots would have SMS sent to numbers that earn by it.
    if (data.CAPTCHA_SECRET === undefined)
      throw new Fault('configuration-invalid', 'CAPTCHA_SECRET is needed where SMS are really sent');
    return { accountSid, authToken, from };
  }
  if (accountSid === undefined && authToken === undefined && from === undefined) return null;
  throw new Fault('configuration-invalid', 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM belong together');
}

/** Without webhooks a payment that ends late would be noticed late: both or neither. */
function readStripe(data: z.output<typeof Environment>): Config['stripe'] {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: apiBase } = data;
  if (secretKey !== undefined && webhookSecret !== undefined)
    return { secretKey, webhookSecret, apiBase: apiBase ?? null };
  if (secretKey === undefined && webhookSecret === undefined) return null;
  throw new Fault('configuration-invalid', 'STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET belong together');
}

/** A browser uses a key only on its own domain and those below it: an origin elsewhere would never do. */
function readSigning(data: z.output<typeof Environment>): Config['signing'] {
  const { WEBAUTHN_RP_ID: rpId, WEBAUTHN_ORIGINS: listed, BIOMETRICS: biometrics, PORT } = data;
  const own = rpId === 'localhost' ? `http://localhost:${PORT}` : `https://${rpId}`;
  const origins = listed?.split(',') ?? [own];
  const isOurs = (origin: string) => {
    if (origin.startsWith('android:')) return true;
    const { hostname, protocol } = new URL(origin);
    const isBelow = hostname === rpId || hostname.endsWith(`.${rpId}`);
    return isBelow && (protocol === 'https:' || rpId === 'localhost');
  };
  if (!origins.every(isOurs))
    throw new Fault('configuration-invalid', 'WEBAUTHN_ORIGINS: must be https, on WEBAUTHN_RP_ID or below it');
  return { rpId, origins, biometrics };
}

/** A variable set to nothing, as in `PORT= npm start` or a compose file, counts as not set. */
function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
