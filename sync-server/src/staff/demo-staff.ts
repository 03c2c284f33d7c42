import { demoStaff } from '@marquee/db/demo/demo-staff';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { writeOpenChanges } from '../feed/feed.ts';
import type { Database } from '../platform/database.ts';
import { type HashPin, keyPin, type StaffPepper } from './pins.ts';
import { insertMember, selectStaff } from './staff.sql.ts';

export { demoStaff } from '@marquee/db/demo/demo-staff';

type DemoDeps = Parameters<typeof writeOpenChanges>[1] & {
  database: Database;
  staffPepper: StaffPepper;
  hashPin: HashPin;
};

/** Where nobody works yet; a demo from before there were tills gets its staff too. */
export async function insertDemoStaff(deps: DemoDeps, cinemaId: number): Promise<void> {
  if ((await selectStaff(deps.database, cinemaId)).length > 0) return;
  const pepper = deps.staffPepper(cinemaId);
  const hashes = await Promise.all(demoStaff.map(({ pin }) => deps.hashPin(keyPin(pepper, pin))));
  await deps.database.transaction('demo staff', async (tx) => {
    // The stream's row holds back another instance that does the same.
    await writeOpenChanges(tx, deps, [{ stream: cinemaStream(cinemaId), body: { kind: 'staff' } }]);
    if ((await selectStaff(tx, cinemaId)).length > 0) return;
    for (const [index, { name, role }] of demoStaff.entries())
      await insertMember(tx, { cinema_id: cinemaId, name, role, pin_hash: hashes[index] ?? '' });
  });
}
