/** Long-running programs of the project under npm start: started, waited for, ended in order. */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { Complaint, findPinnedNode, ownEnvironment, root } from './install.mjs';

const readySecondsMax = 120;
const stopSecondsMax = 15;
const logBytesMax = 10 * 1024 * 1024;
const lastLinesMax = 8;

/**
 * Starts a TypeScript file of the project. It says {"ready":true,"url":...} on stdout when it can be used, and ends
 * when its stdin closes: also if this process is killed. Everything it writes goes to the log file.
 */
export function startProgram({ name, args, env, log }) {
  const lines = [];
  const file = openLog(log);
  // A process group of its own: Ctrl-C reaches only this process, which then ends the programs in order.
  const child = spawn(findPinnedNode(), args, {
    cwd: root,
    env: ownEnvironment({ ...env, STDIN_CLOSES: '1' }),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const end = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal));
    child.on('error', (cause) => resolve(cause.message));
  });
  child.stdin.on('error', (cause) => file.write(`stdin: ${cause.message}\n`));
  const ready = new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => reject(complain('was not ready in time')), readySecondsMax * 1000);
    void end.then((code) => {
      clearTimeout(tooLate);
      reject(complain(`has ended (${code})`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = readReadyLine(line);
      if (said === null) return file.write(`${line}\n`);
      clearTimeout(tooLate);
      resolve(said);
    });
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    file.write(`${line}\n`);
    if (lines.push(line) > lastLinesMax) lines.shift();
  });

  /** The fault's own line if there is one: it says what is wrong and what to do. */
  function complain(what) {
    const fault = lines.findLast((line) => /^F\d{3} /.test(line));
    return new Complaint(
      fault ?? [`The ${name} ${what}.`, ...lines, `All of it: ${relative(process.cwd(), log)}`].join('\n'),
    );
  }

  async function stop() {
    const late = setTimeout(() => child.kill('SIGKILL'), stopSecondsMax * 1000);
    child.stdin.end();
    // On Windows a signal is a kill: there the closed stdin has to do.
    if (process.platform !== 'win32') child.kill('SIGTERM');
    await end;
    clearTimeout(late);
    file.end();
  }
  // Whoever waits for one of the two must not make the other one's refusal unhandled.
  ready.catch(() => undefined);
  return { ready, end: end.then((code) => complain(`has ended (${code})`)), stop };
}

function openLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && statSync(path).size > logBytesMax) renameSync(path, `${path}.old`);
  return createWriteStream(path, { flags: 'a' });
}

/** Null for any other line: its content is in the log. */
function readReadyLine(line) {
  if (!line.startsWith('{"ready":true')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
