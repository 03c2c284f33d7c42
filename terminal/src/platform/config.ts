/** The terminal's settings, all from environment variables; each wrong one is named. */
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'is no whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));
const tenderKinds = ['card', 'cash'] as const;
const tenderList = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((word) => word.trim()))])
  .pipe(z.array(z.enum(tenderKinds)).min(1));
const venueList = z
  .string()
  .regex(/^\s*\d{1,9}(\s*,\s*\d{1,9})*\s*$/, 'is no list of venue numbers')
  .transform((text) => text.split(',').map(Number));
const serverUrl = z
  .string('is missing: the address of the server, such as https://cinema.example')
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'is no http or https address');

const Environment = z.object({
  /** Of the loopback page; 0 takes a free one. */
  PORT: whole(0, 65_535).default(8490),
  DATA_DIR: z.string().default('var/terminal-1'),
  SERVER_URL: serverUrl,
  /** Used once, by a machine that is not enrolled yet. */
  ENROL_CODE: z.string().trim().min(4).max(32).optional(),
  /** As managers see this terminal. */
  NAME: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .default(hostname().slice(0, 60) || 'terminal'),
  ROLE: z.enum(['kiosk', 'till', 'gate']).default('kiosk'),
  /** Of a gate: the numbers of the venues to which it leads; all of them unless told. */
  GATE_VENUES: venueList.optional(),
  /** Of a gate: so long before its start a screening is entered. */
  GATE_OPENS_MINUTES: whole(1, 24 * 60).default(60),
  /** Of a gate: whether somebody has to be signed in before it judges anything. */
  GATE_SIGN_IN: z.enum(['required', 'optional']).default('required'),
  /** tcp://host:9100, file:/dev/usb/lp0 or virtual:<folder>. */
  PRINTER: z.string().optional(),
  /** Millimetres. */
  PAPER_WIDTH: z
    .enum(['58', '80'])
    .default('80')
    .transform((text) => (text === '58' ? 58 : 80)),
  /** `printer`: a cash drawer on the printer's drawer socket. A till has one unless told otherwise. */
  DRAWER: z.enum(['printer', 'none']).optional(),
  /** Of the socket. */
  DRAWER_PIN: z
    .enum(['2', '5'])
    .default('2')
    .transform((text) => (text === '5' ? 5 : 2)),
  READER: z.enum(['simulated']).default('simulated'),
  /** Whether the reader may approve charges without its bank, within its own limits. */
  READER_OFFLINE: z.enum(['allow', 'refuse']).default('allow'),
  READER_MODE: z.enum(['approve', 'decline', 'timeout', 'lost-answer', 'unreachable']).default('approve'),
  /** How long the simulated reader takes for each answer. */
  READER_ANSWER_MS: whole(0, 60_000).default(1200),
  TENDERS: tenderList.default(['card', 'cash']),
  IDLE_WARNING_MS: whole(1000, 3_600_000).default(45_000),
  /** Counted from the last touch, as the warning is. */
  IDLE_RESET_MS: whole(1000, 3_600_000).default(60_000),
  LOG_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  PAGE_FOLDER: z.string().optional(),
  /** Given by a shell, so that an open page finds a restarted core; otherwise made at each start. */
  PAGE_TOKEN: z.string().min(32).max(200).optional(),
  /** With 1 the terminal stops when its stdin closes: so it never outlives the program that started it. */
  STDIN_CLOSES: z.enum(['0', '1']).default('0'),
});

export interface TerminalConfig {
  port: number;
  dataFolder: string;
  serverUrl: string;
  enrolCode: string | null;
  name: string;
  role: 'kiosk' | 'till' | 'gate';
  /** Venues to which a gate leads, null for all; how long before its start a screening is entered; whether it needs an usher. */
  gate: { venueIds: readonly number[] | null; opensBeforeMs: number; mustSignIn: boolean };
  printer: string;
  paperWidth: 58 | 80;
  /** The pin of the printer's drawer socket that opens the cash drawer; null without one. */
  drawerPin: 2 | 5 | null;
  readerMode: 'approve' | 'decline' | 'timeout' | 'lost-answer' | 'unreachable';
  readerOffline: 'allow' | 'refuse';
  readerAnswerMs: number;
  tenders: readonly ('card' | 'cash')[];
  idleWarningMs: number;
  idleResetMs: number;
  logFile: string | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** With the built page's index.html. */
  pageFolder: string;
  pageToken: string | null;
  stopsWithStdin: boolean;
}

/** Throws Fault `configuration-invalid`, naming the variable. An empty variable is one that was not set. */
export function readConfig(env: Record<string, string | undefined>): TerminalConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = Environment.safeParse(given);
  if (!read.success) throw invalid(read.error);
  const settings = read.data;
  if (settings.IDLE_RESET_MS <= settings.IDLE_WARNING_MS) {
    throw new Fault('configuration-invalid', 'IDLE_RESET_MS is not after IDLE_WARNING_MS');
  }
  const dataFolder = resolve(settings.DATA_DIR);
  return {
    port: settings.PORT,
    dataFolder,
    serverUrl: settings.SERVER_URL,
    enrolCode: settings.ENROL_CODE ?? null,
    name: settings.NAME,
    role: settings.ROLE,
    gate: {
      venueIds: settings.GATE_VENUES ?? null,
      opensBeforeMs: settings.GATE_OPENS_MINUTES * 60_000,
      mustSignIn: settings.GATE_SIGN_IN === 'required',
    },
    printer: settings.PRINTER ?? `virtual:${join(dataFolder, 'papers')}`,
    paperWidth: settings.PAPER_WIDTH,
    drawerPin:
      (settings.DRAWER ?? (settings.ROLE === 'till' ? 'printer' : 'none')) === 'none' ? null : settings.DRAWER_PIN,
    readerMode: settings.READER_MODE,
    readerOffline: settings.READER_OFFLINE,
    readerAnswerMs: settings.READER_ANSWER_MS,
    tenders: settings.TENDERS,
    idleWarningMs: settings.IDLE_WARNING_MS,
    idleResetMs: settings.IDLE_RESET_MS,
    logFile: settings.LOG_FILE === undefined ? null : resolve(settings.LOG_FILE),
    logLevel: settings.LOG_LEVEL,
    pageFolder: resolve(settings.PAGE_FOLDER ?? join(import.meta.dirname, '../../out/page')),
    pageToken: settings.PAGE_TOKEN ?? null,
    stopsWithStdin: settings.STDIN_CLOSES === '1',
  };
}

/** Names the variable and what is wrong, never its value: it may be a secret. */
function invalid(error: z.ZodError): Fault {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? 'the configuration');
  const problem = issue?.message ?? 'is wrong';
  return new Fault('configuration-invalid', /^is /.test(problem) ? `${name} ${problem}` : `${name}: ${problem}`);
}
