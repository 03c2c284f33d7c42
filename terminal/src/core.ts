/**
 * The terminal core: plain Node, no Electron, no screen. The real terminal, the tests and the simulator open the same one
 * and pass in their clock, link, reader and disk.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault, isStopping, type StoppingFault } from '@marquee/shared/errors';
import type { Enrol } from '@marquee/shared/protocol/calls';
import type { StatusNoted } from '@marquee/shared/protocol/status';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import type { CoreEvent } from './calls.ts';
import { type Catalogue, openCatalogue } from './catalogue/catalogue.ts';
import { closeTerminal } from './closing/closing.ts';
import { type Drills, openDrills } from './drill/drill.ts';
import {
  checkKeyIsKept,
  enrolOnce,
  type Identity,
  openTerminalKey,
  readStop,
  type SecretStore,
  type SendEnrolment,
} from './enrol/enrol.ts';
import { type GateDeps, type GateSettings, openKnownKeys } from './gate/gate.ts';
import { isJournalClosed, lastSeq } from './journal/journal.ts';
import { listKept, parkedMs } from './park/park.ts';
import type { CardReader } from './payment/card-reader.ts';
import { noteForwarded, type PaymentDeps, settleCharges } from './payment/payment.ts';
import { openPickUpDesk, type PickUpDesk } from './pick-up/pick-up.ts';
import { type CheckPin, checkPin } from './platform/pin-hash.ts';
import type { Store } from './platform/store.ts';
import { makeTime, type Time } from './platform/time.ts';
import { makeReleaseRound, settleRefunds } from './refund/refund.ts';
import { makeRefusedSeats, returnEverything, returnUnwanted } from './rights/rights.ts';
import { type BasketDeps, dropBasket, dropOpenBaskets } from './sell/sell.ts';
import { makeAtTheTill, type ShiftDeps } from './shift/shift.ts';
import { openStaff } from './staff/staff.ts';
import { isTakenOut } from './staff-menu/staff-menu.ts';
import { type DeviceStates, noDevices, readStatus } from './status/status.ts';
import { makeBundle } from './support/bundle.ts';
import { noSupport, type SupportFacts } from './support/support-facts.ts';
import type { Connection, Link } from './sync/link.ts';
import { type Sync, startSync } from './sync/sync.ts';
import { sendLeftAsks, type VoucherDeps } from './vouchers/vouchers.ts';

export interface CoreOptions {
  store: Store;
  secrets: SecretStore;
  /** Outside the database, written after each sale: a restored database file is behind it. */
  counter: { read(): number; write(seq: number): void };
  clock: Clock;
  randomness: Randomness;
  link: Link;
  reader: CardReader;
  /** What the reader may approve without its bank is sold; `refuse` wants the bank's word for each charge. */
  readerOffline?: 'allow' | 'refuse';
  enrol: Omit<Enrol, 'publicKey'> | null;
  sendEnrolment: SendEnrolment;
  channel: 'kiosk' | 'till';
  /** Of a terminal at a door: it lets people in, and sells nothing. */
  gate?: GateSettings | undefined;
  /** Nobody sells without signing in, and no cash moves without an open shift: of a real till. */
  requireShift?: boolean;
  /** Keys the PINs of staff: kept like the key, and handed over by the server at each hello. */
  pepper?: SecretStore;
  checkPin?: CheckPin;
  appVersion: string;
  log: Record<'info' | 'warn' | 'error', (context: object, message: string) => void>;
  announce(event: CoreEvent): void;
  /** Smaller than the protocol's own, for a test. */
  limits?: { pushEntriesMax?: number } | undefined;
  /** A sale, or the printing of a phone's booking, is on the disk: its papers can be printed. */
  onSale?(seq: number): void;
  /** So is a report. */
  onReport?(): void;
  /** What stands here: told to the server with everything else about this terminal. Without it nothing is told. */
  devices?(): DeviceStates;
  support?: SupportFacts;
}

export interface Core {
  readonly identity: Identity;
  readonly store: Store;
  readonly randomness: Randomness;
  readonly catalogue: Catalogue;
  readonly time: Time;
  readonly sync: Sync;
  readonly drills: Drills;
  readonly deps: PaymentDeps & BasketDeps & VoucherDeps;
  readonly shift: ShiftDeps;
  /** Where phones' bookings are picked up. */
  readonly pickUps: PickUpDesk;
  /** Null: this is no gate. */
  readonly gate: GateDeps | null;
  /** A fault with which this terminal must not sell. */
  outOfService(): StoppingFault | null;
  /** Notes a fault of the disk: selling stops until a restart. */
  noteFault(fault: Fault): void;
  /** The customer is still here: the basket is kept for another while, a parked one for longer. */
  keepBasket(basketId: string, kept?: 'parked'): void;
  /** `returnRights`: a planned shutdown leaves no seat stranded. */
  stop(options: { returnRights: boolean }): Promise<void>;
}

