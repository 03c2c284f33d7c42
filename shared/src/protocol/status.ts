import { z } from 'zod';

/**
 * How a terminal is, told by itself: on connecting, on a change and every so often. It is for people alone: no right moves
 * by it, and a terminal that never tells it works as well. It carries nothing of a customer or of staff.
 */
const count = z.int().min(0).max(0xffff_ffff);
/** From the fault table; null: all is well. */
const fault = z.string().max(40).nullable();
const atMs = z.int().nonnegative();

export const statusGapMs = 2000;
export const statusEveryMs = 15_000;
export const drillMinutesMax = 60;
/** Of a support bundle, in UTF-8. */
export const bundleBytesMax = 60_000;

export const OrderId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);

export const TerminalStatus = z.object({
  /** Entries that the server has not acknowledged, and when the first of them was written. */
  unsent: count,
  oldestUnsentAtMs: atMs.nullable(),
  /** Of the whole journal. */
  lastSeq: count,
  /** Seats that it holds unsold. */
  holding: count,
  /** `none`: nothing is printed here. */
  paper: z.enum(['full', 'low', 'out', 'unknown', 'none']),
  printer: fault,
  /** Slips that wait, and that the printer gave up. */
  slips: z.object({ waiting: count, failed: count }),
  reader: fault,
  /** Null where there is none. */
  drawer: z.object({ fault }).nullable(),
  scanner: z.object({ fault }).nullable(),
  /** Card charges that the reader approved without its bank and has not sent on. */
  storedCharges: count,
  /** Why it must not sell. */
  outOfService: fault,
  diskFreeBytes: z.int().nonnegative().nullable(),
  /** How far the machine’s clock is before the server’s, by the last round trip and within it. */
  clock: z.object({ driftMs: z.int(), roundTripMs: count }).nullable(),
  /** Guests whom it could not sell to because the network was gone, counted since it was enrolled. */
  refusedOffline: count,
  /** The last drill that it was told of. */
  drill: z.object({ id: OrderId, beganAtMs: atMs, endedAtMs: atMs.nullable() }).nullable(),
  /** It is being switched off in order: what comes now is no outage. */
  isLeaving: z.boolean(),
});
export type TerminalStatus = z.infer<typeof TerminalStatus>;

/** What the server asks of it. An order that was carried out, or that is told again under its id, changes nothing. */
export const StatusNoted = z.object({
  serverTimeMs: z.int(),
  /** Behave as if the network were gone for so long, by your own clock. */
  drill: z
    .object({
      id: OrderId,
      durationMs: z
        .int()
        .min(1000)
        .max(drillMinutesMax * 60_000),
    })
    .nullable(),
  /** Send a support bundle under this id. */
  bundle: z.object({ id: OrderId }).nullable(),
});
export type StatusNoted = z.infer<typeof StatusNoted>;

/** Versions, settings without secrets, device and queue states, the journal’s hashes, scrubbed log lines: JSON. */
export const SupportBundle = z.object({ id: OrderId, text: z.string().min(2).max(bundleBytesMax) });
export type SupportBundle = z.infer<typeof SupportBundle>;
/** `kept` false: nobody waits for it any more. */
export const SupportBundleAnswer = z.object({ kept: z.boolean() });
export type SupportBundleAnswer = z.infer<typeof SupportBundleAnswer>;
