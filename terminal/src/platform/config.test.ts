import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from './config.ts';

const enough = { SERVER_URL: 'https://cinema.example' };

test('the server’s address is all that a kiosk must be told', () => {
  const config = readConfig(enough);
  expect(config).toEqual({
    port: 8490,
    dataFolder: resolve('var/terminal-1'),
    serverUrl: 'https://cinema.example',
    enrolCode: null,
    name: expect.any(String),
    role: 'kiosk',
    gate: { venueIds: null, opensBeforeMs: 3_600_000, mustSignIn: true },
    printer: `virtual:${resolve('var/terminal-1/papers')}`,
    paperWidth: 80,
    drawerPin: null,
    readerMode: 'approve',
    readerOffline: 'allow',
    readerAnswerMs: 1200,
    tenders: ['card', 'cash'],
    idleWarningMs: 45_000,
    idleResetMs: 60_000,
    logFile: null,
    logLevel: 'info',
    pageFolder: resolve(import.meta.dirname, '../../out/page'),
    pageToken: null,
    stopsWithStdin: false,
  });
  expect(config.name.length).toBeGreaterThan(0);
});

test('every setting can be given; an empty one is as if it were not', () => {
  const token = 't'.repeat(32);
  const config = readConfig({
    ...enough,
    PORT: '0',
    DATA_DIR: '/data',
    ENROL_CODE: ' ABCD2345 ',
    NAME: 'Foyer',
    ROLE: 'till',
    GATE_SIGN_IN: 'optional',
    PRINTER: 'tcp://10.0.0.9:9100',
    PAPER_WIDTH: '58',
    DRAWER_PIN: '5',
    READER: 'simulated',
    READER_MODE: 'decline',
    READER_OFFLINE: 'refuse',
    TENDERS: 'cash, card,cash',
    IDLE_WARNING_MS: '1000',
    IDLE_RESET_MS: '2000',
    LOG_FILE: '/log/x.log',
    LOG_LEVEL: 'warn',
    PAGE_FOLDER: '/page',
    PAGE_TOKEN: token,
    STDIN_CLOSES: '1',
    PATH: '/bin',
    LANG: undefined,
  });
  expect(config).toEqual({
    port: 0,
    dataFolder: resolve('/data'),
    serverUrl: enough.SERVER_URL,
    enrolCode: 'ABCD2345',
    name: 'Foyer',
    role: 'till',
    gate: { venueIds: null, opensBeforeMs: 3_600_000, mustSignIn: false },
    printer: 'tcp://10.0.0.9:9100',
    paperWidth: 58,
    drawerPin: 5,
    readerMode: 'decline',
    readerOffline: 'refuse',
    readerAnswerMs: 1200,
    tenders: ['cash', 'card'],
    idleWarningMs: 1000,
    idleResetMs: 2000,
    logFile: resolve('/log/x.log'),
    logLevel: 'warn',
    pageFolder: resolve('/page'),
    pageToken: token,
    stopsWithStdin: true,
  });
  expect(readConfig({ ...enough, ENROL_CODE: '', PORT: '' })).toMatchObject({ enrolCode: null, port: 8490 });
});

describe('a wrong setting is named, and its value is not', () => {
  test.each([
    ['SERVER_URL', ''],
    ['SERVER_URL', 'cinema.example'],
    ['SERVER_URL', 'ftp://cinema.example'],
    ['PORT', '65536'],
    ['PORT', '84x0'],
    ['PORT', '-1'],
    ['ENROL_CODE', 'abc'],
    ['NAME', 'n'.repeat(61)],
    ['ROLE', 'foyer'],
    ['GATE_VENUES', '1,x'],
    ['GATE_OPENS_MINUTES', '0'],
    ['PAPER_WIDTH', '79'],
    ['READER', 'magic'],
    ['READER_MODE', 'maybe'],
    ['TENDERS', 'gold'],
    ['TENDERS', ','],
    ['IDLE_WARNING_MS', '999'],
    ['IDLE_RESET_MS', '45000'],
    ['LOG_LEVEL', 'loud'],
    ['PAGE_TOKEN', 'too-short-a-secret'],
    ['STDIN_CLOSES', 'yes'],
  ])('%s', (name, value) => {
    const read = () => readConfig({ ...enough, [name]: value });
    expect(read).toThrow(
      expect.objectContaining({ code: 'configuration-invalid', detail: expect.stringContaining(name) }),
    );
    if (value.length > 9 && name === 'PAGE_TOKEN') expect(read).not.toThrow(value);
  });
});
