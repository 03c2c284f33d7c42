import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/**
 * An ESC/POS printer on TCP for tests. It takes bytes into a buffer, answers DLE EOT at once wherever it appears, even
 * inside a picture, works through the rest in order, stops when the paper ends, the cover opens or somebody presses its
 * pause button, and then goes on when that is over unless its buffer was cleared: as real printers do.
 */
export class TcpPrinter {
  /** Bytes that came out on paper, cut into slips. */
  readonly slips: Buffer[] = [];
  /** Everything that arrived, as it came. */
  received = Buffer.alloc(0);
  connections = 0;
  isMute = false;
  /** Falls silent when so many slips are out, before it says so. */
  mutesAfterSlips = Number.POSITIVE_INFINITY;
  answersInTurn = true;
  isCoverOpen = false;
  isPaperLow = false;
  isJammed = false;
  /** Somebody pressed the button: it says that it is offline, and not why. */
  isPaused = false;
  /** The cover opens when so many more bytes are on the paper. */
  coverOpensAfterBytes = Number.POSITIVE_INFINITY;
  /** It takes no more bytes when so many more have arrived, and its network goes on. */
  stallsAfterBytes = Number.POSITIVE_INFINITY;
  /** Pulses to its drawer socket: `in turn` with what it prints, `at once` past that. */
  readonly drawer: { pin: 2 | 5; when: 'in turn' | 'at once' }[] = [];
  /** Status answers come this late. */
  answerDelayMs = 0;
  /** Paper for so many more bytes. */
  paperBytes = Number.POSITIVE_INFINITY;
  /** Hangs up as soon as so many more bytes have arrived. */
  hangUpAfterBytes = Number.POSITIVE_INFINITY;
  #held: number[] = [];
  #slip: number[] = [];
  #command: number[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #waiting: { met: () => boolean; resolve: () => void }[] = [];

  private constructor() {
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(port = 0): Promise<TcpPrinter> {
    const printer = new TcpPrinter();
    await new Promise<void>((resolve) => printer.#server.listen(port, '127.0.0.1', resolve));
    return printer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  /** Bytes that wait for paper. */
  get heldBytes(): number {
    return this.#held.length;
  }

  /** Resolves when the condition holds after something has arrived. */
  until(met: () => boolean): Promise<void> {
    if (met()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ met, resolve }));
  }

  refill(): void {
    this.paperBytes = Number.POSITIVE_INFINITY;
    this.#work(undefined);
  }

  /** Whatever stopped it but the paper is over: it goes on with what it holds. */
  release(): void {
    this.isCoverOpen = false;
    this.isPaused = false;
    this.isJammed = false;
    this.stallsAfterBytes = Number.POSITIVE_INFINITY;
    for (const socket of this.#sockets) socket.resume();
    this.#work(undefined);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A terminal that drops its connection is part of the test, seen by `close`.
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => this.#take(bytes, socket));
  }

  #take(bytes: Buffer, socket: Socket): void {
    const taken = bytes.subarray(0, Math.min(bytes.length, this.hangUpAfterBytes));
    this.hangUpAfterBytes -= taken.length;
    this.received = Buffer.concat([this.received, taken]);
    for (const byte of taken) this.#readByte(byte, socket);
    this.#work(socket);
    this.stallsAfterBytes -= taken.length;
    if (this.stallsAfterBytes <= 0) socket.pause();
    if (this.hangUpAfterBytes <= 0) {
      this.hangUpAfterBytes = Number.POSITIVE_INFINITY;
      socket.destroy();
    }
    for (const waiting of this.#waiting) if (waiting.met()) waiting.resolve();
  }

  #readByte(byte: number, socket: Socket): void {
    this.#command.push(byte);
    const [first, second, third] = this.#command;
    if (first !== 0x10 || (second !== undefined && second !== 0x04 && second !== 0x14)) this.#hold();
    else if (second === 0x04 && third !== undefined) {
      this.#command = [];
      this.#answer(socket, this.#statusByte(third));
    } else if (second === 0x14 && third === 0x01 && this.#command.length === 5) {
      this.drawer.push({ pin: this.#command[3] === 0 ? 2 : 5, when: 'at once' });
      this.#command = [];
    } else if (second === 0x14 && this.#command.length === 10) {
      this.#command = [];
      this.#held = [];
      this.#slip = [];
      this.#answer(socket, 0x37, 0x25, 0x00);
    }
  }

  #hold(): void {
    this.#held.push(...this.#command);
    this.#command = [];
  }

  #statusByte(kind: number): number {
    const isOut = this.paperBytes <= 0;
    if (kind === 1) return 0x12 | (isOut || this.#isStopped ? 0x08 : 0);
    if (kind === 2) return 0x12 | (this.isCoverOpen ? 0x04 : 0) | (isOut ? 0x20 : 0) | (this.isJammed ? 0x40 : 0);
    return 0x12 | (isOut ? 0x60 : 0) | (this.isPaperLow || isOut ? 0x0c : 0);
  }

  #answer(socket: Socket, ...bytes: number[]): void {
    if (this.isMute) return;
    if (this.answerDelayMs === 0) socket.write(Buffer.from(bytes));
    else setTimeout(() => socket.write(Buffer.from(bytes)), this.answerDelayMs);
  }

  get #isStopped(): boolean {
    return this.isCoverOpen || this.isJammed || this.isPaused;
  }

  /** Prints what is held as far as the paper goes. GS r is answered in its turn; GS V ends a slip. */
  #work(socket: Socket | undefined): void {
    while (this.#held.length > 0 && this.paperBytes > 0 && !this.#isStopped) {
      const [byte] = this.#held.splice(0, 1);
      this.#slip.push(byte ?? 0);
      this.paperBytes -= 1;
      this.coverOpensAfterBytes -= 1;
      if (this.coverOpensAfterBytes <= 0) {
        this.isCoverOpen = true;
        this.coverOpensAfterBytes = Number.POSITIVE_INFINITY;
      }
      const [esc, p, m] = this.#slip.slice(-5);
      if (this.#slip.length >= 5 && esc === 0x1b && p === 0x70) {
        this.#slip.splice(-5);
        this.drawer.push({ pin: m === 0 ? 2 : 5, when: 'in turn' });
      }
      const end = this.#slip.slice(-3);
      if (end[0] === 0x1d && end[1] === 0x72 && end[2] === 0x01) {
        this.#slip.splice(-3);
        // A pulse alone leaves no paper.
        if (this.#slip.length > 0) this.slips.push(Buffer.from(this.#slip));
        this.#slip = [];
        if (this.slips.length >= this.mutesAfterSlips) this.isMute = true;
        if (this.answersInTurn && socket) this.#answer(socket, 0x00);
      }
    }
  }
}
