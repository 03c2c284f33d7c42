/** The page's calls (calls.ts) as the core answers them: checked input in, a view out. */
import type { Language } from '@marquee/printer-templates/words/languages';
import { Fault, type FaultCode } from '@marquee/shared/errors';
import type { Screening } from '@marquee/shared/protocol/streams';
import { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { makeCounterHandlers } from './answer-counter-calls.ts';
import { makeCustomerHandlers } from './answer-customer-calls.ts';
import { keepToRole, makeGateHandlers } from './answer-gate-calls.ts';
import { makeMenuHandlers } from './answer-menu-calls.ts';
import { type AnswerWith, type CallHandlers, makeTillHandlers } from './answer-till-calls.ts';

export type { CallHandlers } from './answer-till-calls.ts';

import type { CallAnswer, CallArgs, PageLook, TerminalView } from './calls.ts';
import type { SeatCounts } from './catalogue/catalogue.ts';
import { type ScreeningNow, viewFilms, viewScreening } from './catalogue/film-views.ts';
import type { Core } from './core.ts';
import { countUnsent } from './journal/journal.ts';
import { countUnsettled, pay } from './payment/payment.ts';
import { answerCall } from './platform/bridge-calls.ts';
import { clockDriftMsMax } from './platform/time.ts';
import { appVersion } from './platform/version.ts';
import { collectElsewhere } from './print/collect-elsewhere.ts';
import { paperLanguage } from './print/payload.ts';
import { countHeld, countSeats, isStopped, listStopped, type SeatLook } from './rights/rights.ts';
import { proposeSeatsHere, viewSeatMap } from './sell/seat-map-view.ts';
import { chooseSeats, dropBasket, readBasket, seeBasket, tillTicketsMax } from './sell/sell.ts';

export interface CallSettings {
  /** Ways to pay at this terminal, in the order in which they are offered. */
  tenders: readonly ('card' | 'cash')[];
  idleWarningMs: number;
  idleResetMs: number;
  /** What keeps slips from printing; null while all is well or nothing is printed here. */
  printerFault(): Fault | null;
  /** What keeps cards from being charged. */
  readerFault(): Fault | null;
  /** Why nothing can be scanned. */
  scannerFault?(): Fault | null;
  /** The roll ends soon; all still prints. */
  isPaperLow?(): boolean;
  /** Why the cash drawer stayed shut when it was last wanted. */
  drawerFault?(): Fault | null;
  /** The reader never said what became of a payment: its customer needs a slip with a reference. */
  onUnsettled?(payment: { basketId: string; language: Language }): void;
  /** Of the customer's screen, where it doesn't follow the till's. */
  customerLook?: Partial<PageLook>;
  /** There are slips to print that belong to no new sale. */
  wakePrinter?(): void;
  /** Throws the printer's fault. */
  printTestPage?(): Promise<void>;
  /** This terminal has gone out of service, or come back. */
  onService?(): void;
}

/** Faults of the disk: selling stops until a restart. */
const diskFaults: ReadonlySet<FaultCode> = new Set<FaultCode>(['disk-full', 'disk-failed', 'database-corrupt']);

const id = z.int().min(1).max(0xffff_ffff);
const basketId = z.string().min(1).max(64);
const nothing = z.object({}) as z.ZodType<Record<string, never>>;
/** More than anybody may buy, so that one too many is refused with its reason rather than as a malformed message. */
const countMax = 2 * tillTicketsMax;
const Choice = z.object({
  basketId: basketId.nullable(),
  screeningId: id,
  seatIds: z.array(id).max(countMax),
  tickets: z.array(z.object({ ticketClass: TicketClass, count: z.int().min(0).max(countMax) })).max(8),
  allowSingleSeat: z.boolean(),
});
const PayArgs = z.object({
  basketId,
  tender: z.enum(['card', 'cash']),
  givenMinor: z.int().min(0).max(100_000_000).exactOptional(),
  language: z.string().max(35).exactOptional(),
});

const Order = z.object({ terminal: z.int().min(0).max(0xffff), seq: id });
/** A code, or the text of a ticket with whatever a scanner adds to it. */
const pickUpText = z.string().min(1).max(200);

/** For the bridge: each call with the schema of its arguments. */
export function makeHandlers(core: Core, settings: CallSettings): CallHandlers {
  const { deps, catalogue, store, sync, time } = core;
  /** The basket of the guest at this terminal: its seats are the guest's own on the map. */
  let ownBasketId: string | null = null;

  function tenders(): TerminalView['tenders'] {
    return settings.tenders.filter((tender) => tender !== 'card' || settings.readerFault() === null);
  }
  function look(): SeatLook {
    const isOpen = ownBasketId !== null && readBasket(store, ownBasketId)?.state === 'open';
    return { online: sync.isOnline(), basketId: isOpen ? ownBasketId : null, isRefused: deps.refusedSeats.has };
  }
  function findScreening(screeningId: number): Screening {
    const screening = catalogue.screening(screeningId);
    // A page only knows screenings that it was told of; this one has left the programme meanwhile.
    if (!screening) throw new Fault('message-malformed', `no screening ${screeningId}`);
    return screening;
  }
  function checkInService(): void {
    const code = core.outOfService();
    if (code) throw new Fault(code);
  }
  function isKept(kept: string): boolean {
    const state = readBasket(store, kept)?.state;
    if (state !== 'open' && state !== 'charging') return false;
    core.keepBasket(kept);
    return true;
  }

  function seeSeatMap(screeningId: number): CallAnswer<'see-seat-map'> {
    const screening = findScreening(screeningId);
    const stopped = isStopped(store, screeningId);
    const describeScreening = (counts: SeatCounts) => viewScreening(catalogue, screening, { ...counts, stopped });
    return viewSeatMap(deps, screening, { look: look(), describeScreening });
  }

  async function takePayment(args: CallArgs<'pay'>): Promise<CallAnswer<'pay'>> {
    checkInService();
    if (!tenders().includes(args.tender)) return { ok: false, reason: 'tender-refused' };
    const language = paperLanguage(args.language);
    const answer = await pay(deps, { ...args, language });
    if (!answer.ok && answer.reason === 'payment-unsettled')
      settings.onUnsettled?.({ basketId: args.basketId, language });
    // A payment can take longer than a basket is kept; whoever was refused may try again.
    if (!answer.ok) isKept(args.basketId);
    return answer;
  }

  async function choose(args: CallArgs<'choose-seats'>): Promise<CallAnswer<'choose-seats'>> {
    checkInService();
    if (args.basketId !== null) isKept(args.basketId);
    const answer = await chooseSeats(deps, args);
    if (answer.ok) {
      ownBasketId = answer.basket.basketId;
      core.keepBasket(ownBasketId);
    }
    return answer;
  }

  /** A page learns of a fault by its code; one of the disk also takes this terminal out of service. */
  const answer: AnswerWith = (args, run) =>
    answerCall(args, async (input) => {
      try {
        return await run(input);
      } catch (thrown) {
        if (thrown instanceof Fault && diskFaults.has(thrown.code)) core.noteFault(thrown);
        throw thrown;
      }
    });

  return keepToRole(core, {
    'see-terminal': answer<'see-terminal'>(nothing, () => viewTerminal(core, settings, tenders())),
    'list-films': answer<'list-films'>(nothing, () => ({
      films: viewFilms(catalogue, time.nowMs(), countByScreening(core)),
    })),
    'see-seat-map': answer<'see-seat-map'>(z.object({ screeningId: id }), ({ screeningId }) => seeSeatMap(screeningId)),
    'propose-seats': answer<'propose-seats'>(
      z.object({ screeningId: id, count: z.int().min(1).max(tillTicketsMax), wheelchair: z.boolean() }),
      (party) => ({ seatIds: proposeSeatsHere(deps, party, look()) }),
    ),
    'choose-seats': answer<'choose-seats'>(Choice, choose),
    'see-basket': answer<'see-basket'>(z.object({ basketId }), (args) => ({ basket: seeBasket(deps, args.basketId) })),
    'drop-basket': answer<'drop-basket'>(z.object({ basketId }), (args) => {
      const dropped = dropBasket(deps, args.basketId);
      if (dropped) deps.onBasket(args.basketId);
      return { dropped };
    }),
    'keep-basket': answer<'keep-basket'>(z.object({ basketId }), (args) => ({ kept: isKept(args.basketId) })),
    pay: answer<'pay'>(PayArgs, takePayment),
    ...makeCounterHandlers(core, {
      answer,
      checkInService,
      tenders,
      isKept,
      setOwn: (kept) => {
        ownBasketId = kept;
      },
      onUnsettled: (payment) => settings.onUnsettled?.(payment),
      wakePrinter: () => settings.wakePrinter?.(),
    }),
    ...makeTillHandlers(core, answer),
    ...makeMenuHandlers(core, answer, {
      version: appVersion,
      printerFault: settings.printerFault,
      readerFault: settings.readerFault,
      printTestPage: async () => settings.printTestPage?.(),
      wakePrinter: () => settings.wakePrinter?.(),
      onService: () => settings.onService?.(),
    }),
    ...makeCustomerHandlers(core, answer, {
      ownBasketId: () => ownBasketId,
      seeSeatMap,
      look: settings.customerLook ?? {},
    }),
    'collect-elsewhere': answer<'collect-elsewhere'>(z.object({ basketId }), (args) => {
      const collected = collectElsewhere({ ...deps, randomness: core.randomness }, args.basketId);
      if (collected.ok) deps.onBasket(args.basketId);
      return collected;
    }),
    'find-pick-up': answer<'find-pick-up'>(z.object({ code: pickUpText }), ({ code }) => {
      checkInService();
      return core.pickUps.find(code);
    }),
    'print-pick-up': answer<'print-pick-up'>(
      z.object({ order: Order, language: z.string().max(35).exactOptional() }),
      ({ order, language }) => {
        checkInService();
        return core.pickUps.print(order, paperLanguage(language));
      },
    ),
    'see-pick-up': answer<'see-pick-up'>(z.object({ entrySeq: id }), ({ entrySeq }) => ({
      printing: core.pickUps.see(entrySeq),
    })),
    ...makeGateHandlers(core, answer),
  });
}

function countByScreening({ store, sync }: Core): (screeningId: number) => ScreeningNow {
  const online = sync.isOnline();
  const counts = new Map(countSeats(store).map((row) => [row.screening_id, row]));
  const stopped = listStopped(store);
  return (screeningId) => {
    const row = counts.get(screeningId);
    const offline = row?.mine ?? 0;
    const sellable = offline + (online ? (row?.on_request ?? 0) : 0);
    return { sold: row?.sold ?? 0, sellable, offline, stopped: stopped.has(screeningId) };
  };
}

function viewTerminal(core: Core, settings: CallSettings, tenders: TerminalView['tenders']): TerminalView {
  const { cinema } = core.catalogue.current() ?? {};
  return {
    terminal: core.identity.terminal,
    role: core.gate ? 'gate' : core.deps.channel,
    cinemaName: cinema?.name ?? '',
    timeZone: cinema?.timeZone ?? 'UTC',
    currency: cinema?.currency ?? 'EUR',
    link: core.sync.isOnline() ? 'online' : 'offline',
    nowMs: core.time.nowMs(),
    unsent: countUnsent(core.store),
    sellableOffline: countSellableOffline(core),
    drillEndsAtMs: core.drills.current()?.endsAtMs ?? null,
    faults: listFaults(core, settings).map(({ code, detail }) => ({ code, detail })),
    outOfService: core.outOfService(),
    tenders,
    idleWarningMs: settings.idleWarningMs,
    idleResetMs: settings.idleResetMs,
  };
}

function countSellableOffline({ store, catalogue, time }: Core): number {
  const nowMs = time.nowMs();
  const onSale = countHeld(store).filter(({ screening_id }) => {
    const screening = catalogue.screening(screening_id);
    return screening !== undefined && nowMs < screening.salesEndAtMs;
  });
  return onSale.reduce((total, { seats }) => total + seats, 0);
}

/** Gravest first: what stops selling, then what a customer would notice, then what only staff must know. */
function listFaults(core: Core, settings: CallSettings): Fault[] {
  const stopping = core.outOfService();
  const ofSync = core.sync.fault();
  const unsettled = countUnsettled(core.deps);
  const stopped = [...listStopped(core.store)];
  const driftMs = core.time.driftMs();
  const faults = [
    stopping === null || stopping === ofSync?.code ? null : new Fault(stopping),
    ofSync,
    stopped.length > 0 ? new Fault('screening-stopped', `screenings ${stopped.join(', ')}`) : null,
    settings.printerFault(),
    settings.readerFault(),
    settings.drawerFault?.() ?? null,
    settings.scannerFault?.() ?? null,
    unsettled > 0 ? new Fault('charge-unsettled', `${unsettled} open`) : null,
    settings.isPaperLow?.() ? new Fault('paper-low') : null,
    Math.abs(driftMs) > clockDriftMsMax ? new Fault('clock-wrong', `${Math.round(driftMs / 1000)} s off`) : null,
  ];
  return faults.filter((fault) => fault !== null);
}
