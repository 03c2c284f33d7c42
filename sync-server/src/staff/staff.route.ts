/** How managers keep the list of those who may sign in at terminals. */
import { StaffRole } from '@marquee/shared/protocol/streams';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type ApiRoute, type Caller, defineRoute, refuse } from '../platform/api.ts';
import type { Transaction } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { type Edited, editStaff, no, type StaffApiDeps } from './edit-staff.ts';
import { keyPin, Pin } from './pins.ts';
import { insertMember, type StaffRow, selectMember, selectStaff, updateMember } from './staff.sql.ts';

const IdParams = z.object({ id: numberText(idMax) });
const name = z.string().trim().min(1).max(60);
const Member = z
  .object({ id: z.int(), name: z.string(), role: StaffRole, active: z.boolean() })
  .meta({ id: 'StaffMember' });
const Answer = z.object({ id: z.int() });

export function makeStaffApi(deps: StaffApiDeps): ApiRoute[] {
  return [makeStaffInfo(deps), makeInsertStaff(deps), makeChangeStaff(deps), makeSetPin(deps)];
}

const makeStaffInfo = (deps: StaffApiDeps) =>
  defineRoute({
    operationId: 'Staff_info',
    method: 'get',
    path: '/api/v1/cinemas/:id/staff',
    tag: 'staff',
    summary: 'Who may sign in at a cinema’s terminals, and who might once',
    authority: 'manager',
    params: IdParams,
    answer: z.object({ staff: z.array(Member) }),
    handle: async ({ params, caller }) => {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      const rows = await selectStaff(deps.database, params.id);
      return {
        staff: rows.map((row) => ({ id: row.id, name: row.name, role: row.role, active: Number(row.active) === 1 })),
      };
    },
  });

const makeInsertStaff = (deps: StaffApiDeps) =>
  defineRoute({
    operationId: 'Insert_staff',
    method: 'post',
    path: '/api/v1/cinemas/:id/staff',
    tag: 'staff',
    summary: 'Let somebody sign in at a cinema’s terminals',
    authority: 'manager',
    params: IdParams,
    body: z.strictObject({ name, role: StaffRole, pin: Pin }),
    answer: Answer,
    status: 201,
    idempotent: true,
    handle: async (request) => {
      const { id: cinemaId } = request.params;
      const { pin, ...member } = request.body;
      const keyedPin = keyPin(deps.staffPepper(cinemaId), pin);
      const pinHash = await deps.hashPin(keyedPin);
      return editStaff(deps, { operation: 'insert-staff', ...request, body: { ...member, keyedPin } }, async (tx) => {
        if (!(await maySeeCinema(tx, request.caller, cinemaId))) throw no(refuse('not-found'));
        const id = await insertMember(tx, { ...member, cinema_id: cinemaId, pin_hash: pinHash });
        return { id, cinemaId, noted: { staffId: id, ...member } };
      });
    },
  });

const makeChangeStaff = (deps: StaffApiDeps) =>
  defineRoute({
    operationId: 'Change_staff',
    method: 'patch',
    path: '/api/v1/staff/:id',
    tag: 'staff',
    summary: 'Rename somebody, change what they may do, or strike them off',
    authority: 'manager',
    params: IdParams,
    body: z
      .strictObject({ name, role: StaffRole, active: z.boolean() })
      .partial()
      .refine((change) => Object.keys(change).length > 0, 'must change something'),
    answer: Answer,
    idempotent: true,
    handle: (request) =>
      editStaff(deps, { operation: 'change-staff', ...request }, async (tx) => {
        const { active, ...row } = request.body;
        return changeMember(tx, request, active === undefined ? row : { ...row, active: active ? 1 : 0 });
      }),
  });

const makeSetPin = (deps: StaffApiDeps) =>
  defineRoute({
    operationId: 'Set_staff_pin',
    method: 'put',
    path: '/api/v1/staff/:id/pin',
    tag: 'staff',
    summary: 'Give somebody another PIN',
    authority: 'manager',
    params: IdParams,
    body: z.strictObject({ pin: Pin }),
    answer: Answer,
    idempotent: true,
    handle: async (request) => {
      const { id } = request.params;
      const member = await selectMember(deps.database, id);
      if (!member) return refuse('not-found');
      const keyedPin = keyPin(deps.staffPepper(member.cinema_id), request.body.pin);
      const pinHash = await deps.hashPin(keyedPin);
      return editStaff(deps, { operation: 'set-staff-pin', ...request, body: { keyedPin } }, (tx) =>
        changeMember(tx, request, { pin_hash: pinHash }),
      );
    },
  });

async function changeMember(
  tx: Transaction,
  { params: { id }, caller }: { params: { id: number }; caller: Caller },
  row: { [Column in keyof Omit<StaffRow, 'id' | 'cinema_id'>]?: StaffRow[Column] | undefined },
): Promise<Edited> {
  const member = await selectMember(tx, id);
  if (!member || !(await maySeeCinema(tx, caller, member.cinema_id))) throw no(refuse('not-found'));
  await updateMember(tx, id, row);
  const { pin_hash: _, ...changed } = row;
  return { id, cinemaId: member.cinema_id, noted: { staffId: id, name: member.name, changed } };
}