const settleMs = 5000;
/** A basket that nobody touched for so long is dropped, by the monotonic clock. */
const basketMs = 4 * 60_000;

/** Throws Fault `database-rolled-back`, `database-corrupt` (the key is gone), `enrolment-refused`, `link-down` (not yet enrolled and no server). */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { store, clock, randomness, log } = options;
  const counted = options.counter.read();
  if (counted > lastSeq(store))
    throw new Fault('database-rolled-back', `entry ${counted} was sold, this file ends at ${lastSeq(store)}`);
  const time = makeTime(clock);
  checkKeyIsKept(store, options.secrets);
  const key = openTerminalKey(options.secrets, randomness);
  const identity = await enrolOnce({ store, key, nowMs: time.nowMs }, options.enrol, options.sendEnrolment);
  const catalogue = openCatalogue(store);
  const stopped = new AbortController();
  /** When a basket is dropped unless somebody touches it, by the monotonic clock. */
  const dueMs = new Map<string, number>();
  let diskFault: Fault | null = null;
  /** The server has closed this terminal; a restart without a network remembers it. */
  let closing = readStop(store) === 'terminal-closed';
  /** The journal has its last entry: this terminal only sends what is left of it. */
  let closed = isJournalClosed(store);

  const onBasket = (basketId: string) => options.announce({ event: 'basket-changed', basketId });
  const onAppend = () => sync.wake();
  const { counter } = options;
  const journal = { store, key, nowMs: time.nowMs, onAppend };
  const staff = openStaff({
    ...journal,
    catalogue,
    clock,
    makeId: () => makeRandomId(randomness),
    pepper: () => options.pepper?.read() ?? null,
    checkPin: options.checkPin ?? checkPin,
  });
  const { terminal } = identity;
  const shift: ShiftDeps = { ...journal, catalogue, staff, terminal, counter, onReport: () => options.onReport?.() };
  const deps: PaymentDeps & BasketDeps & VoucherDeps = {
    till: makeAtTheTill(shift, options.requireShift ?? false),
    store,
    key,
    nowMs: time.nowMs,
    askedSeats: new Set(),
    refusedSeats: makeRefusedSeats(clock),
    awaited: new Set(),
    catalogue,
    terminal,
    keyId: identity.keyId,
    channel: options.channel,
    counter,
    reader: options.reader,
    mayStoreCharges: options.readerOffline !== 'refuse',
    clock,
    log,
    makeId: () => makeRandomId(randomness),
    isOnline: () => sync.isOnline(),
    mustNotSell: () => options.gate !== undefined || outOfService() !== null,
    askSeats: (screeningId, seatIds) => sync.askSeats(screeningId, seatIds),
    askVoucher: (ask) => sync.askVoucher(ask),
    drainJournal: (timeoutMs) => sync.drain(timeoutMs),
    onAppend,
    onBasket,
    onSlip: () => options.onReport?.(),
    onSale(seq, basketId) {
      dueMs.delete(basketId);
      onBasket(basketId);
      options.onSale?.(seq);
    },
  };
  const drills = openDrills({ store, clock, log, nowMs: time.nowMs, onChange: announceTerminal });
  const devices = () => options.devices?.() ?? noDevices;
  const status = { store, devices, outOfService, drill: drills.last };
  const sync: Sync = startSync({
    ...deps,
    link: drills.gate(options.link),
    status: options.devices && {
      read: (told) => readStatus(status, told),
      onAsked: carryOut,
    },
    randomness,
    appVersion: options.appVersion,
    cinemaId: identity.cinemaId,
    onServerTime: time.follow,
    onStaffPepper: (pepper) => keepPepper(options.pepper, pepper),
    limits: options.limits,
    onClosed() {
      closing = true;
    },
    onLinkChange: announceTerminal,
    onApplied(stream) {
      const [kind, id] = stream.split(':');
      if (kind === 'cinema') options.announce({ event: 'catalogue-changed' });
      else if (kind === 'screening') options.announce({ event: 'screening-changed', screeningId: Number(id) });
      else options.announce({ event: 'terminal-changed' });
    },
  });
  reopenCounter();

  function announceTerminal(): void {
    options.announce({ event: 'terminal-changed' });
  }
  /** What the server asks beside selling. A drill comes last: it closes the link. */
  async function carryOut({ drill, bundle }: StatusNoted, connection: Connection): Promise<boolean> {
    let isMore = false;
    if (bundle) {
      const text = makeBundle({
        ...(options.support ?? noSupport),
        store,
        nowMs: time.nowMs,
        terminal,
        cinemaId: identity.cinemaId,
        appVersion: options.appVersion,
        status: () => readStatus(status, { clock: null, isLeaving: false }),
      });
      isMore = (await connection.request('support:bundle', { id: bundle.id, text })).kept;
    }
    if (drill) drills.begin(drill);
    return isMore;
  }
  const gate: GateDeps | null = options.gate
    ? {
        ...journal,
        ...options.gate,
        catalogue,
        terminal,
        counter,
        clock,
        findKey: openKnownKeys(identity, catalogue),
        isOnline: () => sync.isOnline(),
        staffId: () => staff.current()?.id ?? null,
        signedIn: staff.signedIn,
        onAdmitted: (screeningId) => options.announce({ event: 'screening-changed', screeningId }),
        lastRefused: null,
      }
    : null;

  const releaseRound = makeReleaseRound(deps);

  /**
   * In the background for as long as the terminal runs: charges and refunds that nobody waits for, baskets that nobody
   * touches, tickets that are the server's by now.
   */
  async function tidy(): Promise<void> {
    while (!stopped.signal.aborted && !closed) {
      try {
        if (closing) closed = await closeTerminal(deps);
        else await tidyOnce();
      } catch (thrown) {
        log.error({ err: thrown }, 'charges, refunds or baskets could not be settled; trying again');
        if (thrown instanceof Fault && isStopping(thrown.code)) noteFault(thrown);
      }
      await clock.sleep(settleMs, stopped.signal);
    }
  }
  async function tidyOnce(): Promise<void> {
    await settleCharges(deps);
    await settleRefunds(deps);
    await noteForwarded(deps);
    returnUnwanted(deps);
    await sendLeftAsks(deps);
    for (const [basketId, atMs] of dueMs) {
      if (clock.monotonicMs() < atMs) continue;
      dueMs.delete(basketId);
      if (dropBasket(deps, basketId)) onBasket(basketId);
    }
    releaseRound.run();
  }
  function keepBasket(basketId: string, kept?: 'parked'): void {
    dueMs.set(basketId, clock.monotonicMs() + (kept === 'parked' ? parkedMs : basketMs));
  }
  /** Nobody stands before a kiosk's open basket after a restart; a cashier and the customer still do. */
  function reopenCounter(): void {
    if (options.channel === 'kiosk') return void dropOpenBaskets(deps);
    const { open, parked } = listKept(deps);
    for (const basketId of open) keepBasket(basketId);
    for (const basketId of parked) keepBasket(basketId, 'parked');
  }
  function outOfService(): StoppingFault | null {
    const code = diskFault?.code ?? (closed ? 'terminal-closed' : null) ?? sync.fault()?.code ?? readStop(store);
    if (code && isStopping(code)) return code;
    return isTakenOut(store) ? 'taken-out-of-service' : null;
  }
  function noteFault(fault: Fault): void {
    if (isStopping(fault.code)) diskFault = fault;
    announceTerminal();
    sync.tellStatus();
  }
  const tidied = tidy();

  return {
    identity,
    store,
    randomness,
    catalogue,
    time,
    sync,
    drills,
    deps,
    shift,
    pickUps: openPickUpDesk({
      ...deps,
      cinemaKey: identity.cinemaKey,
      onPrinted: (entrySeq) => options.onSale?.(entrySeq),
    }),
    gate,
    outOfService,
    noteFault,
    keepBasket,
    async stop({ returnRights }) {
      stopped.abort();
      if (returnRights && sync.isOnline()) {
        dropOpenBaskets(deps);
        returnEverything(deps);
        await sync.drain(2000);
        await sync.tellLeaving();
      }
      drills.stop();
      await sync.stop();
      await tidied;
    },
  };
}

/** Written only where it is news: it comes with every hello. */
function keepPepper(kept: SecretStore | undefined, pepper: string): void {
  const fresh = Buffer.from(pepper, 'base64url');
  const known = kept?.read();
  if (kept && !(known && fresh.equals(known))) kept.write(fresh);
}
