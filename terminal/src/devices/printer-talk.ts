import type { Clock } from '@marquee/shared/clock';
import { drawerKick, drawerKickNow } from './drawer-pulse.ts';
import {
  checkReady,
  type DrawerPin,
  faultOf,
  PrinterFault,
  type PrinterFaultCode,
  type PrinterStatus,
  type SentBytes,
} from './printer.ts';
import { askInTurn, askStatus, clearBuffers, readStatus, type StatusKind, sortAnswers } from './status-bytes.ts';

/** An open way to a printer: a TCP connection or a device file. */
export interface PrinterLink {
  /** Resolves when the operating system has taken all bytes; rejects where the link breaks. */
  send(bytes: Buffer): Promise<void>;
  /** Sets who hears what the printer says, and of a break. */
  listen(hear: { bytes: (bytes: Buffer) => void; broken: (cause: Error) => void }): void;
  /** What was sent still goes out, as far as the printer takes it soon. */
  close(): void;
}

export interface TalkLimits {
  /** For opening the link. */
  connectMs: number;
  /** For one status answer. */
  answerMs: number;
  /** For sending a slip, and again for the printer to process it. */
  printMs: number;
}
export const talkLimits: TalkLimits = { connectMs: 3000, answerMs: 2000, printMs: 20_000 };

/** What is known of this printer from earlier talks. */
export interface PrinterHabits {
  /** Whether it answers GS r. One that doesn't is believed when it stays fine for a while after a slip. */
  answersInTurn: 'untried' | 'yes' | 'no';
  /** It may hold the rest of a slip that was broken off, maybe by a crash before this start. */
  holdsRest: boolean;
}

/** Status is asked this often while a slip is being printed. */
const watchMs = 300;
/** How long a printer must stay fine after a slip when it doesn't answer GS r. */
const quietMs = { untried: 4000, no: 1500 };

export interface TalkSetting {
  address: string;
  clock: Clock;
  limits: TalkLimits;
  habits: PrinterHabits;
}

/** One conversation over one link: ask, print, ask again. */
export class PrinterTalk {
  readonly #link: PrinterLink;
  readonly #setting: TalkSetting;
  #answers: number[] = [];
  #processed = false;
  #inBlock = false;
  #cause: Error | null = null;
  #sent: SentBytes = 'nothing';
  /** Bytes heard so far: a printer that speaks also listens. */
  #heard = 0;
  readonly #waiting = new Set<() => void>();

