/**
 * The terminal as a program: settings from the environment, one JSON line {"ready":true,"url":...} on stdout once the page
 * can be opened (a till's has a "customerUrl" too), and an orderly end on SIGTERM, SIGINT or (with STDIN_CLOSES=1) a closed stdin.
 */
import { createHmac } from 'node:crypto';
import { mkdirSync, statfsSync } from 'node:fs';
import { arch, release } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@marquee/shared/clock';
import { describeFault, Fault, toFault } from '@marquee/shared/errors';
import type { Randomness } from '@marquee/shared/randomness';
import { makeHandlers } from './answer-calls.ts';
import { tellCustomerAfter } from './answer-customer-calls.ts';
import type { CoreEvent } from './calls.ts';
import { embedPosterFont } from './catalogue/poster-font.ts';
import { type Core, openCore } from './core.ts';
import { makeDeviceRoutes } from './device-page.ts';
import { type CashDrawer, makePrinterDrawer } from './devices/cash-drawer.ts';
import { openPrinter } from './devices/open-printer.ts';
import type { Printer, PrinterStatus } from './devices/printer.ts';
import { configureByStty, openSerialScanner } from './devices/serial-scanner.ts';
import { watchDrawer } from './drawer/drawer.ts';
import { makeSendEnrolment } from './enrol/send-enrolment.ts';
import { printFailureSlip, printTestPage } from './loose-slips.ts';
import type { CardReader } from './payment/card-reader.ts';
import { openReaderMemory } from './payment/reader-memory.ts';
import { makeSimulatedReader, type SimulatedReader } from './payment/simulated-reader.ts';
import { type Bridge, startBridge } from './platform/bridge.ts';
import { systemClock } from './platform/clock.ts';
import { readConfig, type TerminalConfig } from './platform/config.ts';
import { openCounterFile } from './platform/counter-file.ts';
import { type Log, openLog } from './platform/log.ts';
import { systemRandomness } from './platform/randomness.ts';
import { openSecretFile } from './platform/secret-file.ts';
import { makeStore, migrateStore, openStoreFile, type Store, storeFault } from './platform/store.ts';
import { appVersion } from './platform/version.ts';
import { type Printing, startPrinting } from './print/print.ts';
import { makePrintStore } from './print/print-store.ts';
import { watchRefusals } from './status/refusals.ts';
import { type DeviceStates, noDevices } from './status/status.ts';
import { makeLogMemory } from './support/log-memory.ts';
import { describeSettings } from './support/support-facts.ts';
import type { Link } from './sync/link.ts';
import { makeSocketLink } from './sync/socket-link.ts';

/** What a test puts in the place of the real thing. */
export interface TerminalOverrides {
  clock?: Clock;
  randomness?: Randomness;
  link?: Link;
  reader?: CardReader;
  printer?: Printer;
  drawer?: CashDrawer;
  log?: Log;
}

export interface RunningTerminal {
  /** Opens the page; holds its token. */
  url: string;
  /** Opens the customer's screen; null without one. */
  customerUrl: string | null;
  port: number;
  core: Core;
  printer: Printer;
  reader: CardReader;
  /** Gives the rights back, where the server can be reached, and closes everything. */
  stop(): Promise<void>;
}

const readerTimeoutMs = 8000;

