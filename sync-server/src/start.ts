/**
 * The server as a program: HTTP and the terminals' sockets on one port, over embedded SQLite or MySQL. One JSON line
 * {"ready":true,"url":...} on stdout once it can be used; an orderly end on SIGTERM, SIGINT or (with STDIN_CLOSES=1) a
 * closed stdin.
 */
import type Router from '@koa/router';
import type { Clock, StopSignal } from '@marquee/shared/clock';
import { describeFault, Fault, toFault } from '@marquee/shared/errors';
import { Enrol } from '@marquee/shared/protocol/calls';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import type { Randomness } from '@marquee/shared/randomness';
import { Server } from 'socket.io';
import { z } from 'zod';
import {
  type AccountDeps,
  authenticate,
  demoManager,
  insertDemoManager,
  makeCaptchaCheck,
  makeDevelopmentCaptcha,
  makeFirstAdminRoutes,
  makeHasher,
  makeSmsOutbox,
  makeSmsOutboxRoutes,
  makeTwilioSms,
  purgeExpired,
} from './accounts/accounts.ts';
import { settleArrived } from './admissions/admissions.ts';
import { makeBookingRoutes } from './bookings/bookings.route.ts';
import { expireHolds, makeRecallGate, settlePayments } from './bookings/bookings.ts';
import { makeCatalogueRoutes } from './catalogue/catalogue.route.ts';
import { listCinemas, loadCinemaSnapshot } from './catalogue/catalogue.ts';
import { extendProgramme, type ImportedDemo, importDemo } from './catalogue/demo-import.ts';
import { makeDashboardRoutes, openDashboardLive } from './dashboard/dashboard.ts';
import { purgeChallenges, purgeRevokedDevices } from './devices/devices.ts';
import { makeExampleRoutes } from './example/example.ts';
import { makeExceptionRoutes } from './exceptions/exceptions.route.ts';
import { startFeed, writeOpenChanges } from './feed/feed.ts';
import { ensureIncarnation } from './feed/incarnation.ts';
import { makeJournalRoutes } from './journal/journal.route.ts';
import { openLiveMap } from './live-map/live-map.ts';
import { purgeLongActions, runLongActions } from './long-actions/long-actions.ts';
import { listApiRoutes } from './mobile-api.ts';
import { purgeOperations } from './operations/operations.ts';
import { startOutageWatch } from './outages/outages.ts';
import { loadHouseLines, makeDrawThread } from './papers/papers.ts';
import { type ConnectedPayments, connectPayments } from './payments/connect.ts';
import type { PaymentProvider } from './payments/payments.ts';
import { type ApiOptions, makeApiRouter } from './platform/api.ts';
import { systemClock } from './platform/clock.ts';
import { type Config, readConfig } from './platform/config.ts';
import { migrateDatabase } from './platform/data-source.ts';
import { type Database, readDatabaseUrl, type Transaction } from './platform/database.ts';
import { makeDocsRoutes } from './platform/docs.route.ts';
import { type Http, startHttp } from './platform/http.ts';
import { deriveSecret, readKeyPair } from './platform/keys.ts';
import { type Log, openLog } from './platform/log.ts';
import { type Metrics, makeMetrics } from './platform/metrics.ts';
import { openMysqlDatabase } from './platform/mysql-database.ts';
import { systemRandomness } from './platform/randomness.ts';
import { checkDatabase } from './platform/readiness.ts';
import { type Repeated, repeat } from './platform/repeat.ts';
import { openSecret } from './platform/secret-file.ts';
import { onStopSignal, type StopStep, stopAll } from './platform/shutdown.ts';
import { makeSqliteDatabase, openSqliteHandle } from './platform/sqlite-database.ts';
import { startAllotment } from './rights/allot-loop.ts';
import { makeRightsRoutes } from './rights/rights.route.ts';
import { makeScreeningRoutes } from './screenings/screenings.route.ts';
import { makeImportWork, makeRefundWork, makeTellWork } from './screenings/screenings.ts';
import { startSearch } from './search/search.ts';
import { demoStaff, hashPin, insertDemoStaff, loadTill, makeStaffPepper, type StaffPepper } from './staff/staff.ts';
import { comersAtOnce, drainsAtOnce, makeAdmission } from './terminals/admission.ts';
import { openCinemaKey } from './terminals/cinema-key.ts';
import { makeManageRoutes } from './terminals/manage.route.ts';
import { startPresence } from './terminals/presence.ts';
import type { SessionDeps } from './terminals/session.ts';
import { attachSockets, messageBytesMax } from './terminals/socket.ts';
import { purgeBundles } from './terminals/support.ts';
import { makeTerminalMetrics } from './terminals/terminals.metrics.ts';
import { makeTerminalRoutes } from './terminals/terminals.route.ts';
import { announceServerKey, createEnrolmentCode, listCinemaKeys, type ServerKeys } from './terminals/terminals.ts';
import { openTicketFiles } from './tickets/pdf/ticket-files.ts';
import { makeGuessLimit } from './vouchers/vouchers.ts';

