/** A till with its own small staff: written into its files between two starts, as the server's catalogue would bring them. */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from '@node-rs/argon2';
import Database from 'better-sqlite3';
import type { BoxOffice } from './box-office.ts';
import type { Kiosk } from './kiosk.ts';
import { findShow, type Show } from './show.ts';
import type { TcpProxy } from './tcp-proxy.ts';

export const ann = { id: 1, name: 'Ann Keller', role: 'cashier', pin: '111222' } as const;
export const ben = { id: 2, name: 'Ben Okafor', role: 'cashier', pin: '222333' } as const;
export const mia = { id: 3, name: 'Mia Lindqvist', role: 'manager', pin: '333444' } as const;

const pepper = Buffer.alloc(32, 9);
const limits = { refundMinorMax: 2000, compTicketsMax: 0, paidOutMinorMax: 2000, overShortMinorMax: 200 };
/** Cheap, for a test. */
const cost = { memoryCost: 1024, timeCost: 1, parallelism: 1 };

function hireStaff(till: Kiosk): void {
  const staff = [ann, ben, mia].map(({ pin, ...person }) => ({
    ...person,
    pinHash: hashSync(createHmac('sha256', pepper).update(pin).digest('hex'), cost),
  }));
  const database = new Database(till.databaseFile);
  const { body } = database.prepare('SELECT body FROM catalogue').get() as { body: string };
  database.prepare('UPDATE catalogue SET body = ?').run(JSON.stringify({ ...JSON.parse(body), staff, limits }));
  database.close();
  writeFileSync(join(till.folder, 'staff-pepper'), pepper, { mode: 0o600 });
}

export async function openTill(
  office: BoxOffice,
  env: Record<string, string> = {},
): Promise<{ till: Kiosk; cable: TcpProxy; show: Show }> {
  const server = new Database(office.serverDatabaseFile);
  // The demo's codes are for kiosks.
  server.prepare("UPDATE enrolment_code SET role = 'till' WHERE used_at_ms IS NULL").run();
  server.close();
  const { kiosk: till, cable } = await office.addKiosk({ env: { ROLE: 'till', READER_ANSWER_MS: '200', ...env } });
  const show = await findShow([till]);
  await till.kill();
  hireStaff(till);
  await till.start();
  return { till, cable, show };
}
