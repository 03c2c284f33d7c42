/**
 * After an outage hundreds of terminals come back at the same moment. Their hellos, their first pulls and the journals that
 * they catch up on are let in a few at a time, so that those who are selling go on being answered. Who would wait too long is
 * told to come back later.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';

export interface Admission {
  /** Does the work when its turn has come. Throws Fault `server-busy`. */
  enter<R>(work: () => Promise<R>): Promise<R>;
}

/** A quarter of the database's connections: the others are for sales and asks. */
export const comersAtOnce = 4;
/**
 * Journals that are caught up on write to the same screenings: more of them at once only keep the database busy with
 * waiting, at three times the cost of a sale.
 */
export const drainsAtOnce = 2;
/** A push with more entries than a terminal writes while it sells; smaller ones never wait. */
export const drainEntriesMin = 20;
const waitingMax = 200;
/** A terminal hangs up after three seconds without an answer: the rest is for the work itself. */
const waitMsMax = 1500;

interface Waiting {
  go(): void;
}

export function makeAdmission({ setTimer }: Pick<Clock, 'setTimer'>, workingMax: number): Admission {
  const waiting = new Set<Waiting>();
  let working = 0;

  /** First come, first served. */
  function waitForTurn(): Promise<void> {
    if (waiting.size >= waitingMax) throw new Fault('server-busy', `${waiting.size} wait already`);
    return new Promise((resolve, reject) => {
      const own: Waiting = {
        go() {
          cancel();
          waiting.delete(own);
          resolve();
        },
      };
      const cancel = setTimer(waitMsMax, () => {
        waiting.delete(own);
        reject(new Fault('server-busy', `waited for ${waitMsMax} ms`));
      });
      waiting.add(own);
    });
  }

  /** Embedded SQLite answers without ever letting go: between two comers, what else has arrived must get its turn. */
  const letOthersGo = () => new Promise<void>((resolve) => setTimer(0, resolve));

  return {
    async enter(work) {
      // Whoever leaves hands the place on, so it is never free while somebody waits.
      if (working < workingMax) working += 1;
      else await waitForTurn();
      try {
        await letOthersGo();
        return await work();
      } finally {
        const [next] = waiting;
        if (next) next.go();
        else working -= 1;
      }
    },
  };
}
