import { z } from 'zod';
import { VenueMap } from '../seating/seat-map.ts';
import { PriceList } from '../tickets/price-list.ts';
import { Display, TicketClass } from '../tickets/ticket-class.ts';
import { ticketTextMax } from '../tickets/ticket-code.ts';

/**
 * Streams carry the server's state down. A revision counts a stream's changes without gaps, in commit order; the cursor
 * also names the incarnation of the server and the random id of the last change, so that a restored server is noticed.
 */
const u32 = z.int().min(1).max(0xffff_ffff);

export const StreamName = z.string().regex(/^(cinema|screening|grants):\d{1,10}$/);
export const cinemaStream = (cinemaId: number): string => `cinema:${cinemaId}`;
export const screeningStream = (screeningId: number): string => `screening:${screeningId}`;
export const grantsStream = (terminal: number): string => `grants:${terminal}`;

export const Cursor = z.object({
  incarnation: z.int().nonnegative(),
  revision: z.int().nonnegative(),
  /** Of the change with this revision; `start` after a snapshot at revision 0; empty before the first snapshot. */
  changeId: z.string().max(32),
});
/** In the place of a change's id, in the cursor of a stream that has no change yet. */
export const streamStart = 'start';
export type Cursor = z.infer<typeof Cursor>;

export const RightState = z.enum(['free', 'held', 'paying', 'granted', 'sold', 'quarantined', 'blocked']);
export type RightState = z.infer<typeof RightState>;

/** One seat of a screening as everybody may know it. `ticket` names the one valid ticket of a sold seat. */
export const SeatChange = z.object({
  seatId: u32,
  state: RightState,
  version: z.int().nonnegative(),
  /** Terminal number; 0 is the server. */
  holder: z.int().min(0).max(0xffff),
  ticket: z.object({ terminal: z.int().min(0), seq: z.int().min(1), line: z.int().min(1) }).nullable(),
});
export type SeatChange = z.infer<typeof SeatChange>;

/**
 * A booking that was made on a phone, so that any terminal of its cinema can print it, also without a network. `lines` are
 * those of its tickets that are valid; a line that is no longer named for its seat is not printed.
 */
export const PickUp = z.object({
  order: z.object({ terminal: z.int().min(0).max(0xffff), seq: u32 }),
  /** What the customer types: capitals and digits without those that look alike. */
  code: z.string().min(6).max(12),
  tickets: z
    .array(
      z.object({
        /** As in the ticket's code. */
        line: z.int().min(1).max(0xffff),
        seatId: u32,
        version: u32,
        ticketClass: TicketClass,
        priceMinor: z.int().nonnegative(),
        taxMinor: z.int().nonnegative(),
        /** The text of its QR code. */
        qr: z.string().max(ticketTextMax),
      }),
    )
    .max(20),
});
export type PickUp = z.infer<typeof PickUp>;

/** A ticket that a gate has let in: another gate refuses it as already used. */
export const Admission = z.object({
  ticket: z.object({ terminal: z.int().min(0).max(0xffff), seq: u32, line: z.int().min(1).max(0xffff) }),
  seatId: u32,
  /** The gate, and when. */
  gate: z.int().min(0).max(0xffff),
  atMs: z.int().nonnegative(),
});
export type Admission = z.infer<typeof Admission>;

/**
 * Body of a change in `screening:<id>`; `covered` says up to which journal entry each named terminal's sales are in. A
 * snapshot names all terminals of the cinema.
 */
export const ScreeningChange = z.object({
  seats: z.array(SeatChange),
  covered: z.array(z.object({ terminal: z.int(), seq: z.int() })),
  /** Each replaces what was known of its order; without tickets there is nothing left to be printed. */
  pickUps: z.array(PickUp).optional(),
  admitted: z.array(Admission).optional(),
});
export type ScreeningChange = z.infer<typeof ScreeningChange>;

const GrantedSeat = z.object({ seatId: u32, version: u32 });
/** Body of a change in `grants:<terminal>`. A recall only asks, and so does a release. */
export const GrantChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('grant'), screeningId: u32, seats: z.array(GrantedSeat) }),
  z.object({
    kind: z.literal('recall'),
    screeningId: u32,
    seats: z.array(GrantedSeat),
    /** Nobody may sell these seats any more: they are broken, kept by the house, or their screening is cancelled. */
    block: z.boolean(),
  }),
  /** The server wants to void or refund tickets of this sale, which the terminal still holds. */
  z.object({ kind: z.literal('release'), upToSeq: u32 }),
]);
export type GrantChange = z.infer<typeof GrantChange>;

export const Movie = z.object({
  id: u32,
  title: z.string(),
  director: z.string().nullable(),
  classification: z.array(z.string()),
  /** Age rating as printed: `PG-13`. */
  rating: z.string().nullable(),
  lengthMinutes: z.int().nullable(),
  releasedYear: z.int().nullable(),
  /** Tenths of a point, 0..100. */
  scoreTenths: z.int().nullable(),
  introduction: z.string().nullable(),
  /** SVG text, so that a poster is there without a network. */
  posterSvg: z.string().nullable(),
});
export type Movie = z.infer<typeof Movie>;

