import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

/** Electron as far as the shell uses it: what it is told is kept, what it would tell is emitted by the tests. */
class FakeContents extends EventEmitter {
  loaded: string[] = [];
  crashed = 0;
  openWindow: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: typeof this.openWindow): void {
    this.openWindow = handler;
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    seen.emit('loaded');
  }
  forcefullyCrashRenderer(): void {
    this.crashed++;
  }
}
class FakeWindow extends EventEmitter {
  webContents = new FakeContents();
  focused = 0;
  closed = 0;
  options: { kiosk: boolean; closable: boolean; webPreferences: object; focusable?: boolean; x?: number };
  constructor(options: FakeWindow['options']) {
    super();
    this.options = options;
    windows.push(this);
    seen.emit('window');
  }
  isMinimized = () => false;
  focus(): void {
    this.focused++;
  }
  close(): void {
    const event = aVeto();
    this.emit('close', event);
    if (event.prevented) return;
    this.closed++;
    this.emit('closed');
  }
}
class FakeSession extends EventEmitter {
  requestPermission = (_contents: unknown, _permission: string, answer: (granted: boolean) => void) => answer(true);
  checkPermission = () => true;
  allowDevice = () => true;
  beforeRequest = (_request: { url: string }, answer: (what: { cancel: boolean }) => void) => answer({ cancel: false });
  setPermissionRequestHandler(handler: typeof this.requestPermission): void {
    this.requestPermission = handler;
  }
  setPermissionCheckHandler(handler: typeof this.checkPermission): void {
    this.checkPermission = handler;
  }
  setDevicePermissionHandler(handler: typeof this.allowDevice): void {
    this.allowDevice = handler;
  }
  setDisplayMediaRequestHandler = () => undefined;
  webRequest = {
    onBeforeRequest: (handler: typeof this.beforeRequest) => {
      this.beforeRequest = handler;
    },
  };
}
class FakeApp extends EventEmitter {
  isPackaged = false;
  isFirst = true;
  quits = 0;
  commandLine = { appendSwitch: () => undefined };
  requestSingleInstanceLock = () => this.isFirst;
  enableSandbox = () => undefined;
  whenReady = async () => undefined;
  /** Electron asks the listeners of before-quit; only when none objects does it end. */
  quit(): void {
    const event = aVeto();
    this.emit('before-quit', event);
    if (event.prevented) return;
    this.quits++;
    seen.emit('quit');
  }
}

class FakeScreen extends EventEmitter {
  displays = [{ id: 1, bounds: { x: 0, y: 0, width: 1280, height: 800 } }];
  getPrimaryDisplay = () => this.displays[0];
  getAllDisplays = () => this.displays;
}
const seen = new EventEmitter();
const fakeScreen = new FakeScreen();
const second = { id: 2, bounds: { x: 1280, y: 0, width: 1024, height: 600 } };
let windows: FakeWindow[] = [];
const app = new FakeApp();
const defaultSession = new FakeSession();
const setApplicationMenu = jest.fn();
jest.unstable_mockModule('electron', () => ({
  app,
  BrowserWindow: FakeWindow,
  screen: fakeScreen,
  session: { defaultSession },
  Menu: { setApplicationMenu },
  powerSaveBlocker: { start: () => 1 },
}));
const { runKiosk } = await import('./run-kiosk.ts');
const { isSameOrigin, leavesThePage } = await import('./kiosk-window.ts');

function aVeto(url = ''): { prevented: boolean; url: string; preventDefault(): void } {
  return {
    prevented: false,
    url,
    preventDefault() {
      this.prevented = true;
    },
  };
}

