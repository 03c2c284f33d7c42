/** A gate in the test's hands: the whole core over a real database, its cinema's keys, and a server of few words. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { CinemaSnapshot, KeyCertificate, ScreeningChange, SeatChange } from '@marquee/shared/protocol/streams';
import { aCinemaSnapshot, startsAtMs } from '@marquee/shared/testing/builders';
import { certificateBytes } from '@marquee/shared/tickets/key-certificate';
import { encodeTicket, type TicketFields } from '@marquee/shared/tickets/ticket-code';
import { makeHandlers } from '../../answer-calls.ts';
import type { CallName, GateView, ScanView } from '../../calls.ts';
import type { CoreOptions } from '../../core.ts';
import { readTerminalKey, type TerminalKey } from '../../platform/keys.ts';
import { mia, pepper, uwe } from '../../staff/testing/till-office.ts';
import { enrolAnswer, makeTestCore, type TestCore } from '../../testing/test-core.ts';
import type { GateSettings } from '../gate.ts';

export const tillKey = readTerminalKey(new Uint8Array(32).fill(21));
export const serverKey = readTerminalKey(new Uint8Array(32).fill(22));
export const strangerKey = readTerminalKey(new Uint8Array(32).fill(23));
export const till = { terminal: 21, keyId: 21 };
/** A key that the cinema certified, of another gate. */
export const otherGate = { terminal: 25, keyId: 25 };

export function makeCinema() {
  const cinema = generateKeyPairSync('ed25519');
  const cinemaKey = cinema.publicKey.export({ format: 'jwk' }).x ?? '';
  const certify = (
    key: Pick<TerminalKey, 'publicKey'>,
    fields: Omit<KeyCertificate, 'publicKey' | 'signature' | 'cinemaId'> & { cinemaId?: number },
  ): KeyCertificate => {
    const unsigned = { cinemaId: 1, ...fields, publicKey: key.publicKey };
    return { ...unsigned, signature: sign(null, certificateBytes(unsigned), cinema.privateKey).toString('base64url') };
  };
  return { cinemaKey, certify };
}

/** Of an adult in seat 5 of screening 1 at hand-out 5, sold by the till; signed by the till unless told otherwise. */
export function code(fields: Partial<TicketFields> = {}, key: TerminalKey = tillKey): string {
  return encodeTicket(
    {
      ...till,
      seq: 40,
      line: 1,
      screeningId: 1,
      seatId: 5,
      version: 5,
      ticketClass: 'adult',
      startsAtMs,
      ...fields,
    },
    (bytes) => key.sign(bytes),
  );
}

export const soldBy = (change: Partial<SeatChange> = {}): SeatChange => ({
  seatId: 5,
  state: 'sold',
  version: 5,
  holder: till.terminal,
  ticket: { terminal: till.terminal, seq: 40, line: 1 },
  ...change,
});

export interface GateDoor extends TestCore {
  scan(text: string): Promise<ScanView>;
  see(): Promise<GateView>;
  call(name: CallName, args: unknown): Promise<unknown>;
  /** A change of screening 1 comes down. */
  tell(change: Partial<ScreeningChange>): Promise<void>;
  /** The catalogue comes down anew. */
  tellCinema(change: Partial<CinemaSnapshot>): Promise<void>;
  restart(): Promise<void>;
  goOffline(): Promise<void>;
  entries(): Record<string, unknown>[];
}

export async function openGateDoor(
  catalogue: Partial<CinemaSnapshot> = {},
  gate: Partial<GateSettings> = {},
): Promise<GateDoor> {
  const { cinemaKey, certify } = makeCinema();
  const keys = [
    certify(serverKey, { keyId: 0xffff, terminal: 0, role: 'server' }),
    certify(tillKey, { ...till, role: 'till' }),
    certify(strangerKey, { ...otherGate, role: 'gate' }),
  ];
  const door = makeTestCore() as GateDoor;
  let revision = 1;
  let cinemaRevision = 1;
  let body = aCinemaSnapshot({ cinemaKey, keys, staff: [mia, uwe], ...catalogue });
  door.server.snapshots.set('cinema:1', { revision: 1, body });
  const overrides: Partial<CoreOptions> = {
    gate: { venueIds: null, opensBeforeMs: 2 * 60 * 60_000, mustSignIn: false, ...gate },
    pepper: { read: () => pepper, write: () => undefined },
    checkPin: async (hash, keyed) => hash === keyed,
    enrol: { code: 'ABCDEFGHJK', name: 'Door', role: 'gate' },
    sendEnrolment: async () => ({ ...enrolAnswer, cinemaKey }),
  };
  const start = async () => {
    await door.start(overrides);
    await door.clock.advance(0);
  };
  door.call = async (name, args) => {
    const handlers = makeHandlers(door.core, {
      tenders: ['cash'],
      idleWarningMs: 1000,
      idleResetMs: 2000,
      printerFault: () => null,
      readerFault: () => null,
    });
    return handlers[name].run(handlers[name].args.parse(args) as never);
  };
  door.scan = (text) => door.call('scan-ticket', { text }) as Promise<ScanView>;
  door.see = () => door.call('see-gate', {}) as Promise<GateView>;
  door.tell = async (change) => {
    revision += 1;
    door.server.broadcast('screening:1', [{ revision, body: { seats: [], covered: [], ...change } }]);
    await door.clock.advance(0);
  };
  door.tellCinema = async (change) => {
    cinemaRevision += 1;
    body = { ...body, ...change };
    door.server.snapshots.set('cinema:1', { revision: cinemaRevision, body });
    door.server.broadcast('cinema:1', [{ revision: cinemaRevision, body: { kind: 'keys' } }]);
    await door.clock.advance(0);
  };
  door.restart = async () => {
    await door.crash();
    await start();
  };
  door.goOffline = async () => {
    door.server.isReachable = false;
    door.server.cut();
    await door.clock.advance(0);
  };
  door.entries = () =>
    door.store
      .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'ticket.scanned' ORDER BY seq")
      .map((row) => JSON.parse(row.payload));
  await start();
  return door;
}
