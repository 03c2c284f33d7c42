/** Processor time that other processes have used, by Linux's own account: no busy neighbour makes it grow. */
import { readFileSync } from 'node:fs';
import mysql from 'mysql2/promise';

/** Linux counts in these, whatever the processor. */
const ticksPerSecond = 100;

/** Milliseconds of user and system time since the process began, of all its threads. */
export function readCpuMs(pid: number): number {
  // The program's name may hold blanks; what follows its closing bracket does not.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** Of the MariaDB at this address, on this machine. */
export async function findMariaDbPid(url: string): Promise<number> {
  const connection = await mysql.createConnection(url);
  try {
    const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT @@pid_file AS file');
    return Number(readFileSync(String(rows[0]?.file), 'utf8').trim());
  } finally {
    await connection.end();
  }
}
