/** Programs that the tests need from the operating system: a browser, a database and a cluster of it, a reader of PDFs. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { listMissingForGalera } from './galera.mjs';
import { Complaint, root, runStep } from './install.mjs';
import { findMariaDb } from './mariadb.mjs';

const browsers = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const needs = [
  { what: 'Chromium or Chrome', packages: ['chromium', 'fonts-noto-cjk'], isThere: () => findChromium() !== null },
  {
    what: 'MariaDB (mariadbd, mariadb-install-db)',
    packages: ['mariadb-server'],
    isThere: () => findMariaDb() !== null,
  },
  {
    what: 'a Galera cluster (galera-4, rsync, socat, lsof, ss)',
    packages: ['mariadb-server', 'galera-4', 'rsync', 'socat', 'lsof', 'iproute2'],
    isThere: () => listMissingForGalera().length === 0,
  },
  { what: 'pdftoppm', packages: ['poppler-utils'], isThere: () => findProgram(['pdftoppm']) !== null },
];

/** CHROMIUM names one; otherwise the first in PATH. */
export function findChromium() {
  const { CHROMIUM: named } = process.env;
  if (named) return existsSync(named) ? named : null;
  return findProgram(browsers);
}

function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

/** Installs what is missing where that is possible without asking: as root on Debian and Ubuntu. */
export async function installSystemPrograms() {
  const missing = needs.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  const packages = [...new Set(missing.flatMap((need) => need.packages))].join(' ');
  if (process.getuid?.() !== 0 || !isDebian()) {
    const what = missing.map((need) => need.what).join(', ');
    throw new Complaint(
      `The tests need ${what}. On Debian and Ubuntu: sudo apt-get install ${packages}. Then start again.`,
    );
  }
  const removePolicy = keepServicesStopped();
  try {
    const log = (name) => join(root, 'var', 'log', `apt-${name}.log`);
    const options = ['-o', 'DPkg::Lock::Timeout=500', '-y'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runStep('Reading the lists of system packages', 'apt-get', [...options, 'update'], {
      env,
      log: log('update'),
    });
    const install = [...options, '--no-install-recommends', 'install', ...packages.split(' ')];
    await runStep(`Installing ${packages}`, 'apt-get', install, { env, log: log('install') });
  } finally {
    removePolicy();
  }
  const stillMissing = missing.filter(({ isThere }) => !isThere());
  if (stillMissing.length > 0)
    throw new Complaint(`Still missing: ${stillMissing.map((need) => need.what).join(', ')}.`);
}

function isDebian() {
  if (!existsSync('/etc/os-release') || !existsSync('/usr/bin/apt-get')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Debian starts a database server as soon as it is installed, unless this file says no. A machine's own one is kept. */
function keepServicesStopped() {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => undefined;
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const remove = () => rmSync(policy, { force: true });
  process.once('exit', remove);
  return remove;
}

/** For the record of a run: which versions were there. */
export function describeSystemPrograms() {
  const version = (path) =>
    path
      ? execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
          .split('\n')[0]
          .trim()
      : 'none';
  return [version(findChromium()), version(findMariaDb()?.server)].join(', ');
}