/** Where a right of a moved screening sits now: `seatId` names the right as ever, `placeId` a seat of the present venue. */
export const SeatPlace = z.object({ seatId: u32, placeId: u32 });
export type SeatPlace = z.infer<typeof SeatPlace>;

/** `unnumbered`: the seats of the venue only count; guests sit where they like. */
export const Seating = z.enum(['numbered', 'unnumbered']);
export type Seating = z.infer<typeof Seating>;

export const Screening = z.object({
  id: u32,
  movieId: u32,
  venueId: u32,
  startsAtMs: z.int(),
  endsAtMs: z.int(),
  display: Display,
  /** Language of the sound, BCP 47. */
  language: z.string(),
  priceMinor: z.int().nonnegative(),
  salesEndAtMs: z.int(),
  seating: Seating,
  /** Empty unless the screening was moved. A seat of the venue that is named neither as a right nor as a place is itself. */
  places: z.array(SeatPlace).max(3000),
});
export type Screening = z.infer<typeof Screening>;

/** A key whose signature on a ticket counts, certified by the cinema's key. */
export const KeyCertificate = z.object({
  keyId: z.int().min(1).max(0xffff),
  terminal: z.int().min(0).max(0xffff),
  cinemaId: u32,
  role: z.enum(['kiosk', 'till', 'gate', 'server']),
  /** Ed25519, 32 bytes, base64url. */
  publicKey: z.string(),
  /** By the cinema's key, over the fields above; base64url. */
  signature: z.string(),
});
export type KeyCertificate = z.infer<typeof KeyCertificate>;

export const Cinema = z.object({
  id: u32,
  name: z.string(),
  timeZone: z.string(),
  currency: z.string().length(3),
  information: z.string(),
});
export type Cinema = z.infer<typeof Cinema>;

export const staffRoles = ['cashier', 'usher', 'manager'] as const;
export const StaffRole = z.enum(staffRoles);
export type StaffRole = z.infer<typeof StaffRole>;

/** Who may sign in at this cinema's terminals. */
export const StaffMember = z.object({
  id: u32,
  name: z.string().min(1).max(60),
  role: StaffRole,
  /** argon2id in its own notation, over the PIN that was keyed with the cinema's pepper (see `hello`). */
  pinHash: z.string().max(200),
});
export type StaffMember = z.infer<typeof StaffMember>;

/** Sold beside tickets. The price contains its tax. */
export const ConcessionItem = z.object({
  id: u32,
  name: z.string().min(1).max(60),
  priceMinor: z.int().nonnegative(),
  /** Hundredths of a percent, included in the price. */
  taxBasisPoints: z.int().min(0).max(10_000),
});
export type ConcessionItem = z.infer<typeof ConcessionItem>;

/** Above these a manager's PIN is needed. */
export const TillLimits = z.object({
  refundMinorMax: z.int().nonnegative(),
  compTicketsMax: z.int().nonnegative(),
  paidOutMinorMax: z.int().nonnegative(),
  overShortMinorMax: z.int().nonnegative(),
});
export type TillLimits = z.infer<typeof TillLimits>;

/** The cinema's own words on tickets and receipts: below its name, and at the end. */
export const HouseLines = z.object({
  header: z.array(z.string().min(1).max(96)).max(4),
  footer: z.array(z.string().min(1).max(96)).max(6),
});
export type HouseLines = z.infer<typeof HouseLines>;

/** Snapshot of `cinema:<id>`: all that a terminal needs to sell without a network. A change's body is the same, whole. */
export const CinemaSnapshot = z.object({
  cinema: Cinema,
  cinemaKey: z.string(),
  prices: PriceList,
  venues: z.array(VenueMap),
  movies: z.array(Movie),
  screenings: z.array(Screening),
  keys: z.array(KeyCertificate),
  revokedKeys: z.array(z.int()),
  staff: z.array(StaffMember).max(500).optional(),
  items: z.array(ConcessionItem).max(500).optional(),
  limits: TillLimits.optional(),
  house: HouseLines.optional(),
});
export type CinemaSnapshot = z.infer<typeof CinemaSnapshot>;

export const StreamChange = z.object({ revision: z.int().min(1), changeId: z.string(), body: z.unknown() });
export type StreamChange = z.infer<typeof StreamChange>;

/** Answer to a pull. `lost` proves that the server forgot what it had told: nothing of that stream may be trusted. */
export const StreamPage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('changes'),
    stream: StreamName,
    incarnation: z.int(),
    changes: z.array(StreamChange),
  }),
  z.object({ kind: z.literal('snapshot'), stream: StreamName, cursor: Cursor, body: z.unknown() }),
  z.object({ kind: z.literal('lost'), stream: StreamName, incarnation: z.int() }),
]);
export type StreamPage = z.infer<typeof StreamPage>;
