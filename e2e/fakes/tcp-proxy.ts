/**
 * The cable between a terminal and its server, as a real TCP proxy on 127.0.0.1: cut, it takes nothing across, and both
 * sides find out as they would in a cinema.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `black-hole`: connections stay open and mute, new ones are accepted and as mute; what was sent meanwhile arrives after
 * mending, as TCP would send it again. `reset`: connections break at once, and so does every new one.
 */
export type Cut = 'black-hole' | 'reset';

export interface TcpProxy {
  port: number;
  /** http address of the server as seen through the proxy. */
  url: string;
  cut(how: Cut): void;
  mend(): void;
  stop(): Promise<void>;
}

/** `target`: port on 127.0.0.1. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const lines = new Set<Line>();
  let cut: Cut | null = null;
  // With half-open sockets an end is passed on like data, and so waits in a black hole as data does.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (cut === 'reset') {
      client.on('error', ignoreReset).resetAndDestroy();
      return;
    }
    const line = new Line(client, connect({ port: target, host: '127.0.0.1', allowHalfOpen: true }));
    lines.add(line);
    line.onClosed(() => lines.delete(line));
    if (cut === 'black-hole') line.hold();
  });
  const port = await listen(server);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    cut(how) {
      cut = how;
      for (const line of lines) {
        if (how === 'reset') line.reset();
        else line.hold();
      }
    },
    mend() {
      cut = null;
      for (const line of lines) line.release();
    },
    stop() {
      for (const line of lines) line.reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** A broken connection is what a proxy passes on, by its `close`. */
const ignoreReset = () => undefined;

/** One connection: two sockets, and what one says the other repeats. */
class Line {
  readonly #client: Socket;
  readonly #upstream: Socket;
  #isHeld = false;
  /** Ends that wait for the line to be mended: Node notices them even on a paused socket. */
  #ends: (() => void)[] = [];

  constructor(client: Socket, upstream: Socket) {
    this.#client = client;
    this.#upstream = upstream;
    this.#carry(client, upstream);
    this.#carry(upstream, client);
  }

  #carry(from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on('error', ignoreReset);
    from.on('data', (chunk) => {
      if (to.write(chunk)) return;
      from.pause();
      to.once('drain', () => {
        if (!this.#isHeld) from.resume();
      });
    });
    from.on('end', () => this.#passOn(() => to.end()));
    from.on('close', (hadError) => this.#passOn(() => (hadError ? to.resetAndDestroy() : to.destroySoon())));
  }

  #passOn(end: () => void): void {
    if (this.#isHeld) this.#ends.push(end);
    else end();
  }

  hold(): void {
    this.#isHeld = true;
    this.#client.pause();
    this.#upstream.pause();
  }

  release(): void {
    this.#isHeld = false;
    this.#client.resume();
    this.#upstream.resume();
    for (const end of this.#ends.splice(0)) end();
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }

  /** Once both of its sockets are. */
  onClosed(run: () => void): void {
    const look = () => {
      if (this.#client.closed && this.#upstream.closed) run();
    };
    this.#client.once('close', look);
    this.#upstream.once('close', look);
  }
}