export type ServerDeps = SessionDeps & {
  nudge?: (terminal: number) => void;
  serverNumber: number;
  serverKeys: ServerKeys;
  staffPepper: StaffPepper;
};

export interface ServerOverrides {
  clock?: Clock;
  randomness?: Randomness;
  log?: Log;
  /** The seed of the cinema's key, base64url, for several instances; otherwise it is kept in the data folder. */
  cinemaKey?: string | null;
  /** The secret of the access tokens, likewise. */
  tokenKey?: string | null;
  /** Takes phones' money; by default a simulated one, which forgets everything when the server ends. */
  payments?: PaymentProvider;
  /** For which terminals the demo makes enrolment codes at this start; for one kiosk unless told. */
  demoCodes?: readonly Enrol['role'][];
}

interface EnrolCode {
  role: Enrol['role'];
  code: string;
}

export interface RunningServer {
  url: string;
  port: number;
  deps: ServerDeps;
  /** Made fresh at this start, of the demo only; in the order in which they were asked for. */
  enrolCodes: EnrolCode[];
  /** What the demo's first start has put in; null at every other. */
  imported: ImportedDemo | null;
  /** Answers whether everything ended in order. */
  stop(): Promise<boolean>;
}

const expireHoldsMs = 5000;
const settleAttemptsMs = 5000;
const settleArrivedMs = 10_000;
const extendProgrammeMs = 3600_000;
const purgeAccountsMs = 3600_000;
const purgeEventsMs = 3600_000;
const purgeOperationsMs = 3600_000;
const purgeBundlesMs = 3600_000;
const longActionsMs = 1000;
const stopStepMsMax = 2000;
/** After this the process ends whatever still runs: nothing that was acknowledged can be lost by it. */
const stopMsMax = 4500;

/** What every part of the server is made with. */
interface Base {
  config: Config;
  overrides: ServerOverrides;
  clock: Clock;
  randomness: Randomness;
  log: Log;
  metrics: Metrics;
  /** Of what runs already, in the order of starting. */
  steps: StopStep[];
}

/**
 * Throws Fault `database-unreachable`, `database-newer`, `database-corrupt`, `disk-failed`, `port-in-use`,
 * `configuration-invalid`; then nothing is left running.
 */