/** Throws Fault: of the configuration, the data folder, the enrolment, the printer's address, the port or the page. */
export async function startTerminal(
  config: TerminalConfig,
  overrides: TerminalOverrides = {},
): Promise<RunningTerminal> {
  /** Run in reverse order, at the end and when a later step of the start fails. */
  const closings: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const run of closings.splice(0).reverse()) await run();
  };
  try {
    return await openAll(config, overrides, { closings, close });
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

interface Closing {
  closings: (() => void | Promise<void>)[];
  close(): Promise<void>;
}

async function openAll(
  config: TerminalConfig,
  overrides: TerminalOverrides,
  { closings, close }: Closing,
): Promise<RunningTerminal> {
  const clock = overrides.clock ?? systemClock;
  const randomness = overrides.randomness ?? systemRandomness;
  const memory = makeLogMemory(overrides.log ?? openLog({ level: config.logLevel, file: config.logFile }), clock.nowMs);
  const { log } = memory;
  makeDataFolder(config.dataFolder);
  const store = openDatabase(join(config.dataFolder, 'terminal.db'));
  closings.push(() => store.close());
  const counter = openCounterFile(join(config.dataFolder, 'counter'), log);
  closings.push(() => counter.close());
  const reader = overrides.reader ?? makeReader(config, clock);
  let printing: Printing | null = null;
  let bridge: Bridge | null = null;
  const tellCustomer = () => bridge?.announceToCustomer({ event: 'counter-changed' });
  let readDevices: (() => Omit<DeviceStates, 'diskFreeBytes'>) | null = null;
  let tellStatus: () => void = () => undefined;
  const announce = (event: CoreEvent) => {
    bridge?.announce(event);
    if (event.event === 'terminal-changed') tellStatus();
    tellCustomer();
  };
  const core = await openCore({
    store,
    secrets: openSecretFile(join(config.dataFolder, 'terminal-key')),
    counter,
    clock,
    randomness,
    link: overrides.link ?? makeSocketLink({ serverUrl: config.serverUrl, clock, log }),
    reader,
    readerOffline: config.readerOffline,
    enrol: config.enrolCode === null ? null : { code: config.enrolCode, name: config.name, role: config.role },
    sendEnrolment: makeSendEnrolment({ serverUrl: config.serverUrl, clock }),
    channel: config.role === 'till' ? 'till' : 'kiosk',
    gate: config.role === 'gate' ? config.gate : undefined,
    requireShift: config.role === 'till',
    pepper: openSecretFile(join(config.dataFolder, 'staff-pepper')),
    appVersion,
    log,
    announce,
    onSale: () => printing?.wake(),
    onReport: () => printing?.wake(),
    devices: () => ({ ...noDevices, ...readDevices?.(), diskFreeBytes: readDiskFree(config.dataFolder) }),
    support: {
      versions: { node: process.version, platform: process.platform, arch: arch(), release: release() },
      settings: describeSettings(config),
      lines: memory.lines,
    },
  });
  tellStatus = core.sync.tellStatus;
  closings.push(() => core.stop({ returnRights: true }));
  const announceTerminal = () => announce({ event: 'terminal-changed' });
  const printer = overrides.printer ?? openPrinter(config.printer, { clock, width: config.paperWidth });
  closings.push(() => printer.close());
  printing = startPrinting({
    store: makePrintStore({ store, nowMs: core.time.nowMs, onSlip: core.deps.onBasket }),
    printer,
    clock,
    log,
    onChange: announceTerminal,
    templateOptions: { width: config.paperWidth, language: 'en' },
  });
  closings.push(() => printing?.stop());
  const drawer = watchDrawer({
    store,
    drawer: overrides.drawer ?? (config.drawerPin === null ? null : makePrinterDrawer(printer, config.drawerPin)),
    log,
    onChange: announceTerminal,
  });
  const slips = { core, printer, width: config.paperWidth, log };
  const simulatedReader = isSimulated(reader) ? reader : null;
  const onDeviceChange = () => {
    printing?.wake();
    announceTerminal();
  };
  const scanner =
    config.scanner &&
    openSerialScanner(config.scanner, {
      clock,
      log,
      configure: configureByStty,
      onCode: (code) => announce({ event: 'scanned', code }),
      onChange: announceTerminal,
    });
  closings.push(() => scanner?.close());
  const readerFault = () => (simulatedReader?.mode() === 'unreachable' ? new Fault('reader-unreachable') : null);
  readDevices = () => ({
    paper: config.role === 'gate' ? 'none' : paperOf(printing?.status()),
    printer: printing?.fault()?.code ?? null,
    reader: readerFault()?.code ?? null,
    drawer: drawer.isThere ? { fault: drawer.fault()?.code ?? null } : null,
    scanner: scanner ? { fault: scanner.fault()?.code ?? null } : null,
  });
  core.sync.tellStatus();
  const pageToken = config.pageToken ?? Buffer.from(randomness.bytes(32)).toString('base64url');
  const handlers = makeHandlers(core, {
    tenders: config.tenders,
    idleWarningMs: config.idleWarningMs,
    idleResetMs: config.idleResetMs,
    printerFault: () => printing?.fault() ?? null,
    readerFault,
    drawerFault: drawer.fault,
    scannerFault: () => scanner?.fault() ?? null,
    isPaperLow: () => printing?.status()?.paper === 'low',
    wakePrinter: () => printing?.wake(),
    onUnsettled: (payment) => void printFailureSlip(slips, payment),
    printTestPage: () => printTestPage(slips),
    onService: announceTerminal,
    customerLook: config.customerLook ?? {},
  });
  const refusals = { store, clock, isOnline: core.sync.isOnline };
  const customer = {
    token: createHmac('sha256', pageToken).update('customer display').digest('base64url'),
    handlers: { 'see-counter': handlers['see-counter'] },
  };
  bridge = await startBridge({
    port: config.port,
    pageFolder: config.pageFolder,
    token: pageToken,
    log,
    handlers: tellCustomerAfter(drawer.watch(watchRefusals(handlers, refusals)), tellCustomer),
    ...(config.customerLook !== null && { customer }),
    posters: (movieId) => {
      const svg = core.catalogue.current()?.movies.find((movie) => movie.id === movieId)?.posterSvg;
      return svg ? embedPosterFont(svg) : null;
    },
    routes: makeDeviceRoutes({ printer, simulatedReader, onChange: onDeviceChange }),
  });
  closings.push(() => bridge?.close());
  log.info({ terminal: core.identity.terminal, port: bridge.port, printer: printer.describe() }, 'terminal is open');
  const { url, customerUrl, port } = bridge;
  return { url, customerUrl, port, core, printer, reader, stop: close };
}

function paperOf(status: PrinterStatus | null | undefined): DeviceStates['paper'] {
  if (!status) return 'unknown';
  return status.paper === 'ok' ? 'full' : status.paper;
}

/** Told in such steps: a few more lines in a log are no news. */
const diskStepBytes = 100_000_000;

/** Null where the system doesn't tell. */
function readDiskFree(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.floor((bavail * bsize) / diskStepBytes) * diskStepBytes;
  } catch {
    // A system that doesn't tell it is no reason to tell nothing at all.
    return null;
  }
}

