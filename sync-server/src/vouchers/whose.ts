/**
 * Whose a voucher is: of a cinema, that cinema's managers'. One that is good at every cinema (null) belongs to the
 * administrators, and managers look at it, since any guest may come with it.
 */
import { maySeeCinema, selectManagedCinemas } from '../accounts/accounts.ts';
import { type Caller, type Refusal, type Refused, refuse } from '../platform/api.ts';
import type { Queries } from '../platform/database.ts';

export const ofChain = {
  'voucher-of-chain': { status: 403, title: 'It is good at every cinema: an administrator’s to issue and to end.' },
} as const satisfies Record<string, Refusal>;

export const maySeeVoucher = async (queries: Queries, caller: Caller, cinemaId: number | null): Promise<boolean> =>
  cinemaId === null || maySeeCinema(queries, caller, cinemaId);

/** Null: they may issue, void and take back vouchers of this cinema. */
export async function refuseVoucherAct(
  queries: Queries,
  caller: Caller,
  cinemaId: number | null,
): Promise<Refused | null> {
  if (cinemaId === null) return caller.role === 'admin' ? null : refuse('voucher-of-chain');
  return (await maySeeCinema(queries, caller, cinemaId)) ? null : refuse('not-found');
}

/** Whose vouchers are listed, besides those that are good everywhere; null: all. */
export const selectVoucherCinemas = async (queries: Queries, caller: Caller): Promise<number[] | null> =>
  caller.role === 'admin' ? null : (await selectManagedCinemas(queries, caller)).map(({ id }) => id);
