/**
 * Who stands at this terminal. A name is chosen and a PIN typed; it is checked against the hash that came with the cinema's
 * catalogue, so that people sign in without a network too. Who is signed in is forgotten by a restart, wrong PINs are not.
 */
import type { Clock } from '@marquee/shared/clock';
import type { StaffSigned } from '@marquee/shared/protocol/journal';
import type { StaffMember, StaffRole } from '@marquee/shared/protocol/streams';
import type { Approval, PinRefusal, SignedIn, StaffView } from '../calls.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import { type CheckPin, keyPin } from '../platform/pin-hash.ts';
import { countAttempt, deleteAttempts, selectWaiting } from './staff.sql.ts';

export interface StaffDeps extends JournalDeps {
  catalogue: Pick<Catalogue, 'current'>;
  clock: Pick<Clock, 'monotonicMs'>;
  makeId(): string;
  /** Null until the server has handed it over for the first time. */
  pepper(): Uint8Array | null;
  checkPin: CheckPin;
}

export type PinAnswer = { ok: true; staff: StaffMember } | ({ ok: false } & PinRefusal);

export interface Staff {
  list(): StaffView[];
  /** Also while the terminal is locked. */
  signedIn(): SignedIn | null;
  /** Who may act now: null while nobody is signed in or the terminal is locked. */
  current(): StaffMember | null;
  /** Whose PIN this is: counted like a sign-in, and signs nobody in. */
  prove(staffId: number, pin: string): Promise<PinAnswer>;
  /** A switch, where somebody else is signed in. */
  signIn(staffId: number, pin: string): Promise<PinAnswer>;
  signOut(): void;
  lock(): void;
  /** A manager says yes to one act. */
  approve(staffId: number, pin: string, act: Approval): Promise<ApproveAnswer>;
  /** Who has said yes to it; null for an approval of another act, one that was used, and one that is too old. */
  spendApproval(approvalId: string | undefined, act: Approval): number | null;
}
export type ApproveAnswer =
  | { ok: true; approvalId: string }
  | { ok: false; reason: 'not-a-manager' }
  | ({ ok: false } & PinRefusal);

/** So many wrong PINs, and nobody tries that name for a while: longer each time. */
export const triesMax = 5;
export const waitsMs = [60_000, 5 * 60_000, 15 * 60_000] as const;
/** Long enough to finish the act that it was given for. */
export const approvalMs = 2 * 60_000;

export function openStaff(deps: StaffDeps): Staff {
  const { store, clock } = deps;
  const waitUntilMs = new Map<number, number>();
  const approvals = new Map<string, { by: number; act: Approval; untilMs: number }>();
  let here: { staffId: number; locked: boolean } | null = null;
  /** PINs are looked at one after the other: tries that are sent side by side are counted like all others. */
  let last: Promise<unknown> = Promise.resolve();

  // How much of a wait had passed is not known after a restart: it begins anew.
  for (const row of selectWaiting(store)) waitUntilMs.set(row.staff_id, clock.monotonicMs() + waitAfter(row.wrong));

  const members = (): StaffMember[] => deps.catalogue.current()?.staff ?? [];
  const find = (staffId: number) => members().find(({ id }) => id === staffId) ?? null;
  const leftMs = (staffId: number): number =>
    Math.max(0, Math.ceil((waitUntilMs.get(staffId) ?? 0) - clock.monotonicMs()));
  const note = (what: StaffSigned['what'], staffId: number) => appendEntry(deps, 'staff.signed', { what, staffId });

  async function checkOne(staffId: number, pin: string): Promise<PinAnswer> {
    const staff = find(staffId);
    if (!staff) return { ok: false, reason: 'staff-unknown' };
    const pepper = deps.pepper();
    if (!pepper) return { ok: false, reason: 'pins-unknown' };
    const waitMs = leftMs(staffId);
    if (waitMs > 0) return { ok: false, reason: 'wait', waitMs };
    const wrong = store.transaction(() => countAttempt(store, staffId, triesMax));
    if (await deps.checkPin(staff.pinHash, keyPin(pepper, pin))) {
      waitUntilMs.delete(staffId);
      store.transaction(() => deleteAttempts(store, staffId));
      return { ok: true, staff };
    }
    store.transaction(() => note('refused', staffId));
    if (wrong % triesMax !== 0) return { ok: false, reason: 'wrong-pin', triesLeft: triesMax - (wrong % triesMax) };
    waitUntilMs.set(staffId, clock.monotonicMs() + waitAfter(wrong));
    return { ok: false, reason: 'wait', waitMs: waitAfter(wrong) };
  }
  function check(staffId: number, pin: string): Promise<PinAnswer> {
    const answer = last.then(() => checkOne(staffId, pin));
    last = answer.catch(() => undefined);
    return answer;
  }

  function signedIn(): SignedIn | null {
    const staff = here && find(here.staffId);
    // Who was struck off meanwhile has no say here any more.
    return here && staff ? { staffId: staff.id, name: staff.name, role: staff.role, locked: here.locked } : null;
  }

  return {
    list: () => members().map(({ id, name, role }) => ({ staffId: id, name, role, waitMs: leftMs(id) || null })),
    signedIn,
    current: () => (here && !here.locked ? find(here.staffId) : null),
    prove: check,
    async signIn(staffId, pin) {
      const answer = await check(staffId, pin);
      if (!answer.ok) return answer;
      store.transaction(() => {
        if (here && here.staffId !== staffId) note('out', here.staffId);
        note('in', staffId);
      });
      here = { staffId, locked: false };
      return answer;
    },
    signOut() {
      if (!here) return;
      const { staffId } = here;
      store.transaction(() => note('out', staffId));
      here = null;
    },
    lock() {
      if (!here || here.locked) return;
      const { staffId } = here;
      store.transaction(() => note('locked', staffId));
      here = { staffId, locked: true };
    },
    async approve(staffId, pin, act) {
      if (find(staffId)?.role !== 'manager') return { ok: false, reason: 'not-a-manager' };
      const answer = await check(staffId, pin);
      if (!answer.ok) return answer;
      const approvalId = deps.makeId();
      const nowMs = clock.monotonicMs();
      for (const [id, { untilMs }] of approvals) if (untilMs <= nowMs) approvals.delete(id);
      approvals.set(approvalId, { by: staffId, act, untilMs: nowMs + approvalMs });
      return { ok: true, approvalId };
    },
    spendApproval(approvalId, act) {
      const approval = approvalId === undefined ? undefined : approvals.get(approvalId);
      if (approvalId === undefined || approval?.act !== act || approval.untilMs <= clock.monotonicMs()) return null;
      approvals.delete(approvalId);
      return approval.by;
    },
  };
}

const waitAfter = (wrong: number): number =>
  waitsMs[Math.min(Math.floor(wrong / triesMax), waitsMs.length) - 1] ?? waitsMs[0];

/** An usher has no drawer. */
export const mayHaveDrawer = (role: StaffRole): boolean => role !== 'usher';
