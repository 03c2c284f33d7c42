/** What the server answers about prices, items, staff, users, papers and acts, as its OpenAPI document says. */
export const ticketClasses = ['adult', 'child', 'student', 'senior'] as const;
export type TicketClass = (typeof ticketClasses)[number];
export const seatKinds = ['standard', 'vip', 'wheelchair', 'companion'] as const;
export type SeatKind = (typeof seatKinds)[number];
export const displays = ['2D', '3D', 'IMAX', 'Dolby'] as const;
export type Display = (typeof displays)[number];

export interface PriceList {
  currency: string;
  classPercent: Record<TicketClass, number>;
  seatKindMinor: Record<SeatKind, number>;
  displayMinor: Record<Display, number>;
  roundToMinor: number;
  taxBasisPoints: number;
}
export type RulePrice =
  | { kind: 'percent'; percent: number }
  | { kind: 'fixed'; minor: number }
  | { kind: 'less'; minor: number };
export interface NewRule {
  rank: number;
  name: string;
  weekdays?: number[];
  fromMinute?: number;
  toMinute?: number;
  fromDate?: string;
  toDate?: string;
  ticketClasses?: TicketClass[];
  seatKinds?: SeatKind[];
  displays?: Display[];
  membersOnly?: boolean;
  price: RulePrice;
}
export interface Rule extends NewRule {
  id: number;
}
export interface Show {
  startsAtMs: number;
  display: Display;
  priceMinor: number;
}
export interface PriceCell {
  ticketClass: TicketClass;
  seatKind: SeatKind;
  isMember: boolean;
  priceMinor: number;
  taxMinor: number;
  rule: number | null;
  classMinor: number;
  ruledMinor: number;
  seatMinor: number;
  displayMinor: number;
}
export interface PriceTable {
  currency: string;
  show: Show;
  cells: PriceCell[];
}
export interface Item {
  id: number;
  name: string;
  priceMinor: number;
  taxBasisPoints: number;
  active: boolean;
}
export const staffRoles = ['cashier', 'usher', 'manager'] as const;
export type StaffRole = (typeof staffRoles)[number];
export interface StaffMember {
  id: number;
  name: string;
  role: StaffRole;
  active: boolean;
}
export interface TillLimits {
  refundMinorMax: number;
  compTicketsMax: number;
  paidOutMinorMax: number;
  overShortMinorMax: number;
}
export const userRoles = ['moviegoer', 'cashier', 'usher', 'manager', 'admin'] as const;
export type UserRole = (typeof userRoles)[number];
export interface Person {
  id: number;
  name: string;
  phone: string | null;
  role: UserRole;
  cinemaIds: number[];
  sessions: number;
  lastSeenMs: number | null;
}
export interface HouseLines {
  header: string[];
  footer: string[];
}
export interface PaperWish {
  name: string;
  width: 58 | 80;
  language: 'en' | 'zh';
  header: string;
  footer: string;
}
export interface Action {
  id: number;
  atMs: number;
  operation: string;
  by: string;
  actor: { id: number; name: string } | null;
  cinemaId: number | null;
  user: { id: number; name: string } | null;
  object: string | null;
  detail: Record<string, unknown>;
}
export interface ActionsWanted {
  user: string | null;
  operation: string | null;
  object: string | null;
  from: string | null;
  to: string | null;
}
