/** How what concerns a cinema's staff is changed: once for a key, noted, and told to the cinema's terminals. */
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { noteAct } from '../accounts/accounts.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import type { Caller, Refused } from '../platform/api.ts';
import { type Database, RolledBack, type Transaction } from '../platform/database.ts';
import type { HashPin, StaffPepper } from './pins.ts';

export type StaffApiDeps = Parameters<typeof writeOpenChanges>[1] & {
  database: Database;
  staffPepper: StaffPepper;
  hashPin: HashPin;
};

export interface Edited {
  id: number;
  cinemaId: number;
  /** What the audit log says of it. Never a PIN, nor what is made of one. */
  noted: Record<string, unknown>;
}
export interface EditRequest {
  operation: string;
  caller: Caller;
  idempotencyKey: string;
  params: object;
  /** Never the PIN itself: six digits are found from any hash that is kept of them. */
  body: object;
}

export const no = (refusal: Refused): RolledBack<Refused> => new RolledBack(refusal);

/** Once for a key, noted, and told to the cinema's terminals, in one transaction. */
export function editStaff(
  deps: StaffApiDeps,
  { operation, caller, idempotencyKey, params, body }: EditRequest,
  work: (tx: Transaction) => Promise<Edited>,
): Promise<{ id: number } | Refused> {
  const by = `user ${caller.userId}`;
  return runOnce<{ id: number } | Refused, Refused>(
    deps,
    { operationId: `${operation}:${by}:${idempotencyKey}`, body: { params, body } },
    async (tx) => {
      const { id, cinemaId, noted } = await work(tx);
      await noteAct(tx, deps, { operation, by, detail: { cinemaId, ...noted } });
      await writeOpenChanges(tx, deps, [{ stream: cinemaStream(cinemaId), body: { kind: 'staff' } }]);
      return { id };
    },
    (refusal) => refusal,
  );
}
