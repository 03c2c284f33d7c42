/** What a manager does with vouchers: issues, voids, takes back from a terminal. */
import { createHmac } from 'node:crypto';
import { voucherCodeBytes, voucherCodeEnd, writeVoucherCode } from '@marquee/shared/tickets/voucher-code';
import { noteAct } from '../accounts/accounts.ts';
import { runOnce } from '../operations/operations.ts';
import { type Caller, type Refused, refuse } from '../platform/api.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { hashVoucherCode } from './voucher-hash.ts';
import * as sql from './vouchers.sql.ts';
import { refuseVoucherAct } from './whose.ts';

export type IssueDeps = RightsDeps & {
  /** From which codes are made. All instances share it. */
  voucherSecret: Uint8Array;
};

export interface Order {
  /** Its maker's own, saved before it is sent. */
  key: string;
  caller: Caller;
}
export interface Issue {
  cinemaId: number | null;
  currency: string;
  amountMinor: number;
  count: number;
  expiresAtMs: number;
}
export interface Issued {
  id: number;
  code: string;
}

const sign = ({ caller }: Order): string => `user ${caller.userId}`;

/** Throws RolledBack where it is not theirs to do. */
async function assertTheirs(tx: Transaction, { caller }: Order, cinemaId: number | null): Promise<void> {
  const refused = await refuseVoucherAct(tx, caller, cinemaId);
  if (refused) throw new RolledBack(refused);
}

/**
 * A code follows from the order's key, so that the same order gets the same codes again though they are kept nowhere: the
 * database has hashes alone, and its copy spends nothing.
 */
function makeCode({ voucherSecret }: IssueDeps, order: Order, index: number): string {
  const bytes = createHmac('sha256', voucherSecret)
    .update(JSON.stringify([sign(order), order.key, index]))
    .digest();
  return writeVoucherCode(bytes.subarray(0, voucherCodeBytes));
}

export async function issueVouchers(deps: IssueDeps, order: Order, issue: Issue): Promise<Issued[] | Refused> {
  const codes = Array.from({ length: issue.count }, (_, index) => makeCode(deps, order, index));
  const ids = await runOnce<number[] | Refused, Refused>(
    deps,
    { operationId: `issue-vouchers:${sign(order)}:${order.key}`, body: issue },
    (tx) => insertIssued(tx, deps, { order, issue, codes }),
    (refusal) => refusal,
  );
  if (!Array.isArray(ids)) return ids;
  return ids.map((id, index) => ({ id, code: codes[index] ?? '' }));
}

async function insertIssued(
  tx: Transaction,
  deps: IssueDeps,
  { order, issue, codes }: { order: Order; issue: Issue; codes: readonly string[] },
): Promise<number[]> {
  const { cinemaId, currency, amountMinor, expiresAtMs } = issue;
  await assertTheirs(tx, order, cinemaId);
  const by = sign(order);
  const own = cinemaId === null ? currency : await sql.selectCurrency(tx, cinemaId);
  if (own !== currency) throw new RolledBack(refuse('currency-wrong'));
  const nowMs = deps.clock.nowMs();
  const ids: number[] = [];
  for (const code of codes)
    ids.push(
      await sql.insertVoucher(tx, {
        code_hash: hashVoucherCode(code),
        code_end: voucherCodeEnd(code),
        cinema_id: cinemaId,
        currency,
        initial_minor: amountMinor,
        expires_at_ms: expiresAtMs,
        issued_at_ms: nowMs,
      }),
    );
  const moved = { kind: 'issue', amountMinor, version: 0, terminalId: null, seq: null, by, atMs: nowMs } as const;
  await sql.insertMovements(
    tx,
    ids.map((voucherId) => ({ ...moved, voucherId })),
  );
  const detail = { cinemaId, currency, amountMinor, count: ids.length, first: ids[0], last: ids.at(-1) };
  await noteAct(tx, deps, { operation: 'issue-vouchers', by, detail });
  return ids;
}

export interface Act extends Order {
  id: number;
  reason: string;
}
type Done = { ok: true };

/** Nobody spends it any more. Not while a terminal holds it: that one may be spending it now. */
export function voidVoucher(deps: RightsDeps, act: Act): Promise<Done | Refused> {
  return actOnVoucher(deps, act, 'void', async (tx, { id, holder }) => {
    if (!(await sql.voidFree(tx, id))) throw new RolledBack(refuse('voucher-in-use', { holder }));
  });
}

/** Without the word of the terminal that holds it: it may have spent it, and then it is spent twice. */
export function takeBackVoucher(deps: RightsDeps, act: Act): Promise<Done | Refused> {
  return actOnVoucher(deps, act, 'take-back', async (tx, { id, version }) => {
    if (!(await sql.takeBack(tx, id, version))) throw new RolledBack(refuse('voucher-not-held'));
  });
}

function actOnVoucher(
  deps: RightsDeps,
  act: Act,
  kind: 'void' | 'take-back',
  work: (tx: Transaction, row: sql.VoucherRow) => Promise<void>,
): Promise<Done | Refused> {
  const { id, reason, key } = act;
  const by = sign(act);
  return runOnce<Done | Refused, Refused>(
    deps,
    { operationId: `${kind}-voucher:${by}:${key}`, body: { id, reason } },
    async (tx) => {
      const row = await sql.selectVoucher(tx, id);
      if (!row) throw new RolledBack(refuse('not-found'));
      await assertTheirs(tx, act, row.cinema_id);
      if (kind === 'void' && row.state === 'void') throw new RolledBack(refuse('not-found'));
      await work(tx, row);
      const { version, holder } = row;
      const terminalId = kind === 'take-back' ? holder : null;
      const atMs = deps.clock.nowMs();
      await sql.insertMovements(tx, [
        { voucherId: id, kind, amountMinor: 0, version, terminalId, seq: null, by, atMs },
      ]);
      await noteAct(tx, deps, { operation: `${kind}-voucher`, by, detail: { voucherId: id, reason, holder } });
      return { ok: true };
    },
    (refusal) => refusal,
  );
}
