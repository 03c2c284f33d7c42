/** Gift vouchers as the demo's manager issues them. */
import { randomUUID } from 'node:crypto';
import { demoManager } from '@marquee/db/demo/demo-staff';
import { systemClock } from '@marquee/sync-server/platform/clock';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { BoxOffice } from './box-office.ts';

export interface Voucher {
  id: number;
  code: string;
}

const Tokens = z.object({ accessToken: z.string() });
const Issued = z.object({ vouchers: z.array(z.object({ id: z.int(), code: z.string() })).length(1) });

/** One of the demo’s only cinema, in euros. */
export async function issueVoucher({ serverUrl }: Pick<BoxOffice, 'serverUrl'>, amountMinor: number): Promise<Voucher> {
  const ask = async (path: string, body: object, token = ''): Promise<unknown> => {
    const answer = await fetch(`${serverUrl}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
        ...(token !== '' && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const { phone, password } = demoManager;
  const { accessToken } = Tokens.parse(await ask('/sessions', { phone, password, device: 'Office' }));
  const expiresAtMs = systemClock.nowMs() + 7 * 86_400_000;
  const order = { cinemaId: 1, currency: 'EUR', amountMinor, count: 1, expiresAtMs };
  const [voucher] = Issued.parse(await ask('/vouchers', order, accessToken)).vouchers;
  return voucher as Voucher;
}

/** What the server says is left on it, and in whose hands it is. */
export function readVoucher(
  { serverDatabaseFile }: Pick<BoxOffice, 'serverDatabaseFile'>,
  { id }: Voucher,
): { balanceMinor: number; state: string } {
  const database = new Database(serverDatabaseFile, { readonly: true });
  try {
    const row = database.prepare('SELECT balance_minor AS balanceMinor, state FROM voucher WHERE id = ?').get(id);
    return row as { balanceMinor: number; state: string };
  } finally {
    database.close();
  }
}
