/** A till in the test's hands: a box office with staff, limits and PINs that cost nothing to check. */
import { aCinemaSnapshot } from '@marquee/shared/testing/builders';
import { keyPin } from '../../platform/pin-hash.ts';
import { makeAtTheTill, type ShiftDeps } from '../../shift/shift.ts';
import { type BoxOffice, openBoxOffice, terminalNumber } from '../../testing/box-office.ts';
import { openStaff, type Staff } from '../staff.ts';

export const pepper = new Uint8Array(32).fill(9);
const hashOf = (pin: string): string => keyPin(pepper, pin);

export const ann = { id: 1, name: 'Ann', role: 'cashier' as const, pinHash: hashOf('111222') };
export const ben = { id: 2, name: 'Ben', role: 'cashier' as const, pinHash: hashOf('222333') };
export const mia = { id: 3, name: 'Mia', role: 'manager' as const, pinHash: hashOf('333444') };
export const uwe = { id: 4, name: 'Uwe', role: 'usher' as const, pinHash: hashOf('444555') };
export const pins = { 1: '111222', 2: '222333', 3: '333444', 4: '444555' } as const;

export interface TillOffice extends BoxOffice {
  staff: Staff;
  shift: ShiftDeps;
  /** How many PINs were compared with a hash. */
  checked(): number;
  signIn(person: { id: number }): Promise<void>;
  /** Payloads of the entries of one type. */
  entries(type: string): Record<string, unknown>[];
  restart(): void;
}

export function openTillOffice(): TillOffice {
  const office = openBoxOffice() as TillOffice;
  let checks = 0;
  const save = () => {
    office.store.transaction(() =>
      office.deps.catalogue.save(
        aCinemaSnapshot({
          staff: [ann, ben, mia, uwe],
          limits: { refundMinorMax: 2000, compTicketsMax: 0, paidOutMinorMax: 1000, overShortMinorMax: 200 },
        }),
      ),
    );
    office.deps.catalogue.reload();
  };
  const open = () => {
    const { store, key, nowMs, catalogue, clock, makeId } = office.deps;
    office.staff = openStaff({
      store,
      key,
      nowMs,
      catalogue,
      clock,
      makeId,
      pepper: () => pepper,
      checkPin: async (hash, keyed) => {
        checks += 1;
        return hash === keyed;
      },
    });
    const { staff } = office;
    const { counter } = office.deps;
    office.shift = { store, key, nowMs, catalogue, staff, counter, terminal: terminalNumber };
    office.deps.till = makeAtTheTill(office.shift, true);
    office.deps.channel = 'till';
  };
  save();
  open();
  office.checked = () => checks;
  office.signIn = async ({ id }) => {
    const answer = await office.staff.signIn(id, pins[id as keyof typeof pins]);
    if (!answer.ok) throw new Error(`refused: ${answer.reason}`);
  };
  office.entries = (type) =>
    office.store
      .all<{ payload: string }>('SELECT payload FROM journal WHERE type = ? ORDER BY seq', type)
      .map((row) => JSON.parse(row.payload));
  office.restart = () => {
    office.reopen();
    open();
  };
  return office;
}
