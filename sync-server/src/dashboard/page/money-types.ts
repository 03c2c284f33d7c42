/** What the server answers about money, as its OpenAPI document says. */
export const groupings = ['day', 'hour', 'film', 'screening', 'class', 'channel'] as const;
export type Grouping = (typeof groupings)[number];

export interface TakingsSums {
  bookings: number;
  tickets: number;
  comps: number;
  ticketsBack: number;
  ticketsMinor: number;
  itemsMinor: number;
  otherMinor: number;
  soldMinor: number;
  backMinor: number;
  netMinor: number;
  taxMinor: number;
}
export interface TakingsRow extends TakingsSums {
  key: string;
  title: string | null;
  venue: string | null;
  startsAtMs: number | null;
}
export interface Takings {
  currency: string;
  rows: TakingsRow[];
  total: TakingsSums;
  tenders: { kind: string; inMinor: number; outMinor: number; declinedMinor: number }[];
  back: { kind: string; count: number; minor: number }[];
  owedMinor: number;
}
export interface ShiftSums {
  currency: string;
  sales: number;
  tickets: number;
  ticketsMinor: number;
  itemsMinor: number;
  comps: number;
  taxMinor: number;
  refunds: number;
  refundsMinor: number;
  corrections: number;
  correctionsMinor: number;
  cashTakenMinor: number;
  cashGivenBackMinor: number;
  cardTakenMinor: number;
  cardGivenBackMinor: number;
  voucherTakenMinor: number;
  voucherGivenBackMinor: number;
  creditTakenMinor: number;
  creditGivenBackMinor: number;
  floatMinor: number;
  cashInMinor: number;
  dropMinor: number;
  paidOutMinor: number;
  noSales: number;
  expectedMinor: number;
  overShortMinor: number;
}
export interface ListedShift {
  terminal: number;
  terminalName: string;
  seq: number;
  drawer: string;
  staffName: string | null;
  staffId: number;
  businessDate: string;
  state: 'open' | 'closed';
  openedAtMs: number;
  closedAtMs: number | null;
  countedMinor: number | null;
  approvedBy: string | null;
  sums: ShiftSums;
  isDifferent: boolean;
  unsent: number | null;
  lastSeenMs: number | null;
}
export interface ShiftList {
  currency: string;
  shifts: ListedShift[];
  next: string | null;
  total: { shifts: number; open: number; countedMinor: number; sums: ShiftSums } | null;
}
export type MovementKind = 'cash-in' | 'drop' | 'paid-out' | 'no-sale';
export interface ShiftDetail {
  shift: ListedShift;
  here: ShiftSums;
  movements: {
    kind: MovementKind;
    amountMinor: number;
    reason: string;
    staffName: string | null;
    approvedBy: string | null;
    atMs: number;
  }[];
}
export type PersonAct = 'sale' | 'member' | 'comp' | 'void' | 'refund' | 'exchange' | 'override' | MovementKind;
export interface Person {
  staffId: number | null;
  name: string | null;
  did: Partial<Record<PersonAct, { count: number; minor: number; approved: number }>>;
}
export type ReturnKind = 'day' | 'week';
export interface ReturnSums {
  seats: number;
  grossMinor: number;
  taxMinor: number;
  netMinor: number;
}
export interface ReturnLine extends ReturnSums {
  showDate: string;
  ticketClass: string;
  priceMinor: number;
  ofReturn: number | null;
}
export interface ReturnDraft extends ReturnSums {
  movieId: number;
  title: string;
  screenings: number;
  isOver: boolean;
  madeId: number | null;
  lines: ReturnLine[];
}
export interface MadeReturn extends ReturnSums {
  id: number;
  movieId: number;
  title: string;
  kind: ReturnKind;
  number: number;
  from: string;
  to: string;
  currency: string;
  madeBy: string;
  madeAtMs: number;
}
export type RefundState = 'prepared' | 'refunding' | 'refunded';
export interface ListedRefund {
  id: string;
  order: string;
  state: RefundState;
  amountMinor: number;
  currency: string;
  reason: string;
  requestedBy: string;
  atMs: number;
  channel: string;
  title: string | null;
  startsAtMs: number | null;
  tickets: number;
  stillValid: number;
  used: number;
  heldElsewhere: number;
  paidByVoucherMinor: number;
}
export const voucherStates = ['free', 'granted', 'spent', 'void'] as const;
export type VoucherState = (typeof voucherStates)[number];
export interface Voucher {
  id: number;
  codeEnd: string;
  cinemaId: number | null;
  currency: string;
  initialMinor: number;
  balanceMinor: number;
  expiresAtMs: number;
  state: VoucherState;
  heldBy: number | null;
  issuedAtMs: number;
}
export interface VoucherMovement {
  kind: 'issue' | 'grant' | 'return' | 'spend' | 'refund' | 'void' | 'take-back';
  amountMinor: number;
  terminal: number | null;
  seq: number | null;
  by: string | null;
  atMs: number;
}
