/** Prices, items, staff, users, papers and the audit log. */
import type * as T from '../people-types.ts';
import type { Calls } from './calls.ts';

type Made = { id: number };

export const makePeopleCalls = ({ get, order, change, file }: Calls) => ({
  prices: (cinema: number) => get<T.PriceList>(`/cinemas/${cinema}/prices`),
  changePrices: (cinema: number, key: string, list: T.PriceList) =>
    change<Made>('PUT', `/cinemas/${cinema}/prices`, list, key),
  priceRules: (cinema: number) => get<{ rules: T.Rule[] }>(`/cinemas/${cinema}/price-rules`),
  /** Refused where others than `basedOn` hold by now. */
  changePriceRules: (cinema: number, key: string, body: { rules: T.NewRule[]; basedOn: number[] }) =>
    change<Made>('PUT', `/cinemas/${cinema}/price-rules`, body, key),
  previewPrices: (cinema: number, body: { screeningId?: number; show?: T.Show; rules?: T.NewRule[] }) =>
    order<T.PriceTable>(`/cinemas/${cinema}/prices/preview`, 'nothing-is-ordered', body),
  items: (cinema: number) => get<{ items: T.Item[] }>(`/cinemas/${cinema}/items`),
  addItem: (cinema: number, key: string, item: Omit<T.Item, 'id' | 'active'>) =>
    order<Made>(`/cinemas/${cinema}/items`, key, item),
  changeItem: (item: number, key: string, body: Partial<Omit<T.Item, 'id'>>) =>
    change<Made>('PATCH', `/items/${item}`, body, key),
  staff: (cinema: number) => get<{ staff: T.StaffMember[] }>(`/cinemas/${cinema}/staff`),
  addStaff: (cinema: number, key: string, member: { name: string; role: T.StaffRole; pin: string }) =>
    order<Made>(`/cinemas/${cinema}/staff`, key, member),
  changeStaff: (member: number, key: string, body: Partial<Omit<T.StaffMember, 'id'>>) =>
    change<Made>('PATCH', `/staff/${member}`, body, key),
  setPin: (member: number, key: string, pin: string) => change<Made>('PUT', `/staff/${member}/pin`, { pin }, key),
  limits: (cinema: number) => get<T.TillLimits>(`/cinemas/${cinema}/limits`),
  changeLimits: (cinema: number, key: string, limits: T.TillLimits) =>
    change<Made>('PUT', `/cinemas/${cinema}/limits`, limits, key),
  people: (role: 'manager' | 'admin', cursor: string | null = null) =>
    get<{ people: T.Person[]; next: string | null }>('/managed/people', { role, cursor }),
  findPerson: (phone: string) => get<T.Person>('/managed/people/by-phone', { phone }),
  changeRole: (user: number, role: T.UserRole) => change<unknown>('PUT', `/users/${user}/role`, { role }),
  giveCinemas: (user: number, cinemaIds: number[]) =>
    change<{ cinemaIds: number[] }>('PUT', `/users/${user}/cinemas`, { cinemaIds }),
  endSessions: (user: number) => change<{ ended: number }>('DELETE', `/users/${user}/sessions`, undefined),
  houseLines: (cinema: number) =>
    get<{ lines: T.HouseLines; papers: string[] }>(`/managed/cinemas/${cinema}/house-lines`),
  changeHouseLines: (cinema: number, key: string, lines: T.HouseLines) =>
    change<unknown>('PUT', `/managed/cinemas/${cinema}/house-lines`, lines, key),
  paper: (cinema: number, { name, width, ...draft }: T.PaperWish) => {
    const query = new URLSearchParams({ width: String(width), ...draft });
    return file(`/managed/cinemas/${cinema}/papers/${name}?${query}`);
  },
  /** Null: everything that anybody did. */
  actions: (cinema: number | null, wanted: T.ActionsWanted & { cursor: string | null }) =>
    get<{ actions: T.Action[]; next: string | null }>(
      cinema === null ? '/managed/actions' : `/managed/cinemas/${cinema}/actions`,
      { ...wanted },
    ),
});
