/** What the server answers, as its OpenAPI document says. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
}
export interface Cinema {
  id: number;
  name: string;
  city: string;
  timeZone: string;
  currency: string;
  today: string;
}
export interface Overview {
  actor: string;
  role: string;
  nowMs: number;
  cinemas: Cinema[];
}
export interface Holder {
  terminal: number;
  name: string;
  seats: number;
  isReachable: boolean;
  isClosed: boolean;
}
export interface HouseScreening {
  id: number;
  movieId: number;
  title: string;
  venueId: number;
  venue: string;
  startsAtMs: number;
  endsAtMs: number;
  display: string;
  language: string;
  seating: string;
  state: 'published' | 'cancelled';
  capacity: number;
  sold: number;
  held: number;
  granted: number;
  stranded: number;
  quarantined: number;
  blocked: number;
  free: number;
  wheelchair: { left: number; all: number };
  holders: Holder[];
  admitted: number;
  openExceptions: number;
  takingsMinor: number;
  currency: string;
}
export const seatStates = ['sold', 'held', 'paying', 'granted', 'stranded', 'quarantined', 'blocked', 'free'] as const;
export type SeatState = (typeof seatStates)[number];
export interface HouseSeat {
  seatId: number;
  placeId: number;
  row: string;
  label: string;
  x: number;
  y: number;
  kind: 'standard' | 'vip' | 'wheelchair' | 'companion';
  state: SeatState;
  holder: number;
  blockedFor: 'broken' | 'house' | 'cancelled' | 'moved' | null;
  isBroken: boolean;
  admitted: boolean;
}
export interface SeatEvent {
  atMs: number;
  what: 'moved' | 'sold' | 'refunded' | 'admitted';
  state?: string;
  terminal?: number;
  terminalName?: string;
  orderKey?: string;
  channel?: string;
  by?: string;
  ticketClass?: string;
  amountMinor?: number;
  currency?: string;
  reason?: string;
  isValid?: boolean;
}
export interface SeatHistory {
  label: string;
  events: SeatEvent[];
  before: number | null;
}
export interface Blocked {
  blocked: number[];
  recalled: number[];
  waiting: number[];
  sold: number[];
}
export interface AffectedTicket {
  screeningId: number;
  title: string;
  startsAtMs: number;
  orderKey: string;
  channel: string;
}
export interface CancelPreview {
  title: string;
  isCancelled: boolean;
  currency: string;
  channels: { channel: string; bookings: number; tickets: number; refundMinor: number }[];
  held: number;
  terminals: { terminal: number; name: string; seats: number; isReachable: boolean }[];
}
export interface Listed {
  id: string;
  kind: string;
  title: string;
  meaning: string;
  terminal: { id: number; name: string | null } | null;
  seq: number | null;
  screening: {
    id: number;
    title: string | null;
    venue: string | null;
    startsAtMs: number | null;
    timeZone: string | null;
  } | null;
  seat: { id: number; label: string | null } | null;
  raisedAtMs: number;
  sides: { who: string; lines: string[] }[];
  detail: Record<string, unknown>;
  actions: { id: string; label: string; effect: string }[];
  settled: { atMs: number; by: string; action: string; note: string } | null;
}
export interface Inbox {
  open: { kind: string; n: number }[];
  exceptions: Listed[];
  next: string | null;
}
export type TerminalRole = 'kiosk' | 'till' | 'gate';
export interface Terminal {
  terminal: number;
  name: string;
  role: TerminalRole;
  state: string;
  isReachable: boolean;
  lastSeenMs: number | null;
  appVersion: string | null;
  enrolledAtMs: number;
  ackedSeq: number;
  isJournalWhole: boolean;
  holding: number;
  quarantined: number;
  status: TerminalStatus | null;
  /** Gravest first. */
  alarms: Alarm[];
  closed: { as: string; atMs: number | null; by: string | null; reason: string | null } | null;
}
export interface Alarm {
  code: string;
  tone: 'bad' | 'warn' | 'quiet';
  fault: string | null;
  n: number | null;
  sinceMs: number | null;
}
export interface TerminalStatus {
  atMs: number;
  isOld: boolean;
  unsent: number;
  oldestUnsentAtMs: number | null;
  lastSeq: number;
  holding: number;
  paper: 'full' | 'low' | 'out' | 'unknown' | 'none';
  printer: string | null;
  slips: { waiting: number; failed: number };
  reader: string | null;
  drawer: { fault: string | null } | null;
  scanner: { fault: string | null } | null;
  storedCharges: number;
  outOfService: string | null;
  diskFreeBytes: number | null;
  clock: { driftMs: number; roundTripMs: number } | null;
  refusedOffline: number;
}
export interface Holding {
  terminal: Terminal;
  screenings: { id: number; title: string; startsAtMs: number; seats: number }[];
}
export interface NewCode {
  name: string;
  role: TerminalRole;
  code: string;
  expiresAtMs: number;
}
export interface OpenCode {
  id: string;
  name: string;
  role: TerminalRole;
  expiresAtMs: number;
}
