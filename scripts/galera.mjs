/**
 * A private Galera cluster for tests: three MariaDB servers on the loopback address that replicate to each other, with
 * their own data folders and ports; nothing of a system installation is read or changed. Each node commits as durably as
 * in production, since tests kill nodes.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findMariaDb, ownTemporaryFolder } from './mariadb.mjs';

const startSecondsMax = 90;
const provider = '/usr/lib/galera/libgalera_smm.so';
/** Of the state transfer by rsync, which runs as a shell script. */
const programs = ['wsrep_sst_rsync', 'rsync', 'socat', 'lsof', 'ss'];
/** Below the ports that outgoing connections take: a node that was killed must find its own free when it comes back. */
const portsFrom = 21_000;
const portsTo = 31_000;
const portsPerNode = 4;

/** What is missing for a cluster on this machine; empty where all of it is there. */
export function listMissingForGalera() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  const isThere = (name) => folders.some((folder) => existsSync(join(folder, name)));
  return [
    ...(findMariaDb() === null ? ['mariadbd'] : []),
    ...(existsSync(provider) ? [] : [provider]),
    ...programs.filter((name) => !isThere(name)),
  ];
}

/**
 * Starts three empty nodes that are in step. `folder` holds all they keep; without one it is temporary and removed at
 * the end. Each node: `url` (mysql://root@127.0.0.1:PORT), `kill()` as a power cut does, `start()` again with the same
 * disk, `untilSynced()`.
 */
export async function startGalera({ folder, size = 3 } = {}) {
  const missing = listMissingForGalera();
  if (missing.length > 0) throw new Error(`A Galera cluster needs ${missing.join(', ')}.`);
  const home = folder ?? mkdtempSync(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'marquee-galera-'));
  mkdirSync(home, { recursive: true });
  giveToServerUser(home);
  const ports = await findPorts(size * portsPerNode);
  const nodes = Array.from({ length: size }, (_, index) => makeNode(home, index, ports));
  const killAll = () => {
    for (const node of nodes) node.killNow();
  };
  process.once('exit', killAll);
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    process.removeListener('exit', killAll);
    if (folder === undefined) rmSync(home, { recursive: true, force: true });
  };
  try {
    await startNew(nodes);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    nodes,
    stop,
    /** After all were killed: the node that has seen most goes on with the history, the others follow it. */
    async startAll() {
      const seen = await Promise.all(nodes.map((node) => node.recoverPosition()));
      const most = seen.reduce((best, at, index) => (at.seqno > seen[best].seqno ? index : best), 0);
      nodes[most].allowBootstrap();
      await nodes[most].start({ isFirst: true });
      await startOthers(nodes.filter((_, index) => index !== most));
    },
  };
}

async function startNew(nodes) {
  const [first, ...others] = nodes;
  for (const node of nodes) node.install();
  await first.start({ isFirst: true });
  await first.send('CREATE DATABASE IF NOT EXISTS marquee');
  await startOthers(others);
}

/** One after the other: each is given all that the cluster has by one that is not giving to another. */
async function startOthers(nodes) {
  for (const node of nodes) await node.start();
}