const url = 'http://127.0.0.1:8490/?token=secret';
let folder: string;
let logged: string[];
let timers: { ms: number; run: () => void }[];
let nowMs: number;
const clock = {
  monotonicMs: () => nowMs,
  setTimer(ms: number, run: () => void) {
    const timer = { ms, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  },
};

beforeEach(() => {
  windows = [];
  app.removeAllListeners();
  Object.assign(app, { isPackaged: false, isFirst: true, quits: 0 });
  defaultSession.removeAllListeners();
  fakeScreen.removeAllListeners();
  fakeScreen.displays = fakeScreen.displays.slice(0, 1);
  logged = [];
  timers = [];
  nowMs = 0;
  folder = mkdtempSync(join(tmpdir(), 'kiosk-'));
});
afterEach(() => {
  process.removeAllListeners('SIGTERM');
  process.removeAllListeners('SIGINT');
  rmSync(folder, { recursive: true });
});

async function start(env: Record<string, string> = { CORE_URL: url }, core = ''): Promise<FakeWindow> {
  writeFileSync(join(folder, 'core.mjs'), core);
  await runKiosk({
    env: { ...process.env, ...env },
    coreFile: join(folder, 'core.mjs'),
    coreEnv: { DATA_DIR: folder },
    clock,
    makeToken: () => 'a token',
    log: (message) => {
      logged.push(message);
      seen.emit('log', message);
    },
  });
  return windows[0]!;
}

describe('the window', () => {
  test('the page runs in a sandbox without Node, and a locked kiosk fills the screen and has no menu', async () => {
    const window = await start({ CORE_URL: url, KIOSK_LOCKED: '1' });
    expect(window.options).toMatchObject({ kiosk: true, closable: false });
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: false,
    });
    expect(window.options.webPreferences).not.toHaveProperty('preload');
    expect(setApplicationMenu).toHaveBeenCalledWith(null);
    expect(window.webContents.loaded).toEqual([url]);
  });

  test('an installed kiosk is always locked; on a developer’s machine it is a plain window', async () => {
    expect((await start()).options.kiosk).toBe(false);
    app.isPackaged = true;
    await start();
    expect(windows[1]?.options.kiosk).toBe(true);
  });

  test('the page cannot go elsewhere, open windows or embed other pages', async () => {
    const { webContents } = await start();
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      const [there, here] = [aVeto('https://evil.example/'), aVeto('http://127.0.0.1:8490/')];
      webContents.emit(name, there);
      webContents.emit(name, here);
      expect([name, there.prevented, here.prevented]).toEqual([name, true, false]);
    }
    const webview = aVeto();
    webContents.emit('will-attach-webview', webview);
    expect([webview.prevented, webContents.openWindow({ url })]).toEqual([true, { action: 'deny' }]);
  });

  test('contents and sessions that the page should not be able to make are locked all the same', async () => {
    await start();
    const [contents, other, leaving] = [new FakeContents(), new FakeSession(), aVeto('https://evil.example/')];
    app.emit('web-contents-created', {}, contents);
    app.emit('session-created', other);
    contents.emit('will-navigate', leaving);
    expect([leaving.prevented, contents.openWindow({ url }).action, other.checkPermission()]).toEqual([
      true,
      'deny',
      false,
    ]);
  });

  test('no permission, device, download or request to anywhere else is granted', async () => {
    await start();
    const granted: boolean[] = [];
    defaultSession.requestPermission(null, 'media', (answer) => granted.push(answer));
    const download = aVeto();
    defaultSession.emit('will-download', download);
    expect([granted, defaultSession.checkPermission(), defaultSession.allowDevice(), download.prevented]).toEqual([
      [false],
      false,
      false,
      true,
    ]);
    const isCancelled = (address: string): boolean => {
      let cancelled = false;
      defaultSession.beforeRequest({ url: address }, ({ cancel }) => {
        cancelled = cancel;
      });
      return cancelled;
    };
    expect(['http://127.0.0.1:8490/x.js', 'ws://127.0.0.1:8490/bridge', 'data:,x'].map(isCancelled)).toEqual([
      false,
      false,
      false,
    ]);
    expect(
      ['https://evil.example/', 'http://127.0.0.1:8080/', 'ws://127.0.0.1:1/', 'file:///etc/passwd', 'nonsense'].map(
        isCancelled,
      ),
    ).toEqual(Array(5).fill(true));
  });

  test('a customer cannot close a locked kiosk or leave its page by keys, and can still edit text', async () => {
    const window = await start({ CORE_URL: url, KIOSK_LOCKED: '1' });
    const close = aVeto();
    window.emit('close', close);
    const key = aVeto();
    window.webContents.emit('before-input-event', key, { key: 'F11', control: false, alt: false, meta: false });
    expect([close.prevented, key.prevented]).toEqual([true, true]);
    const press = (key: string, held: object = {}) =>
      leavesThePage({ key, control: false, alt: false, meta: false, ...held });
    expect([
      press('F5'),
      press('r', { control: true }),
      press('w', { meta: true }),
      press('F4', { alt: true }),
      press('BrowserBack'),
    ]).toEqual(Array(5).fill(true));
    expect([press('a'), press('v', { control: true }), press('Tab'), press('ArrowLeft'), press('F')]).toEqual(
      Array(5).fill(false),
    );
  });

  test('a page that crashes or does not load is loaded again, later each time, and only once at a time', async () => {
    const { webContents } = await start();
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    webContents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', url, true);
    expect(timers.map(({ ms }) => ms)).toEqual([500]);
    timers.shift()?.run();
    webContents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', url, true);
    expect([timers.map(({ ms }) => ms), webContents.loaded]).toEqual([[1000], [url, url]]);
    timers.shift()?.run();
    nowMs = 3_600_000;
    webContents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(timers.map(({ ms }) => ms)).toEqual([500]);
    expect(logged.join()).not.toContain('secret');
  });

  test('a load that another replaced, a frame’s failure and a clean end of the page are none', async () => {
    const { webContents } = await start();
    webContents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', url, true);
    webContents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', url, false);
    webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    expect(timers).toEqual([]);
  });

  test('a page that hangs is ended, unless it answers again in time', async () => {
    const { webContents } = await start();
    webContents.emit('unresponsive');
    webContents.emit('responsive');
    expect(timers).toEqual([]);
    webContents.emit('unresponsive');
    timers[0]?.run();
    expect(webContents.crashed).toBe(1);
  });
});