export async function startServer(config: Config, overrides: ServerOverrides = {}): Promise<RunningServer> {
  const { clock = systemClock, randomness = systemRandomness } = overrides;
  const steps: StopStep[] = [];
  const log = overrides.log ?? openOwnLog(config, steps);
  const stop = () => stopAll(steps.splice(0), { clock, log, stepMsMax: stopStepMsMax });
  try {
    const base = { config, overrides, clock, randomness, log, metrics: makeMetrics(), steps };
    return { ...(await openAll(base)), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function openOwnLog(config: Config, steps: StopStep[]): Log {
  const log = openLog(config);
  steps.push({ name: 'log', stop: () => log.close() });
  return log;
}

async function openAll(base: Base): Promise<Omit<RunningServer, 'stop'>> {
  const { config, clock, log } = base;
  const { cinemaKey, serverKeys, derive } = openCinemaKey({
    dataDir: config.dataDir,
    seed: base.overrides.cinemaKey ?? null,
    randomness: base.randomness,
  });
  const staffPepper = makeStaffPepper(derive);
  const database = await openDatabase(base);
  const incarnation = await ensureIncarnation(database, base);
  const connected: SessionDeps['connected'] = new Map();
  const metrics = makeTerminalMetrics(base.metrics.registry, { database, connected });
  const feed = startFeed({ database, clock, log, incarnation: incarnation.number, onLag: metrics.noteLag });
  base.steps.push({ name: 'feed', stop: feed.stop });
  const deps: ServerDeps = {
    database,
    clock,
    randomness: base.randomness,
    feed,
    log,
    cinemaKey,
    serverKeys,
    staffPepper,
    connected,
    incarnation: incarnation.number,
    serverNumber: incarnation.serverNumber,
    snapshotCinema: async (queries, stream) => {
      const cinemaId = Number(stream.split(':')[1]);
      const catalogue = await loadCinemaSnapshot(queries, cinemaId, clock.nowMs());
      const keys = await listCinemaKeys(queries, { cinemaKey, serverKeys }, cinemaId);
      const house = await loadHouseLines(queries, cinemaId);
      return { ...catalogue, ...keys, ...(await loadTill(queries, cinemaId)), house };
    },
    admission: makeAdmission(clock, comersAtOnce),
    drains: makeAdmission(clock, drainsAtOnce),
    voucherGuesses: makeGuessLimit({ clock }),
    onAnswered: metrics.noteAnswer,
    onClosed: (terminal) => connected.get(terminal)?.end(),
  };
  await announceServerKey(deps);
  const presence = startPresence(deps);
  deps.isReachable = presence.isReachable;
  deps.nudge = (terminal) => connected.get(terminal)?.nudge();
  runBeside(base, 'presence', presence);
  runBeside(base, 'outages', startOutageWatch(deps));
  const demo = config.demo ? await openDemo(base, deps) : { enrolCodes: [], imported: null, cinemaId: null };
  const allotment = startAllotment({ ...deps, onAllotted: metrics.noteAllotted });
  deps.onConnected = () => allotment.wake();
  runBeside(base, 'allotment', allotment);
  runBeside(
    base,
    'holds',
    repeat({ name: 'ending holds', everyMs: expireHoldsMs, clock, log, work: () => expireHolds(deps) }),
  );
  const arrive = () => settleArrived(deps);
  runBeside(
    base,
    'admissions',
    repeat({ name: 'settling sales known from paper', everyMs: settleArrivedMs, clock, log, work: arrive }),
  );
  const payments = await openPayments(base, deps);
  const settle = () => settlePayments(deps, payments.provider);
  runBeside(
    base,
    'payments',
    repeat({ name: 'settling payments', everyMs: settleAttemptsMs, clock, log, work: settle }),
  );
  const forget = async () => {
    await purgeOperations(deps);
    await purgeLongActions(deps);
  };
  runBeside(
    base,
    'operations',
    repeat({ name: 'forgetting old answers', everyMs: purgeOperationsMs, clock, log, work: forget }),
  );
  const forgetBundles = () => purgeBundles(deps);
  runBeside(
    base,
    'support bundles',
    repeat({ name: 'forgetting support bundles', everyMs: purgeBundlesMs, clock, log, work: forgetBundles }),
  );
  const search = await startSearch(deps);
  base.steps.push({ name: 'search', stop: search.stop });
  const { accounts, pages } = await openAccounts(base, database);
  if (demo.cinemaId !== null) await insertDemoManager(accounts, demo.cinemaId);
  startLongActions(base, deps, accounts);
  const cancelMsBefore = config.cancelMinutesBefore * 60_000;
  const recalls = makeRecallGate({ clock });
  const bookings = { ...deps, recalls, signing: config.signing, payments: payments.provider, cancelMsBefore };
  const ticketFiles = openTicketFiles({ dataDir: config.dataDir, secret: derive('names of ticket files'), log });
  const tickets = { ...deps, ticketFiles, cancelMsBefore };
  const passSecret = derive('links to tickets that are passed on');
  const wallet = { ...deps, passSecret, ticketLink: config.ticketLink };
  const staff = { ...deps, hashPin };
  const vouchers = { ...deps, voucherSecret: derive('codes of gift vouchers') };
  const api = {
    routes: listApiRoutes({
      accounts,
      catalogue: deps,
      search,
      bookings,
      tickets,
      wallet,
      staff,
      vouchers,
      dashboard: deps,
      papers: { ...deps, drawSample: makeDrawThread() },
      managed: deps,
    }),
    authenticate: (token: string) => authenticate(accounts, token),
  };
  const { port } = await listen(base, deps, { api, pages: [...pages, ...payments.routes] });
  const { enrolCodes, imported } = demo;
  return { url: `http://${nameHost(config.host)}:${port}`, port, deps, enrolCodes, imported };
}

/** Whichever instance is there carries them on. */
function startLongActions(base: Base, deps: ServerDeps, { sendSms }: AccountDeps): void {
  const { clock, log } = base;
  const works = [makeRefundWork(deps), makeImportWork(deps), makeTellWork({ ...deps, sendSms })];
  const work = (signal: StopSignal) => runLongActions(deps, works, signal);
  const name = 'carrying on long actions';
  runBeside(base, 'long actions', repeat({ name, everyMs: longActionsMs, clock, log, work }));
}

async function openPayments(base: Base, deps: ServerDeps): Promise<Pick<ConnectedPayments, 'provider' | 'routes'>> {
  const { config, clock, log, overrides } = base;
  if (overrides.payments) return { provider: overrides.payments, routes: [] };
  const payments = await connectPayments(deps, config.stripe);
  const purge = { name: 'forgetting old webhooks', everyMs: purgeEventsMs, clock, log, work: payments.purge };
  runBeside(base, 'webhooks', repeat(purge));
  return payments;
}

/** Several instances share the secret of the tokens as they share the cinema's key. */
async function openAccounts(base: Base, database: Database): Promise<{ accounts: AccountDeps; pages: Router[] }> {
  const { config, clock, randomness, log, overrides } = base;
  const secret = openSecret({
    dataDir: config.dataDir,
    name: 'token-key',
    given: overrides.tokenKey ?? null,
    setting: 'TOKEN_KEY',
    randomness,
  });
  const outbox = makeSmsOutbox({ clock });
  const accounts: AccountDeps = {
    database,
    clock,
    randomness,
    log,
    tokenKey: readKeyPair(secret),
    pinSecret: deriveSecret(secret, 'pins'),
    sessionSecret: deriveSecret(secret, 'sessions'),
    hashPassword: makeHasher(),
    sendSms: config.twilio === null ? outbox.send : await makeTwilioSms(config.twilio),
    checkCaptcha: config.captcha === null ? makeDevelopmentCaptcha() : makeCaptchaCheck({ ...config.captcha, clock }),
  };
  const purge = async () => {
    await purgeExpired(accounts);
    await purgeChallenges(accounts);
    await purgeRevokedDevices(accounts);
  };
  runBeside(base, 'purging', repeat({ name: 'purging accounts', everyMs: purgeAccountsMs, clock, log, work: purge }));
  return { accounts, pages: config.twilio === null ? [makeSmsOutboxRoutes(outbox)] : [] };
}

function runBeside({ steps }: Base, name: string, work: Repeated): void {
  steps.push({ name, stop: work.stop });
}

async function openDatabase(base: Base): Promise<Database> {
  const { config, log, clock, randomness } = base;
  const { dialect, target } = readDatabaseUrl(config.databaseUrl);
  const migrated = await migrateDatabase(config.databaseUrl);
  if (migrated.length > 0) log.info({ migrations: migrated }, 'database migrated');
  const database =
    dialect === 'sqlite'
      ? makeSqliteDatabase(openSqliteHandle(target))
      : await openMysqlDatabase(target, { clock, randomness, log });
  base.steps.push({ name: 'database', stop: () => database.close() });
  await checkDatabase(database);
  return database;
}

type OpenedDemo = Pick<RunningServer, 'enrolCodes' | 'imported'> & { cinemaId: number | null };

/** A cinema to try everything with: filled once, its programme kept going, and codes for terminals at each start. */
async function openDemo(base: Base, deps: ServerDeps): Promise<OpenedDemo> {
  const { clock, log, config } = base;
  const options = {
    clock,
    days: config.demoDays,
    zone: config.demoTimeZone,
    onProgress: (progress: object) => log.info(progress, 'demo cinema filled'),
    announceCinema: (tx: Transaction, cinemaId: number) =>
      writeOpenChanges(tx, deps, [{ stream: cinemaStream(cinemaId), body: { kind: 'programme' } }]),
  };
  const imported = await importDemo(deps.database, options);
  const extend = () => extendProgramme(deps.database, options);
  await extend();
  const everyMs = extendProgrammeMs;
  runBeside(base, 'programme', repeat({ name: 'extending the programme', everyMs, clock, log, work: extend }));
  const [cinema] = await listCinemas(deps.database);
  const enrolCodes: EnrolCode[] = [];
  if (!cinema) return { enrolCodes, imported, cinemaId: null };
  await insertDemoStaff({ ...deps, hashPin }, cinema.id);
  for (const role of base.overrides.demoCodes ?? (['kiosk'] as const)) {
    enrolCodes.push({ role, code: await createEnrolmentCode(deps, { cinemaId: cinema.id, role, name: '' }) });
  }
  return { enrolCodes, imported, cinemaId: cinema.id };
}

async function listen(
  base: Base,
  deps: ServerDeps,
  { api, pages }: { api: ApiOptions; pages: Router[] },
): Promise<Http> {
  const { config, log, metrics, clock, randomness } = base;
  const http = await startHttp({
    port: config.port,
    host: config.host,
    routes: [
      makeTerminalRoutes(deps),
      makeManageRoutes(deps),
      makeJournalRoutes(deps),
      makeRightsRoutes(deps),
      makeScreeningRoutes(deps),
      makeBookingRoutes(deps),
      makeExceptionRoutes(deps),
      makeFirstAdminRoutes(deps),
      makeApiRouter(api),
      makeDocsRoutes(api.routes),
      makeExampleRoutes(),
      makeDashboardRoutes(),
      ...pages,
      makeCatalogueRoutes(deps),
    ],
    corsOrigins: config.corsOrigins,
    trustProxy: config.trustProxy,
    log,
    metrics,
    clock,
    randomness,
    checkReady: () => checkDatabase(deps.database),
  });
  base.steps.push({ name: 'http', stop: http.close });
  const io = new Server(http.server, {
    // A terminal notices within three seconds that the link is gone, and so does the server.
    pingInterval: 1000,
    pingTimeout: 2000,
    connectTimeout: 5000,
    maxHttpBufferSize: messageBytesMax,
    serveClient: false,
  });
  attachSockets(io, deps);
  base.steps.push({ name: 'sockets', stop: () => io.close() });
  const live = openDashboardLive(http.server, { ...deps, authenticate: api.authenticate });
  base.steps.push({ name: 'dashboards', stop: live.stop });
  base.steps.push({ name: 'live map', stop: openLiveMap(http.server, { ...deps, config }).stop });
  return http;
}

/** As it is written in a URL; one that listens everywhere is reached here by the loopback address. */
function nameHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

const ProgramSettings = z.object({
  CINEMA_KEY: z.string().min(1).nullable(),
  TOKEN_KEY: z.string().min(1).nullable(),
  STDIN_CLOSES: z.enum(['0', '1']),
  /** Such as `kiosk,kiosk,till,gate`. */
  DEMO_CODES: z
    .string()
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(Enrol.shape.role).max(99)),
});

/** Throws Fault `configuration-invalid`. */
function readProgramSettings(env: NodeJS.ProcessEnv): z.output<typeof ProgramSettings> {
  const read = ProgramSettings.safeParse({
    CINEMA_KEY: env.CINEMA_KEY || null,
    TOKEN_KEY: env.TOKEN_KEY || null,
    STDIN_CLOSES: env.STDIN_CLOSES || '0',
    DEMO_CODES: env.DEMO_CODES || 'kiosk',
  });
  if (read.success) return read.data;
  const wrong = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Fault('configuration-invalid', wrong.join('; '));
}

async function main(): Promise<void> {
  const settings = readProgramSettings(process.env);
  const server = await startServer(readConfig(process.env), {
    cinemaKey: settings.CINEMA_KEY,
    tokenKey: settings.TOKEN_KEY,
    demoCodes: settings.DEMO_CODES,
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const late = systemClock.sleep(stopMsMax).then(() => false);
    process.exit((await Promise.race([server.stop(), late])) ? 0 : 1);
  };
  onStopSignal(process, () => void stop());
  if (settings.STDIN_CLOSES === '1') process.stdin.on('end', () => void stop()).resume();
  const { enrolCodes, imported, url } = server;
  const demo = enrolCodes.length === 0 ? {} : { enrolCodes, imported, demoStaff, demoManager };
  process.stdout.write(`${JSON.stringify({ ready: true, url, ...demo })}\n`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.code === 'internal-error') console.error(thrown);
    process.stderr.write(`${describeFault(fault)}\n`);
    process.exit(1);
  }
}
