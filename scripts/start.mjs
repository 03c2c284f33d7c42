/**
 * npm start: everything on one machine. Installs what is missing, builds the pages, starts the server with a demo cinema,
 * a kiosk, a till and a gate, and opens the kiosk's window where there is a screen.
 *
 * Environment: SERVER_PORT (8480), TERMINAL_PORT (8490, of the kiosk; the till and the gate have the next two), TERMINALS
 * (kiosk,till,gate), DATA_DIR (var), PRINTER of the kiosk and TILL_PRINTER (virtual ones), NO_WINDOW=1, KIOSK_LOCKED=1 for
 * full screen.
 */
import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { buildElectron, buildPage, buildServerPages } from './build.mjs';
import { Complaint, findPinnedNode, installPackages, ownEnvironment, root, runMain, runStep } from './install.mjs';
import { startProgram } from './run-program.mjs';

const { env } = process;
const dataFolder = resolve(root, env.DATA_DIR ?? 'var');
const logFolder = join(dataFolder, 'log');
/** In the order of their ports; the number in the name of a folder stays, whichever of them are started. */
const terminals = [
  { role: 'kiosk', name: 'Kiosk', folder: join(dataFolder, 'terminal-1'), printer: env.PRINTER },
  { role: 'till', name: 'Till', folder: join(dataFolder, 'terminal-2'), printer: env.TILL_PRINTER },
  { role: 'gate', name: 'Gate', folder: join(dataFolder, 'terminal-3') },
];
const electronFolder = join(root, 'node_modules', 'electron');

await runMain(async () => {
  const stopped = untilStopped();
  await installPackages();
  await buildPage();
  await buildServerPages();
  /** Ended in reverse order: first the window, last the server. */
  const programs = [];
  try {
    const run = (program) => {
      programs.push(program);
      return program;
    };
    const started = startAll(run).then(() => Promise.race(programs.map(({ end }) => end)));
    const complaint = await Promise.race([stopped, started]);
    if (complaint !== null) throw complaint;
    console.log('\nStopping ...');
  } finally {
    for (const program of programs.reverse()) await program.stop();
  }
});

/** Resolves to null on Ctrl-C, on a signal, and when npm was killed: npm passes signals on only as far as its shell. */
function untilStopped() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(null));
    const parent = process.ppid;
    const watch = () => process.ppid === parent || resolve(null);
    if (env.npm_lifecycle_event !== undefined) setInterval(watch, 500).unref();
  });
}

async function startAll(run) {
  const wanted = pickTerminals();
  const serverPort = env.SERVER_PORT ?? '8480';
  const server = run(
    startProgram({
      name: 'server',
      // Objects that live for a moment may fill 24 MB and no more: in a burst they would take 60 and give nothing for it.
      args: ['--max-semi-space-size=8', 'sync-server/src/start.ts'],
      env: {
        PORT: serverPort,
        DATA_DIR: join(dataFolder, 'server'),
        DEMO: env.DEMO ?? '1',
        DEMO_CODES: wanted.map(({ role }) => role).join(','),
        TICKET_LINK: env.TICKET_LINK ?? `http://localhost:${serverPort}/example/#/accept/`,
      },
      log: join(logFolder, 'server.log'),
    }),
  );
  const { url: serverUrl, enrolCodes = [], imported, demoStaff = [], demoManager } = await server.ready;
  if (imported) printImport(imported);
  const opened = wanted.map((terminal) => {
    const code = enrolCodes.find(({ role }) => role === terminal.role)?.code;
    return { ...terminal, program: run(startTerminal(terminal, serverUrl, code)) };
  });
  const open = [];
  for (const { program, ...terminal } of opened) {
    const { url, customerUrl } = await program.ready;
    open.push({ ...terminal, url, customerUrl });
  }
  printBanner(serverUrl, open);
  printStaff(demoStaff, demoManager);
  const kiosk = open.find(({ role }) => role === 'kiosk');
  const window = kiosk ? await openWindow(kiosk.url) : null;
  if (window !== null) run(window);
}

function pickTerminals() {
  const roles = (env.TERMINALS ?? 'kiosk,till,gate').split(',').map((word) => word.trim());
  const unknown = roles.find((role) => !terminals.some((terminal) => terminal.role === role));
  if (unknown !== undefined) throw new Complaint(`TERMINALS names "${unknown}": it takes kiosk, till and gate.`);
  return terminals.filter(({ role }) => roles.includes(role));
}

