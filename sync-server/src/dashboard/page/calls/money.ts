import type * as T from '../money-types.ts';
import type { Calls } from './calls.ts';

interface Days {
  from: string;
  to: string;
}
type Page<Name extends string, Row> = Record<Name, Row[]> & { next: string | null };

export const makeMoneyCalls = ({ get, order, file }: Calls) => ({
  takings: (cinema: number, days: Days, by: T.Grouping) =>
    get<T.Takings>(`/managed/cinemas/${cinema}/takings`, { ...days, by }),
  bookingsFile: (cinema: number, days: Days) =>
    file(`/managed/cinemas/${cinema}/bookings.csv?${new URLSearchParams({ ...days })}`),
  moneyByPerson: (cinema: number, days: Days) =>
    get<{ currency: string; people: T.Person[] }>(`/managed/cinemas/${cinema}/money-by-person`, { ...days }),
  shifts: (cinema: number, days: Days, cursor: string | null = null) =>
    get<T.ShiftList>(`/managed/cinemas/${cinema}/shifts`, { ...days, cursor }),
  shift: (terminal: number, seq: number) => get<T.ShiftDetail>(`/managed/terminals/${terminal}/shifts/${seq}`),
  returnDrafts: (cinema: number, period: { kind: T.ReturnKind; from: string }) =>
    get<{ currency: string; drafts: T.ReturnDraft[] }>(`/managed/cinemas/${cinema}/film-return-drafts`, { ...period }),
  makeReturn: (cinema: number, key: string, body: { kind: T.ReturnKind; from: string; movieId: number }) =>
    order<{ id: number }>(`/managed/cinemas/${cinema}/film-returns`, key, body),
  returns: (cinema: number, cursor: string | null = null) =>
    get<Page<'returns', T.MadeReturn>>(`/managed/cinemas/${cinema}/film-returns`, { cursor }),
  madeReturn: (id: number) => get<{ made: T.MadeReturn; lines: T.ReturnLine[] }>(`/managed/film-returns/${id}`),
  refunds: (cinema: number, state: T.RefundState, cursor: string | null = null) =>
    get<Page<'refunds', T.ListedRefund>>(`/managed/cinemas/${cinema}/refunds`, { state, cursor }),
  payOut: (id: string, key: string, body: { kind: 'cash' | 'card'; evenIfUsed: boolean }) =>
    order<{ toVouchersMinor?: number }>(`/managed/refunds/${encodeURIComponent(id)}/pay-out`, key, body),
  askRelease: (id: string, key: string) =>
    order<unknown>(`/managed/refunds/${encodeURIComponent(id)}/release`, key, {}),
  vouchers: (query: { state: string | null; codeEnd: string | null; cursor: string | null }) =>
    get<Page<'vouchers', T.Voucher>>('/vouchers', query),
  voucher: (id: number) => get<{ voucher: T.Voucher; movements: T.VoucherMovement[] }>(`/vouchers/${id}`),
  issueVouchers: (key: string, body: VouchersToIssue) =>
    order<{ vouchers: { id: number; code: string }[] }>('/vouchers', key, body),
  voidVoucher: (id: number, key: string, reason: string) => order<unknown>(`/vouchers/${id}/void`, key, { reason }),
  takeBackVoucher: (id: number, key: string, reason: string) =>
    order<unknown>(`/vouchers/${id}/take-back`, key, { reason }),
});

export interface VouchersToIssue {
  cinemaId: number | null;
  currency: string;
  amountMinor: number;
  count: number;
  expiresAtMs: number;
}
