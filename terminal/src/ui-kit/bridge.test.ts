import { beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { type BridgeSocket, LinkLost, openBridge } from './bridge.ts';

class FakeSocket implements BridgeSocket {
  sent: { id: number; call: string; args: object }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.onclose?.();
  }
  receive(frame: object | string) {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }
}

let sockets: FakeSocket[];
let waits: { ms: number; then: () => void; cancelled: boolean }[];
let problems: string[];

function openTestBridge() {
  return openBridge({
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    wait: (ms, then) => {
      const wait = { ms, then, cancelled: false };
      waits.push(wait);
      return () => {
        wait.cancelled = true;
      };
    },
    report: (problem) => problems.push(problem),
  });
}

beforeEach(() => {
  sockets = [];
  waits = [];
  problems = [];
});

describe('the bridge', () => {
  test('matches answers to calls, whatever order they come in', async () => {
    const bridge = openTestBridge();
    sockets[0]!.onopen?.();
    const first = bridge.call('see-basket', { basketId: 'a' });
    const second = bridge.call('keep-basket', { basketId: 'b' });
    expect(sockets[0]!.sent).toEqual([
      { id: 1, call: 'see-basket', args: { basketId: 'a' } },
      { id: 2, call: 'keep-basket', args: { basketId: 'b' } },
    ]);
    sockets[0]!.receive({ id: 2, ok: true, answer: { kept: true } });
    sockets[0]!.receive({ id: 1, ok: true, answer: { basket: null } });
    expect(await first).toEqual({ basket: null });
    expect(await second).toEqual({ kept: true });
  });

  test('a fault of the core keeps its published code', async () => {
    const bridge = openTestBridge();
    sockets[0]!.onopen?.();
    const call = bridge.call('list-films', {});
    sockets[0]!.receive({ id: 1, ok: false, code: 'disk-full', detail: 'no space' });
    await expect(call).rejects.toEqual(new Fault('disk-full', 'no space'));
    const other = bridge.call('list-films', {});
    sockets[0]!.receive({ id: 2, ok: false, code: 'never-heard-of', detail: '' });
    await expect(other).rejects.toMatchObject({ code: 'internal-error' });
  });

  test('calls under way are rejected when the core goes away, and none is accepted until it is back', async () => {
    const bridge = openTestBridge();
    const links: string[] = [];
    bridge.onLink((link) => links.push(link));
    sockets[0]!.onopen?.();
    const paying = bridge.call('pay', { basketId: 'a', tender: 'card' });
    sockets[0]!.onclose?.();
    await expect(paying).rejects.toBeInstanceOf(LinkLost);
    await expect(bridge.call('list-films', {})).rejects.toBeInstanceOf(LinkLost);
    waits[0]!.then();
    sockets[1]!.onopen?.();
    expect(links).toEqual(['lost', 'open', 'lost', 'open']);
  });

  test('reconnects ever more patiently, up to four seconds, and starts afresh after a success', () => {
    openTestBridge();
    for (let attempt = 0; attempt < 7; attempt += 1) {
      sockets.at(-1)!.onclose?.();
      waits.at(-1)!.then();
    }
    expect(waits.map((wait) => wait.ms)).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
    sockets.at(-1)!.onopen?.();
    sockets.at(-1)!.onclose?.();
    expect(waits.at(-1)!.ms).toBe(250);
  });

  test('a call without an answer times out, but a payment may take as long as it takes', async () => {
    const bridge = openTestBridge();
    sockets[0]!.onopen?.();
    const call = bridge.call('list-films', {});
    void bridge.call('pay', { basketId: 'a', tender: 'card' });
    expect(waits).toHaveLength(1);
    waits[0]!.then();
    await expect(call).rejects.toMatchObject({ code: 'request-timed-out' });
  });

  test('announcements reach every listener; an unreadable frame is reported and harms nothing', () => {
    const bridge = openTestBridge();
    const heard: object[] = [];
    const stop = bridge.onEvent((event) => heard.push(event));
    sockets[0]!.onopen?.();
    sockets[0]!.receive('{not json');
    sockets[0]!.receive({ event: 'party' });
    sockets[0]!.receive({ event: 'screening-changed', screeningId: 7 });
    stop();
    sockets[0]!.receive({ event: 'terminal-changed' });
    expect(heard).toEqual([{ event: 'screening-changed', screeningId: 7 }]);
    expect(problems).toHaveLength(2);
  });

  test('a closed bridge does not come back', () => {
    const bridge = openTestBridge();
    sockets[0]!.onopen?.();
    bridge.close();
    expect(waits).toEqual([]);
  });
});
