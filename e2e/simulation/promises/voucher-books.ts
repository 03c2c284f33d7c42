/**
 * Gift vouchers over all disks: spent by its holder alone, once under each version, and whatever moves one has its reason in
 * its holder's journal or a manager's act.
 */
import type { Row, RowChange } from '../row-log.ts';
import { type Evidence, Violation } from './evidence.ts';

export interface VoucherBooks {
  /** The rows of a commit of the server. */
  committed(changes: readonly RowChange[]): void;
  /** Rows that a lost commit has put back. */
  lost(changes: readonly RowChange[]): void;
  /** A voucher's row on a terminal's disk. */
  noteHeld(terminal: { name: string; number: number | null }, change: RowChange): void;
}

interface Said {
  tenders?: { kind: string; voucherId?: number; voucherVersion?: number; amountMinor: number }[];
  voucherId?: number;
  version?: number;
}

const moves: Record<string, readonly string[]> = {
  // Spent from here: it had been taken back by hand, and the journal of whom it was taken from says so (see judgeReason).
  free: ['granted', 'spent'],
  granted: ['free', 'spent'],
  spent: ['free'],
};
const heldKey = (terminal: unknown, voucher: unknown, version: unknown) => `${terminal}:${voucher}:${version}`;
export const voucherKey = (voucher: unknown, version: unknown): string => `${voucher}:${version}`;

export function keepVoucherBooks({
  rows,
  evidence,
  isClosed,
}: {
  rows: readonly Row[];
  evidence: Evidence;
  isClosed(terminal: number): boolean;
}): VoucherBooks {
  const vouchers = new Map(rows.map((row) => [Number(row.id), row]));
  /** What journals say: spent under a version, with the amount; returned under one; ended. */
  const spent = new Map<string, number>();
  const returned = new Set<string>();
  const ended = new Set<number>();
  /** `voucher:version` that some till has spent. */
  const used = new Set<string>();

  function noteEntry(row: Row): void {
    const terminal = Number(row.terminal_id);
    if (row.type === 'terminal.closed') ended.add(terminal);
    if (row.type !== 'sale.made' && row.type !== 'voucher.returned') return;
    const said = JSON.parse(String(row.payload)) as Said;
    if (row.type === 'voucher.returned') returned.add(heldKey(terminal, said.voucherId, said.version));
    for (const { kind, voucherId, voucherVersion, amountMinor } of said.tenders ?? [])
      if (kind === 'voucher') spent.set(heldKey(terminal, voucherId, voucherVersion), amountMinor);
  }

  function judge(from: Row, to: Row): void {
    const what = `voucher ${to.id}: ${describe(from)} -> ${describe(to)}`;
    const [balance, initial] = [Number(to.balance_minor), Number(to.initial_minor)];
    if (balance < 0 || balance > initial) throw new Violation(`a balance out of its bounds: ${what}`);
    if ((to.state === 'granted') !== (to.holder !== 0) || (to.state === 'spent') !== (balance === 0))
      throw new Violation(`a voucher's state does not fit: ${what}`);
    const isHandedOut = from.state === 'free' && to.state === 'granted';
    if (isHandedOut ? Number(to.version) <= Number(from.version) : to.version !== from.version)
      throw new Violation(`a version counts grants and nothing else: ${what}`);
    if (from.state !== to.state && !moves[String(from.state)]?.includes(String(to.state)))
      throw new Violation(`no voucher moves like this: ${what}`);
    if (from.state === to.state && from.holder !== to.holder)
      throw new Violation(`a voucher changed its holder in passing: ${what}`);
    if (isHandedOut && isClosed(Number(to.holder)))
      throw new Violation(`a closed terminal is granted nothing: ${what}`);
    judgeReason(what, from, to);
  }

  function judgeReason(what: string, from: Row, to: Row): void {
    const less = Number(from.balance_minor) - Number(to.balance_minor);
    const holder = from.state === 'granted' ? from.holder : from.taken_from;
    const key = heldKey(holder, from.id, from.version);
    if (less > 0 && spent.get(key) !== less) throw new Violation(`its holder's journal spent nothing like it: ${what}`);
    if (from.state !== 'granted' || to.state === 'granted' || less > 0) return;
    if (returned.has(key) || ended.has(Number(holder)) || spent.get(key) === 0) return;
    if (!evidence.takingBack.has(Number(to.id)))
      throw new Violation(`nothing in its holder's journal gave this voucher back: ${what}`);
    evidence.takenBack.add(voucherKey(from.id, from.version));
  }

  function take(changes: readonly RowChange[], isJudged: boolean): void {
    for (const { table, before, after } of changes) if (table === 'journal_entry' && !before && after) noteEntry(after);
    for (const { table, before, after } of changes) {
      if (table !== 'voucher' || !after) continue;
      if (isJudged && before) judge(before, after);
      vouchers.set(Number(after.id), after);
    }
  }

  return {
    committed: (changes) => take(changes, true),
    lost: (changes) => take(changes, false),
    noteHeld({ name, number }, { before, after }) {
      if (!after) throw new Violation(`${name} deleted a voucher`);
      const what = `${name}'s voucher ${after.voucher_id}: ${before?.state} ${before?.version} -> ${after.state} ${after.version}`;
      const isNew = after.state === 'held';
      if (isNew && before && (before.state === 'held' || Number(after.version) <= Number(before.version)))
        throw new Violation(`a voucher came back under a version that was used: ${what}`);
      if (!isNew && (before?.state !== 'held' || before.version !== after.version))
        throw new Violation(`no voucher moves like this: ${what}`);
      const key = voucherKey(after.voucher_id, after.version);
      if (evidence.hasLost || evidence.takenBack.has(key) || after.state === 'returned') return;
      const here = vouchers.get(Number(after.voucher_id));
      if (here?.holder !== number || here?.version !== after.version)
        throw new Violation(`${what}, which it doesn't hold: it is ${here && describe(here)}`);
      if (after.state !== 'spent') return;
      if (used.has(key)) throw new Violation(`a voucher is spent twice: ${what}`);
      used.add(key);
    },
  };
}

const describe = ({ state, holder, version, balance_minor }: Row): string =>
  `${state} (holder ${holder}, version ${version}, ${balance_minor} left)`;
