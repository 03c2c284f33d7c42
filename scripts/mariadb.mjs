/**
 * A private MariaDB for tests and measurements: own data folder, socket and port, nothing of a system installation is
 * read or changed. Writes are as durable as in production, since tests cut the power.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const startSecondsMax = 60;

/** Null where MariaDB is not installed. Its server is often in a folder that only root has in PATH. */
export function findMariaDb() {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/usr/bin',
    '/usr/local/bin',
  ];
  const find = (name) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const [server, install] = [find('mariadbd'), find('mariadb-install-db')];
  return server && install ? { server, install } : null;
}

/**
 * Starts one with an empty database `marquee`. Without a folder it uses a temporary one and removes it at the end; a
 * folder that already holds data is started as it is. The URL is mysql://root@127.0.0.1:PORT/marquee.
 */
export async function startMariaDb({ folder, port } = {}) {
  const programs = findMariaDb();
  if (programs === null)
    throw new Error(
      'MariaDB is not installed (mariadbd, mariadb-install-db). On Debian: apt-get install mariadb-server',
    );
  const home = folder ?? mkdtempSync(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'marquee-mariadb-'));
  const data = join(home, 'data');
  mkdirSync(home, { recursive: true });
  const user = giveToServerUser(home);
  const env = ownTemporaryFolder(join(home, 'tmp'));
  if (!existsSync(join(data, 'mysql'))) {
    const options = [
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ];
    execFileSync(programs.install, options, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const usedPort = port ?? (await findFreePort());
  const log = join(home, 'mariadb.log');
  const child = spawn(programs.server, serverOptions({ home, data, log, port: usedPort, user }), {
    env,
    stdio: 'ignore',
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await untilItAnswers(usedPort, child, log);
  return {
    url: `mysql://root@127.0.0.1:${usedPort}/marquee`,
    async stop() {
      child.kill(folder === undefined ? 'SIGKILL' : 'SIGTERM');
      await ended;
      process.removeListener('exit', kill);
      if (folder === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** As root the server gives up its rights and needs a user of its own, who must own the folder. */
function giveToServerUser(home) {
  if (process.getuid?.() !== 0) return [];
  const id = (flag) => Number(execFileSync('id', [flag, 'mysql'], { encoding: 'utf8' }));
  chownSync(home, id('-u'), id('-g'));
  return ['--user=mysql'];
}

/**
 * A server that starts removes every temporary table from its temporary folder, also those of another one that runs: that
 * one crashes in the middle of a query. So none may share a folder with another.
 */
export function ownTemporaryFolder(folder) {
  mkdirSync(folder, { recursive: true });
  giveToServerUser(folder);
  return { ...process.env, TMPDIR: folder };
}

function serverOptions({ home, data, log, port, user }) {
  const init = join(home, 'init.sql');
  writeFileSync(init, 'CREATE DATABASE IF NOT EXISTS marquee;\n', { mode: 0o644 });
  return [
    '--no-defaults',
    ...user,
    `--datadir=${data}`,
    `--socket=${join(home, 's.sock')}`,
    `--pid-file=${join(home, 'pid')}`,
    `--log-error=${log}`,
    `--init-file=${init}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--default-time-zone=+00:00',
    '--innodb-flush-log-at-trx-commit=1',
    '--innodb-buffer-pool-size=64M',
    '--innodb-log-file-size=16M',
  ];
}

function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** It greets a connection only after the init file has run. */
async function untilItAnswers(port, child, log) {
  const deadline = performance.now() + startSecondsMax * 1000;
  while (!(await greets(port))) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > deadline) {
      const end = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-10).join('\n') : '';
      child.kill('SIGKILL');
      throw new Error(`MariaDB did not start:\n${end}`);
    }
    await wait(50);
  }
}

function greets(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('data', () => end(true))
      .once('error', () => end(false))
      .once('close', () => end(false));
  });
}