describe('the customer’s screen', () => {
  const customerUrl = 'http://127.0.0.1:8490/customer/?token=another';
  const both = { CORE_URL: url, CUSTOMER_URL: customerUrl, KIOSK_LOCKED: '1' };

  test('is a locked window on the second display, with a session of its own, and never takes the keyboard', async () => {
    fakeScreen.displays.push(second);
    await start(both);
    expect(windows.map((window) => window.webContents.loaded)).toEqual([[url], [customerUrl]]);
    expect(windows[1]?.options).toMatchObject({ kiosk: true, closable: false, focusable: false, ...second.bounds });
    expect(windows[1]?.options.webPreferences).toMatchObject({ sandbox: true, partition: 'customer' });
    const close = aVeto();
    windows[1]?.emit('close', close);
    expect(close.prevented).toBe(true);
  });

  test('is nowhere without a second display, without an address, or where it is switched off', async () => {
    await start(both);
    fakeScreen.displays.push(second);
    await start({ CORE_URL: url });
    await start({ ...both, CUSTOMER_SCREEN: 'off' });
    expect(windows.map((window) => window.webContents.loaded)).toEqual([[url], [url], [url]]);
  });

  test('comes with a display that is plugged in later, and goes with it rather than over the till', async () => {
    await start(both);
    fakeScreen.displays.push(second);
    fakeScreen.emit('display-added');
    expect(windows[1]?.webContents.loaded).toEqual([customerUrl]);
    fakeScreen.displays.pop();
    fakeScreen.emit('display-removed');
    expect(windows[1]?.closed).toBe(1);
    fakeScreen.displays.push(second);
    fakeScreen.emit('display-added');
    expect(windows[2]?.webContents.loaded).toEqual([customerUrl]);
  });

  test('a till whose own window is closed ends, whatever the customer sees', async () => {
    fakeScreen.displays.push(second);
    await start({ CORE_URL: url, CUSTOMER_URL: customerUrl });
    const quit = once(seen, 'quit');
    windows[0]?.close();
    await quit;
    expect(app.quits).toBe(1);
  });
});

describe('the shell', () => {
  test('a second start leaves the first alone and brings it to the front', async () => {
    const window = await start();
    app.emit('second-instance');
    expect(window.focused).toBe(1);
    app.isFirst = false;
    await start();
    expect([windows.length, app.quits]).toEqual([1, 1]);
  });

  test('an address elsewhere is not shown', async () => {
    const window = await start({ CORE_URL: 'https://evil.example/' });
    expect([window.webContents.loaded, logged]).toEqual([[], ['CORE_URL is not an address of this machine']]);
  });

  const core = `console.log(JSON.stringify({ ready: true, url: 'http://127.0.0.1:8490/?token=' + encodeURIComponent(process.env.PAGE_TOKEN) + process.env.ELECTRON_RUN_AS_NODE }));`;

  test('it runs the core, shows its page, and quits only after the core has finished', async () => {
    const opened = once(seen, 'loaded');
    const window = await start(
      {},
      `${core} process.stdin.resume().on('end', () => { console.log('saved'); process.exit(0); });`,
    );
    await opened;
    expect(window.webContents.loaded).toEqual(['http://127.0.0.1:8490/?token=a%20token1']);
    const quit = once(seen, 'quit');
    app.emit('window-all-closed');
    expect(app.quits).toBe(0);
    await quit;
    expect([app.quits, logged]).toEqual([1, ['saved']]);
  });

  test('when the core ends it is started again, and a page that is open there stays', async () => {
    const tellsPid = `${core} console.log(process.pid); process.stdin.resume().on('end', () => process.exit(0));`;
    const started = once(seen, 'log');
    const window = await start({}, tellsPid);
    const ended = started.then(([pid]) => {
      const end = once(seen, 'log');
      process.kill(Number(pid), 'SIGKILL');
      return end;
    });
    expect(await ended).toEqual(['the core has ended (null); it starts again in 500 ms']);
    const startedAgain = once(seen, 'log');
    timers.find(({ ms }) => ms === 500)?.run();
    expect((await startedAgain)[0]).not.toBe((await started)[0]);
    expect(window.webContents.loaded.length).toBe(1);
    const quit = once(seen, 'quit');
    app.quit();
    await quit;
  });

  test('SIGTERM ends it cleanly', async () => {
    await start();
    const quit = once(seen, 'quit');
    process.emit('SIGTERM');
    await quit;
    expect(app.quits).toBe(1);
  });
});

test('the origin is compared whole', () => {
  expect(isSameOrigin('http://127.0.0.1:8490/a?b', url)).toBe(true);
  for (const other of [
    'https://127.0.0.1:8490/',
    'http://127.0.0.1:84900/',
    'http://127.0.0.1/',
    'http://localhost:8490/',
    '',
  ]) {
    expect([other, isSameOrigin(other, url)]).toEqual([other, false]);
  }
  expect(isSameOrigin('http://127.0.0.1:8490/', '')).toBe(false);
});
