/** Who works at the simulated cinema. Their hashes are no hashes: what argon2 costs tells nothing here. */
import type { StaffMember } from '@marquee/shared/protocol/streams';
import { tillLimits } from '@marquee/sync-server/staff/staff';
import { keyPin } from '@marquee/terminal/platform/pin-hash';

export const staffPepper = new Uint8Array(32).fill(11);
export const pinOf = ({ id }: { id: number }): string => String(135_790 + id);
const member = (id: number, role: StaffMember['role']): StaffMember => ({
  id,
  name: `${role} ${id}`,
  role,
  pinHash: keyPin(staffPepper, pinOf({ id })),
});
export const cashiers = [member(1, 'cashier'), member(2, 'cashier')];
export const shiftManager = member(3, 'manager');

/** What the cinema's stream says of them. */
export const till = { staff: [...cashiers, shiftManager], limits: tillLimits };
export const checkPin = async (pinHash: string, keyedPin: string): Promise<boolean> => pinHash === keyedPin;
