/** Who may sign in at a cinema's terminals, and above which amounts a manager has to say yes. */
import type { StaffMember, TillLimits } from '@marquee/shared/protocol/streams';
import type { Queries } from '../platform/database.ts';
import { loadLimits } from './limits.sql.ts';
import { selectStaff } from './staff.sql.ts';

export { demoStaff, insertDemoStaff } from './demo-staff.ts';
export type { StaffApiDeps } from './edit-staff.ts';
export { makeLimitsApi } from './limits.route.ts';
export { tillLimits } from './limits.sql.ts';
export { type HashPin, hashPin, makeStaffPepper, type StaffPepper } from './pins.ts';
export { makeStaffApi } from './staff.route.ts';

/** No more are sent: a cinema has a few dozen. */
export const staffMax = 500;

/** For `cinema:<id>`: those who are active. */
export async function loadTill(
  queries: Queries,
  cinemaId: number,
): Promise<{ staff: StaffMember[]; limits: TillLimits }> {
  const active = (await selectStaff(queries, cinemaId)).filter((row) => Number(row.active) === 1);
  const staff = active
    .slice(0, staffMax)
    .map(({ id, name, role, pin_hash }) => ({ id, name, role, pinHash: pin_hash }));
  return { staff, limits: await loadLimits(queries, cinemaId) };
}
