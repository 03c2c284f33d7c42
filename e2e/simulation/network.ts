/**
 * The network between a terminal and the server's instances: messages are delayed, lost, repeated and overtaken. What
 * Socket.IO gives on top of TCP is less than this network takes away, so the protocol may rely on nothing but its own rules.
 */
import { Fault, type FaultCode, faultTable } from '@marquee/shared/errors';
import { type Acknowledgement, answerMsMax, type Broadcast } from '@marquee/shared/protocol/calls';
import type { Connection, Link } from '@marquee/terminal/sync/link';
import type { Trouble } from './weather.ts';
import type { Life, World } from './world.ts';

/** What the network needs of a server instance: a session per connection. */
export interface ServerEnd {
  /** Null while the instance is down. */
  open(wire: { broadcast(broadcast: Broadcast): void; close(): void }): {
    challenge: string;
    handle(call: string, request: unknown): Promise<Acknowledgement<unknown>>;
    end(): void;
  } | null;
}

export interface Cable {
  /** One terminal's way to the server, in one life of that terminal. */
  plug(life: Life): Link;
  /** `silent`: neither end is told, both learn of it only by waiting. */
  cut(how: { silent: boolean }): void;
  mend(): void;
  readonly isCut: boolean;
}

export interface CableOptions {
  world: World;
  trouble: Trouble;
  name: string;
  /** Whom the next connection reaches. */
  route(): ServerEnd;
  /** Sees every answer that an instance gives, also to a repeated message. */
  onAnswer(call: string, request: string, answer: Acknowledgement<unknown>): void;
}

export function layCable(options: CableOptions): Cable {
  const { world, trouble } = options;
  let isCut = false;
  const ends = new Set<() => void>();

  /** Delivers a message, or not, or twice, or late. */
  function send(deliver: () => void): void {
    if (isCut || world.random.chance(trouble.of('drop') * 0.1)) {
      world.count('message lost');
      return;
    }
    let delay = world.random.between(1, 20);
    if (world.random.chance(trouble.of('reorder') * 0.2)) {
      world.count('message overtaken');
      delay += world.random.between(20, 400);
    }
    if (world.random.chance(trouble.of('delay') * 0.05)) {
      world.count('message late');
      delay += world.random.between(200, 5000);
    }
    world.after(delay, () => !isCut && deliver());
    if (world.random.chance(trouble.of('duplicate') * 0.1)) {
      world.count('message repeated');
      world.after(delay + world.random.between(1, 2000), () => !isCut && deliver());
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
          ends.delete(end);
          session?.end();
          if (life.alive) resolveClosed();
        };
      });
      const session = isCut
        ? null
        : options.route().open({
            broadcast: (broadcast) =>
              send(() => isOpen && life.alive && onBroadcast(JSON.parse(JSON.stringify(broadcast)) as Broadcast)),
            close: () => world.after(5, () => end()),
          });
      if (!session) {
        life.after(world.random.between(5, 200), () => reject(new Fault('link-down')));
        return;
      }
      ends.add(end);
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
          send(() => {
            void session.handle(call, JSON.parse(text)).then((acknowledgement) => {
              options.onAnswer(call, text, acknowledgement);
              if (call === 'journal:push' && world.random.chance(trouble.of('torn-batch') * 0.2)) {
                world.count('link ended between two batches');
                return end();
              }
              const copy = JSON.parse(JSON.stringify(acknowledgement)) as Acknowledgement<unknown>;
              send(() => {
                if (!isOpen) return;
                cancel();
                if (!copy.ok) fail(toFault(copy));
                else if (life.alive) resolveCall(copy.answer);
              });
            });
          });
        });
      const connection = { challenge: session.challenge, request, closed, close: () => end() } as unknown as Connection;
      life.after(world.random.between(5, 60), () => resolve(connection));
    });
  }

  return {
    plug: (life) => ({ open: (onBroadcast) => open(life, onBroadcast) }),
    cut({ silent }) {
      isCut = true;
      world.note(`${options.name} cut${silent ? ' silently' : ''}`);
      world.count(silent ? 'link half open' : 'link cut');
      if (!silent) for (const end of [...ends]) end();
    },
    mend() {
      if (!isCut) return;
      isCut = false;
      world.note(`${options.name} mended`);
    },
    get isCut() {
      return isCut;
    },
  };
}

const toFault = ({ code, detail }: { code: string; detail: string }): Fault =>
  new Fault(code in faultTable ? (code as FaultCode) : 'internal-error', detail);