function startTerminal({ role, name, folder, printer }, serverUrl, enrolCode) {
  return startProgram({
    name: role,
    args: ['terminal/src/start.ts'],
    env: {
      PORT: String(portOf(role)),
      DATA_DIR: folder,
      NAME: name,
      SERVER_URL: serverUrl,
      ...(enrolCode ? { ENROL_CODE: enrolCode } : {}),
      PRINTER: printer ?? virtualPrinter(folder),
      ROLE: role,
    },
    log: join(logFolder, `${basename(folder)}.log`),
  });
}

/** 0, a free port for each, stays 0. */
function portOf(role) {
  const first = Number(env.TERMINAL_PORT ?? 8490);
  return first === 0 ? 0 : first + terminals.findIndex((terminal) => terminal.role === role);
}

function virtualPrinter(folder) {
  return `virtual:${join(folder, 'papers')}`;
}

function printImport({ rows, films, repairs, leftOut, screenings }) {
  console.log(
    `Filled the demo cinema: ${films} films from ${rows} rows (${repairs} repairs, ${leftOut} left out), ${screenings} screenings.`,
  );
  console.log('  What was repaired, and by which rule: npx node db/demo/print-import.ts');
}

function printBanner(serverUrl, open) {
  const rows = [
    ...open.flatMap(({ name, url, customerUrl }) => [
      [name, url],
      ...(customerUrl ? [['Its customer', customerUrl]] : []),
    ]),
    ['Server', serverUrl],
    ['Managers', `${new URL('/dashboard/', serverUrl)} (the dashboard)`],
    ['Phone', `${phoneUrl(serverUrl)} (the example client of the mobile API)`],
    ...open.filter(hasVirtualPaper).map(({ name, folder }) => [`${name} paper`, join(folder, 'papers')]),
    ['Logs', logFolder],
  ];
  console.log(
    [
      '',
      '  MARQUEE is open.',
      '',
      ...rows.map(([name, value]) => `  ${name.padEnd(12)} ${value}`),
      '',
      '  /printer/ behind the address of the kiosk or the till, opened once, has its paper and its card reader.',
      '  Ctrl-C stops everything; what was sold is kept.',
      '',
    ].join('\n'),
  );
}

function hasVirtualPaper({ role, printer }) {
  return role !== 'gate' && printer === undefined;
}

/** By name: a phone's keys (WebAuthn) are made for a domain, and an address is none. */
function phoneUrl(serverUrl) {
  const url = new URL('/example/', serverUrl);
  if (url.hostname === '127.0.0.1') url.hostname = 'localhost';
  return url.href;
}

/** Of the demo's own people, who sign in at the till and at the gate, and of the one who logs in to the dashboard. */
function printStaff(staff, manager) {
  if (staff.length === 0) return;
  console.log('  Staff of the demo cinema, and their PINs:');
  for (const { name, pin } of staff) console.log(`    ${name.padEnd(18)} ${pin}`);
  if (manager) console.log(`  Manager, for the dashboard: ${manager.phone}, password ${manager.password}`);
  console.log('');
}

/** Null where there is no screen: the address is in the banner. A window that is closed later stops nothing else. */
async function openWindow(url) {
  const hasScreen =
    process.platform === 'win32' || process.platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  if (env.NO_WINDOW === '1' || !hasScreen) return null;
  const electron = await findElectron();
  const browser = { command: findPinnedNode(), args: [join(root, 'terminal', 'src', 'shells', 'browser', 'start.ts')] };
  const { command, args } = electron === null ? browser : { command: electron, args: [join(root, 'terminal')] };
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', openSync(join(logFolder, 'window.log'), 'a')],
    env: ownEnvironment({ CORE_URL: url, PROFILE_DIR: join(dataFolder, 'browser') }),
    detached: process.platform !== 'win32',
  });
  const closed = new Promise((resolve) => {
    child.on('close', resolve);
    child.on('error', resolve);
  });
  return {
    end: new Promise(() => undefined),
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** Path of Electron's program; null when it is neither here nor can be fetched. */
async function findElectron() {
  const pathFile = join(electronFolder, 'path.txt');
  const find = () => (existsSync(pathFile) ? join(electronFolder, 'dist', readFileSync(pathFile, 'utf8')) : '');
  try {
    if (!existsSync(find())) {
      await runStep('Fetching Electron (once, about 110 MB)', findPinnedNode(), [join(electronFolder, 'install.js')], {
        env: ownEnvironment(),
        log: join(root, 'var', 'log', 'electron.log'),
        timeout: 180_000,
      });
    }
    await buildElectron();
    return existsSync(find()) ? find() : null;
  } catch {
    console.log('  Electron could not be fetched: the kiosk opens in a browser instead.');
    return null;
  }
}
