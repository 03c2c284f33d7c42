/**
 * The network between a terminal and the server: messages are delayed, lost, repeated and overtaken. What Socket.IO gives
 * on top of TCP is less than this network takes away, so the protocol may rely on nothing but its own rules.
 */
import { Fault, type FaultCode, faultTable } from '@marquee/shared/errors';
import { type Acknowledgement, answerMsMax, type Broadcast } from '@marquee/shared/protocol/calls';
import type { Connection, Link } from '@marquee/terminal/sync/link';
import type { Life, World } from './world.ts';

export interface Faults {
  /** Probabilities per message. */
  drop: number;
  duplicate: number;
  reorder: number;
  /** Of a database transaction failing before, or after, its effect. */
  database: number;
  /** Mean virtual time between crashes and cuts, in milliseconds; 0 for none. */
  crashMs: number;
  cutMs: number;
}
export const noFaults: Faults = { drop: 0, duplicate: 0, reorder: 0, database: 0, crashMs: 0, cutMs: 0 };

/** What the network needs of a server: a session per connection. */
export interface ServerEnd {
  /** Null while the server is down. */
  open(wire: { broadcast(broadcast: Broadcast): void; close(): void }): {
    challenge: string;
    handle(call: string, request: unknown): Promise<Acknowledgement<unknown>>;
    end(): void;
  } | null;
}

export interface Cable {
  /** One terminal's way to the server, in one life of that terminal. */
  plug(life: Life): Link;
  cut(): void;
  mend(): void;
  readonly isCut: boolean;
}

export function layCable(world: World, faults: () => Faults, server: ServerEnd, name: string): Cable {
  let isCut = false;
  const breakAll = new Set<() => void>();

  /** Delivers a message, or not, or twice, or late. */
  function send(deliver: () => void): void {
    const { drop, duplicate, reorder } = faults();
    if (isCut || world.random.chance(drop)) {
      world.count('message lost');
      return;
    }
    const delay = world.random.between(1, 20) + (world.random.chance(reorder) ? world.random.between(20, 400) : 0);
    world.after(delay, () => !isCut && deliver());
    if (world.random.chance(duplicate)) {
      world.count('message repeated');
      world.after(delay + world.random.between(1, 200), () => !isCut && deliver());
    }
  }

  function open(life: Life, onBroadcast: (broadcast: Broadcast) => void): Promise<Connection> {
    return new Promise((resolve, reject) => {
      let isOpen = true;
      let end: () => void = () => undefined;
      const closed = new Promise<void>((resolveClosed) => {
        end = () => {
          if (!isOpen) return;
          isOpen = false;
          breakAll.delete(end);
          session?.end();
          if (life.alive) resolveClosed();
        };
      });
      const session = isCut
        ? null
        : server.open({
            broadcast: (broadcast) =>
              send(() => isOpen && life.alive && onBroadcast(JSON.parse(JSON.stringify(broadcast)) as Broadcast)),
            close: () => world.after(5, () => end()),
          });
      if (!session) {
        life.after(world.random.between(5, 200), () => reject(new Fault('link-down')));
        return;
      }
      breakAll.add(end);
      const request = (call: string, body: unknown) =>
        new Promise<unknown>((resolveCall, rejectCall) => {
          const fail = (fault: Fault) => life.alive && rejectCall(fault);
          if (!isOpen) return fail(new Fault('link-down'));
          const text = JSON.stringify(body);
          const cancel = life.after(answerMsMax, () => {
            world.count('answer timed out');
            fail(new Fault('request-timed-out', call));
            end();
          });
          const answered = (acknowledgement: Acknowledgement<unknown>) => {
            cancel();
            if (acknowledgement.ok) {
              if (life.alive) resolveCall(acknowledgement.answer);
            } else
              fail(
                new Fault(
                  acknowledgement.code in faultTable ? (acknowledgement.code as FaultCode) : 'internal-error',
                  acknowledgement.detail,
                ),
              );
          };
          send(() => {
            void session.handle(call, JSON.parse(text)).then((acknowledgement) => {
              const copy = JSON.parse(JSON.stringify(acknowledgement)) as Acknowledgement<unknown>;
              send(() => isOpen && answered(copy));
            });
          });
        });
      const connection = { challenge: session.challenge, request, closed, close: () => end() } as unknown as Connection;
      life.after(world.random.between(5, 60), () => resolve(connection));
    });
  }

  return {
    plug: (life) => ({ open: (onBroadcast) => open(life, onBroadcast) }),
    cut() {
      isCut = true;
      world.note(`${name} cut`);
      world.count('link cut');
      // Half of the cuts are silent: both ends learn of it only by waiting.
      if (world.random.chance(0.5)) for (const end of [...breakAll]) end();
    },
    mend() {
      isCut = false;
      world.note(`${name} mended`);
    },
    get isCut() {
      return isCut;
    },
  };
}