function makeNode(home, index, ports) {
  const name = `node${index + 1}`;
  const data = join(home, name);
  const settings = join(home, `${name}.cnf`);
  const log = join(home, `${name}.log`);
  const [port] = ports.slice(index * portsPerNode);
  const url = `mysql://root@127.0.0.1:${port}`;
  let child = null;
  let ended = Promise.resolve();

  async function send(sql) {
    const { default: mysql } = await import('mysql2/promise');
    const connection = await mysql.createConnection({ uri: url, connectTimeout: 2000 });
    try {
      return (await connection.query(sql))[0];
    } finally {
      connection.destroy();
    }
  }

  async function isSynced() {
    try {
      const rows = await send("SHOW STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_local_state_comment')");
      const status = Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]));
      return status.wsrep_ready === 'ON' && status.wsrep_local_state_comment === 'Synced';
    } catch (thrown) {
      // Not up yet, or up and not yet one of the cluster: asked again until the deadline.
      return thrown.code === undefined ? Promise.reject(thrown) : false;
    }
  }

  async function untilSynced() {
    const deadline = performance.now() + startSecondsMax * 1000;
    while (!(await isSynced())) {
      const isGone = child === null || child.exitCode !== null || child.signalCode !== null;
      if (isGone || performance.now() > deadline) {
        const end = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n') : '';
        throw new Error(`${name} of the cluster ${isGone ? 'has ended' : 'is not in step in time'}:\n${end}`);
      }
      await wait(100);
    }
  }

  function killNow() {
    child?.kill('SIGKILL');
  }

  const environment = () => ownTemporaryFolder(join(home, `${name}.tmp`));

  /** Up to where this node's disk has the cluster's history, as the system's own start script finds it out. */
  async function recoverPosition() {
    const file = join(home, `${name}.recover.log`);
    rmSync(file, { force: true });
    const { server } = findMariaDb();
    const options = [`--defaults-file=${settings}`, '--wsrep-recover', `--log-error=${file}`];
    await promisify(execFile)(server, options, { env: environment() });
    const position = /Recovered position: (\S+)/.exec(readFileSync(file, 'utf8'))?.[1];
    if (position === undefined) throw new Error(`${name} has no position to go on from: see ${file}`);
    return { position, seqno: Number(position.split(':')[1]) };
  }

  return {
    name,
    url,
    send,
    untilSynced,
    killNow,
    recoverPosition,
    install() {
      mkdirSync(data, { recursive: true });
      giveToServerUser(data);
      writeFileSync(settings, describeSettings({ home, name, data, ports, index }), { mode: 0o644 });
      const options = [
        '--no-defaults',
        ...serverUser(),
        `--datadir=${data}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
      ];
      execFileSync(findMariaDb().install, options, { env: environment(), stdio: ['ignore', 'ignore', 'inherit'] });
    },
    allowBootstrap() {
      const state = join(data, 'grastate.dat');
      writeFileSync(state, readFileSync(state, 'utf8').replace('safe_to_bootstrap: 0', 'safe_to_bootstrap: 1'));
    },
    /** Resolves when it is in step with the others. */
    async start({ isFirst = false } = {}) {
      const hasRun = existsSync(join(data, 'grastate.dat'));
      const position = hasRun ? [`--wsrep_start_position=${(await recoverPosition()).position}`] : [];
      const options = [`--defaults-file=${settings}`, ...(isFirst ? ['--wsrep-new-cluster'] : []), ...position];
      child = spawn(findMariaDb().server, options, { env: environment(), stdio: 'ignore' });
      ended = new Promise((resolve) => child.once('exit', resolve));
      await untilSynced();
    },
    async kill() {
      killNow();
      await ended;
    },
  };
}

/** One setting a line. The group's time-outs are short: on the loopback address a silent node is a dead one. */
function describeSettings({ home, name, data, ports, index }) {
  const [port, group, , transfer] = ports.slice(index * portsPerNode);
  const groups = ports.filter((_, place) => place % portsPerNode === 1).map((each) => `127.0.0.1:${each}`);
  const providerOptions = [
    `gmcast.listen_addr=tcp://127.0.0.1:${group}`,
    `ist.recv_addr=127.0.0.1:${group + 1}`,
    `base_port=${group}`,
    'gcache.size=64M',
    'gcache.recover=yes',
    'pc.recovery=true',
    'evs.keepalive_period=PT0.3S',
    'evs.inactive_check_period=PT0.1S',
    'evs.suspect_timeout=PT1S',
    'evs.inactive_timeout=PT3S',
    'evs.install_timeout=PT3S',
  ];
  const settings = {
    ...(process.getuid?.() === 0 ? { user: 'mysql' } : {}),
    datadir: data,
    port,
    'bind-address': '127.0.0.1',
    socket: join(home, `${name}.sock`),
    'pid-file': join(home, `${name}.pid`),
    'log-error': join(home, `${name}.log`),
    'character-set-server': 'utf8mb4',
    'collation-server': 'utf8mb4_unicode_ci',
    'default-time-zone': '+00:00',
    'innodb-buffer-pool-size': '64M',
    'innodb-log-file-size': '16M',
    'innodb-flush-log-at-trx-commit': 1,
    'innodb-autoinc-lock-mode': 2,
    'default-storage-engine': 'InnoDB',
    'binlog-format': 'ROW',
    wsrep_on: 'ON',
    wsrep_provider: provider,
    wsrep_cluster_name: 'marquee',
    wsrep_cluster_address: `gcomm://${groups.join(',')}`,
    wsrep_node_name: name,
    wsrep_node_address: '127.0.0.1',
    wsrep_node_incoming_address: `127.0.0.1:${port}`,
    wsrep_sst_method: 'rsync',
    wsrep_sst_receive_address: `127.0.0.1:${transfer}`,
    wsrep_slave_threads: 4,
    // What is tested is that the server itself runs a transaction again.
    wsrep_retry_autocommit: 0,
    wsrep_provider_options: `"${providerOptions.join(';')}"`,
  };
  const lines = Object.entries(settings).map(([setting, value]) => `${setting} = ${value}`);
  return ['[mariadbd]', 'skip-name-resolve', ...lines, ''].join('\n');
}

/** As root the servers give up their rights: files that root sends by rsync can't be received otherwise. */
function serverUser() {
  return process.getuid?.() === 0 ? ['--user=mysql'] : [];
}

function giveToServerUser(folder) {
  if (process.getuid?.() !== 0) return;
  const id = (flag) => Number(execFileSync('id', [flag, 'mysql'], { encoding: 'utf8' }));
  chownSync(folder, id('-u'), id('-g'));
}

/** So many neighbouring ports that nobody listens on. */
async function findPorts(count) {
  const steps = Math.floor((portsTo - portsFrom) / count);
  for (let tries = 0; tries < steps; tries++) {
    const from = portsFrom + ((process.pid + tries) % steps) * count;
    const ports = Array.from({ length: count }, (_, index) => from + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return ports;
  }
  throw new Error(`There are no ${count} free ports from ${portsFrom} to ${portsTo}.`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