  constructor(link: PrinterLink, setting: TalkSetting) {
    this.#link = link;
    this.#setting = setting;
    link.listen({
      bytes: (bytes) => {
        const heard = sortAnswers(bytes, this.#inBlock);
        this.#inBlock = heard.inBlock;
        this.#answers.push(...heard.status);
        this.#processed ||= heard.inTurn;
        this.#heard += bytes.length;
        this.#recheck();
      },
      broken: (cause) => {
        this.#cause ??= cause;
        this.#recheck();
      },
    });
  }

  async status(): Promise<PrinterStatus> {
    const { habits } = this.#setting;
    if (habits.holdsRest) await this.#send(clearBuffers, this.#setting.limits.answerMs);
    const status = await this.#askAll();
    habits.holdsRest = false;
    return status;
  }

  /** Prints and waits for the printer's word. */
  async print(bytes: Buffer): Promise<void> {
    const { address, limits, habits } = this.#setting;
    checkReady(await this.status(), address, 'nothing');
    this.#sent = 'unknown';
    habits.holdsRest = true;
    this.#processed = false;
    await this.#send(Buffer.concat([bytes, askInTurn]), limits.printMs);
    await this.#watch();
    habits.holdsRest = false;
  }

  /** Sends without asking, to a printer that can't be asked. */
  async printUnasked(bytes: Buffer): Promise<void> {
    this.#sent = 'unknown';
    await this.#send(bytes, this.#setting.limits.printMs);
  }

  /** In its turn while the printer is fine; without paper or with an open cover past what it holds. */
  async openDrawer(pin: DrawerPin): Promise<void> {
    const { limits, habits, address } = this.#setting;
    const status = await this.status();
    if (status.error) throw this.#fault('printer-failed', 'has an error and opens no drawer');
    if (faultOf(status) !== null) return await this.#send(drawerKickNow(pin), limits.answerMs);
    habits.holdsRest = true;
    this.#processed = false;
    await this.#send(Buffer.concat([drawerKick(pin), askInTurn]), limits.answerMs);
    if (habits.answersInTurn !== 'no') await this.#until(() => this.#processed, limits.answerMs);
    if (!this.#processed) {
      // It may still hold the pulse: the drawer would spring open by itself when somebody puts in paper.
      const after = await this.#askAll();
      await this.#send(clearBuffers, limits.answerMs);
      checkReady(after, address, 'unknown');
      if (habits.answersInTurn === 'yes') throw this.#fault('printer-failed', 'did not open the drawer in time');
    }
    habits.holdsRest = false;
  }

  /** To a printer that can't be asked. */
  async openDrawerUnasked(pin: DrawerPin): Promise<void> {
    await this.#send(drawerKick(pin), this.#setting.limits.answerMs);
  }

  /** While this talk is about a slip that doesn't get done: the printer obeys at once, if it hears anything at all. */
  async openDrawerNow(pin: DrawerPin): Promise<void> {
    const { limits } = this.#setting;
    await this.#send(drawerKickNow(pin), limits.answerMs);
    const before = this.#heard;
    if (!(await this.#until(() => this.#heard > before, limits.answerMs)))
      throw this.#fault('printer-unreachable', 'does not answer');
  }

  /** Until the printer has processed the slip, or something stops it. */
  async #watch(): Promise<void> {
    const { address, clock, limits, habits } = this.#setting;
    const startedMs = clock.monotonicMs();
    for (;;) {
      await this.#until(() => this.#processed, watchMs);
      const status = await this.#askAll();
      if (this.#processed) {
        habits.answersInTurn = 'yes';
        // Paper that ends just behind the cut is the next slip's trouble; a jammed cutter is this one's.
        if (status.error) checkReady(status, address, 'unknown');
        return;
      }
      if (faultOf(status) !== null) {
        await this.#send(clearBuffers, limits.answerMs);
        checkReady(status, address, 'unknown');
      }
      const waitedMs = clock.monotonicMs() - startedMs;
      if (habits.answersInTurn !== 'yes' && waitedMs >= quietMs[habits.answersInTurn]) {
        habits.answersInTurn = 'no';
        return;
      }
      if (waitedMs >= limits.printMs) throw this.#fault('printer-failed', 'took the slip but did not finish it');
    }
  }

  async #askAll(): Promise<PrinterStatus> {
    const printer = await this.#ask('printer');
    const offlineCause = await this.#ask('offlineCause');
    const paper = await this.#ask('paper');
    return readStatus({ printer, offlineCause, paper });
  }

  async #ask(kind: StatusKind): Promise<number> {
    const { limits } = this.#setting;
    this.#answers = [];
    await this.#send(askStatus(kind), limits.answerMs);
    const answered = await this.#until(() => this.#answers.length > 0, limits.answerMs);
    const answer = this.#answers[0];
    if (!answered || answer === undefined) throw this.#fault('printer-unreachable', 'does not answer');
    return answer;
  }

  async #send(bytes: Buffer, limitMs: number): Promise<void> {
    let taken = false;
    this.#link.send(bytes).then(
      () => {
        taken = true;
        this.#recheck();
      },
      (cause: Error) => {
        this.#cause ??= cause;
        this.#recheck();
      },
    );
    if (!(await this.#until(() => taken, limitMs))) throw this.#fault('printer-failed', 'stopped taking bytes');
  }

  /** Waits for something that the link brings; false when it didn't come in time. */
  #until(test: () => boolean, limitMs: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const cause = this.#cause;
        const met = test();
        if (!met && cause === null) return;
        cancel();
        this.#waiting.delete(check);
        if (met) resolve(true);
        else reject(this.#fault('printer-unreachable', 'broke the connection', cause));
      };
      const cancel = this.#setting.clock.setTimer(limitMs, () => {
        this.#waiting.delete(check);
        resolve(false);
      });
      this.#waiting.add(check);
      check();
    });
  }

  #recheck(): void {
    for (const check of [...this.#waiting]) check();
  }

  #fault(code: PrinterFaultCode, what: string, cause?: unknown): PrinterFault {
    return new PrinterFault(code, `printer ${this.#setting.address} ${what}`, { sent: this.#sent, cause });
  }
}