/** Only this program's user may look in: the key and the customers' sales are there. */
function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Fault('configuration-invalid', `DATA_DIR ${folder} can't be made`, { cause });
  }
}

function openDatabase(file: string): Store {
  const handle = openStoreFile(file);
  try {
    migrateStore(handle, file);
  } catch (thrown) {
    handle.close();
    throw storeFault(thrown);
  }
  return makeStore(handle);
}

function makeReader(config: TerminalConfig, clock: Clock): SimulatedReader {
  const memory = openReaderMemory(join(config.dataFolder, 'simulated-reader.json'));
  return makeSimulatedReader({
    clock,
    memory,
    answerMs: config.readerAnswerMs,
    timeoutMs: readerTimeoutMs,
    mode: config.readerMode,
  });
}

const isSimulated = (reader: CardReader): reader is SimulatedReader => 'setMode' in reader;

/** The program stops by itself after this long, whatever hangs. */
const stopMsMax = 5000;

async function runMain(): Promise<void> {
  try {
    const config = readConfig(process.env);
    const asked = untilAskedToStop(config.stopsWithStdin);
    const terminal = await startTerminal(config);
    const { url, customerUrl } = terminal;
    process.stdout.write(`${JSON.stringify({ ready: true, url, ...(customerUrl !== null && { customerUrl }) })}\n`);
    await asked;
    systemClock.setTimer(stopMsMax, () => process.exit(0));
    await terminal.stop();
    process.exit(0);
  } catch (thrown) {
    const fault = toFault(thrown);
    process.stderr.write(`${describeFault(fault)}\n`);
    // A bug has no advice to give: whoever mends it needs the trace.
    if (fault.code === 'internal-error') console.error(thrown);
    process.exit(1);
  }
}

function untilAskedToStop(stopsWithStdin: boolean): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
    if (stopsWithStdin)
      process.stdin
        .on('end', () => resolve())
        .on('close', () => resolve())
        .resume();
  });
}

if (import.meta.main) await runMain();
