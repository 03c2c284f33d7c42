/** Above which amounts a cinema's tills ask for a manager. */
import { TillLimits } from '@marquee/shared/protocol/streams';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { editStaff, no, type StaffApiDeps } from './edit-staff.ts';
import { loadLimits, replaceLimits } from './limits.sql.ts';

const amountMinorMax = 10_000_000;
const IdParams = z.object({ id: numberText(idMax) });
const amount = z.int().min(0).max(amountMinorMax);
const Limits = z
  .strictObject({
    ...TillLimits.shape,
    refundMinorMax: amount,
    compTicketsMax: z.int().min(0).max(100),
    paidOutMinorMax: amount,
    overShortMinorMax: amount,
  })
  .meta({ id: 'TillLimits', description: 'Above these a till asks for a manager’s PIN.' });

export function makeLimitsApi(deps: StaffApiDeps): ApiRoute[] {
  const read = defineRoute({
    operationId: 'Till_limits',
    method: 'get',
    path: '/api/v1/cinemas/:id/limits',
    tag: 'staff',
    summary: 'Above which amounts a cinema’s tills ask for a manager',
    authority: 'manager',
    params: IdParams,
    answer: Limits,
    async handle({ params, caller }) {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      return loadLimits(deps.database, params.id);
    },
  });
  const change = defineRoute({
    operationId: 'Change_till_limits',
    method: 'put',
    path: '/api/v1/cinemas/:id/limits',
    tag: 'staff',
    summary: 'Other amounts above which tills ask for a manager',
    authority: 'manager',
    params: IdParams,
    body: Limits,
    answer: z.object({ id: z.int() }),
    idempotent: true,
    handle: (request) =>
      editStaff(deps, { operation: 'change-till-limits', ...request }, async (tx) => {
        const { id } = request.params;
        if (!(await maySeeCinema(tx, request.caller, id))) throw no(refuse('not-found'));
        const before = await loadLimits(tx, id);
        await replaceLimits(tx, id, request.body);
        return { id, cinemaId: id, noted: { before, after: request.body } };
      }),
  });
  return [read, change];
}
