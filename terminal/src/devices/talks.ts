import type { Clock } from '@marquee/shared/clock';
import { inOrder } from './in-order.ts';
import { type DrawerPin, PrinterFault } from './printer.ts';
import { type PrinterHabits, type PrinterLink, PrinterTalk, type TalkLimits } from './printer-talk.ts';

export interface TalksSetting {
  address: string;
  clock: Clock;
  limits: TalkLimits;
  openLink(): Promise<PrinterLink>;
}

/** A cashier waits with the drawer for the slip in hand so long; then the pulse goes past it. */
export const drawerWaitMs = 3000;

/** The talks with one printer: one after the other, each over a link of its own. */
export class Talks {
  readonly #setting: TalksSetting;
  readonly #habits: PrinterHabits = { answersInTurn: 'untried', holdsRest: true };
  readonly #takeTurn = inOrder();
  #now: { talk: PrinterTalk; link: PrinterLink } | null = null;
  #isClosed = false;

  constructor(setting: TalksSetting) {
    this.#setting = setting;
  }

  take<T>(say: (talk: PrinterTalk) => Promise<T>): Promise<T> {
    return this.#takeTurn(() => this.#hold(say));
  }

  /** `say` in its turn; where that doesn't come soon, the pulse that a busy printer obeys too, over the link in hand. */
  openDrawer(pin: DrawerPin, say: (talk: PrinterTalk) => Promise<void>): Promise<void> {
    const { clock, address } = this.#setting;
    return new Promise((resolve, reject) => {
      let isTaken = false;
      const cancel = clock.setTimer(drawerWaitMs, () => {
        if (isTaken) return;
        isTaken = true;
        const none = new PrinterFault('printer-unreachable', `printer ${address} is not there`, { sent: 'nothing' });
        (this.#now?.talk.openDrawerNow(pin) ?? Promise.reject(none)).then(resolve, reject);
      });
      const inTurn = this.#takeTurn(async () => {
        if (isTaken) return;
        isTaken = true;
        cancel();
        await this.#hold(say).then(resolve, reject);
      });
      inTurn.catch(reject);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#now?.link.close();
  }

  async #hold<T>(say: (talk: PrinterTalk) => Promise<T>): Promise<T> {
    const { address, clock, limits } = this.#setting;
    if (this.#isClosed)
      throw new PrinterFault('printer-unreachable', `printer ${address} is closed`, { sent: 'nothing' });
    const link = await this.#setting.openLink();
    const talk = new PrinterTalk(link, { address, clock, limits, habits: this.#habits });
    this.#now = { talk, link };
    try {
      return await say(talk);
    } finally {
      link.close();
      this.#now = null;
    }
  }
}
