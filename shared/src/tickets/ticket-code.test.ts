import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FaultCode, toFault } from '../errors.ts';
import { decodeBase45, encodeBase45 } from './base45.ts';
import { ticketClasses } from './ticket-class.ts';
import {
  encodeTicket,
  type FindKey,
  readTicket,
  type TicketFields,
  ticketTextMax,
  verifyTicket,
} from './ticket-code.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signTicket = (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey));
const exportKey = (key: KeyObject) => key.export({ format: 'jwk' }).x ?? '';
const verifySignature = (x: string, bytes: Uint8Array, signature: Uint8Array) =>
  verify(null, bytes, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature);

const sample: TicketFields = {
  keyId: 3,
  terminal: 17,
  seq: 123,
  line: 2,
  screeningId: 4001,
  seatId: 90210,
  version: 66_000,
  ticketClass: 'student',
  startsAtMs: Date.UTC(2026, 8, 4, 18),
};
const findKey: FindKey = (keyId) =>
  keyId === sample.keyId ? { publicKey: exportKey(publicKey), terminal: sample.terminal } : undefined;

const u16 = fc.integer({ min: 1, max: 0xffff });
const u32 = fc.integer({ min: 1, max: 0xffff_ffff });
const anyFields: fc.Arbitrary<TicketFields> = fc.record({
  keyId: u16,
  terminal: fc.integer({ min: 0, max: 0xffff }),
  seq: u32,
  line: u16,
  screeningId: u32,
  seatId: u32,
  version: fc.integer({ min: 1, max: 0xff_ffff }),
  ticketClass: fc.constantFrom(...ticketClasses),
  startsAtMs: fc.integer({ min: 0, max: 0xffff_ffff }).map((seconds) => seconds * 1000),
});

function faultOf(run: () => unknown): FaultCode | 'no fault' {
  try {
    run();
    return 'no fault';
  } catch (thrown) {
    return toFault(thrown).code;
  }
}

const bytesOf = (text: string) => {
  const bytes = decodeBase45(text);
  if (bytes === null) throw new Error(`not Base45: ${text}`);
  return bytes;
};

/** The ticket's text after a change of its bytes. */
function tamper(text: string, change: (bytes: Uint8Array) => Uint8Array | undefined): string {
  const bytes = bytesOf(text);
  return encodeBase45(change(bytes) ?? bytes);
}

describe('what a ticket says', () => {
  test('is laid out byte by byte as documented', () => {
    const signed = bytesOf(encodeTicket(sample, signTicket)).subarray(0, 27);
    const hex = ['01', '0003', '0011', '0000007b', '0002', '00000fa1', '00016062', '0101d0', '02', '6a9b0720'];
    expect(Buffer.from(signed).toString('hex')).toBe(hex.join(''));
  });

  test('is read back as it was sold', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const key: FindKey = () => ({ publicKey: exportKey(publicKey), terminal: fields.terminal });
        expect(verifyTicket(encodeTicket(fields, signTicket), key, verifySignature)).toEqual(fields);
      }),
    );
  });

  test('fits a 41x41 QR symbol in alphanumeric mode', () => {
    fc.assert(
      fc.property(anyFields, fc.uint8Array({ minLength: 64, maxLength: 64 }), (fields, signature) => {
        const text = encodeTicket(fields, () => signature);
        expect(text).toMatch(/^[0-9A-Z $%*+./:-]+$/);
        expect(text.length).toBeLessThanOrEqual(ticketTextMax);
      }),
    );
  });

  test('keeps the start to the second', () => {
    const text = encodeTicket({ ...sample, startsAtMs: sample.startsAtMs + 999 }, signTicket);
    expect(readTicket(text).fields).toEqual(sample);
  });

  test('is never written with a number that has no room, or with half a signature', () => {
    expect(() => encodeTicket({ ...sample, version: 0x100_0000 }, signTicket)).toThrow('version');
    expect(() => encodeTicket({ ...sample, seatId: 0 }, signTicket)).toThrow('seatId');
    expect(() => encodeTicket(sample, () => new Uint8Array(63))).toThrow('64 bytes');
  });
});

describe('a ticket is not readable when', () => {
  const text = encodeTicket(sample, signTicket);
  test.each([
    ['it is empty', ''],
    ['it is some other QR code', 'https://example.com/'],
    ['it is longer than any ticket', `${text}000000000`],
    ['it lost its end', text.slice(0, -3)],
    ['it has a byte more', tamper(text, (bytes) => Uint8Array.of(...bytes, 0))],
    ['its case was changed', text.toLowerCase()],
    ['its format is newer', tamper(text, (bytes) => bytes.fill(2, 0, 1))],
    ['its format is newer and longer', encodeBase45(new Uint8Array(94).fill(2))],
    ['its key is number 0', tamper(text, (bytes) => bytes.fill(0, 1, 3))],
    ['its journal entry is number 0', tamper(text, (bytes) => bytes.fill(0, 5, 9))],
    ['its line is number 0', tamper(text, (bytes) => bytes.fill(0, 9, 11))],
    ['its screening is number 0', tamper(text, (bytes) => bytes.fill(0, 11, 15))],
    ['its seat is number 0', tamper(text, (bytes) => bytes.fill(0, 15, 19))],
    ['its version is number 0', tamper(text, (bytes) => bytes.fill(0, 19, 22))],
    ['its ticket class is unknown', tamper(text, (bytes) => bytes.fill(ticketClasses.length, 22, 23))],
  ])('%s', (_when, scanned) => {
    expect(faultOf(() => readTicket(scanned))).toBe('ticket-unreadable');
    expect(faultOf(() => verifyTicket(scanned, findKey, verifySignature))).toBe('ticket-unreadable');
  });

  test('it is any text that no terminal wrote', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 160 }), (scanned) => {
        expect(faultOf(() => readTicket(scanned))).toBe('ticket-unreadable');
      }),
    );
  });
});

describe('a ticket is forged when', () => {
  const text = encodeTicket(sample, signTicket);

  test('any single bit of it was changed', () => {
    const admitted: number[] = [];
    for (let bit = 0; bit < 91 * 8; bit += 1) {
      const changed = tamper(text, (bytes) => {
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return bytes;
      });
      // The key is found whatever its number and terminal now say, so that the signature alone has to catch the change.
      const anyKey: FindKey = () => {
        const terminal = new DataView(bytesOf(changed).buffer).getUint16(3);
        return { publicKey: exportKey(publicKey), terminal };
      };
      const fault = faultOf(() => verifyTicket(changed, anyKey, verifySignature));
      if (fault !== 'ticket-forged' && fault !== 'ticket-unreadable') admitted.push(bit);
    }
    expect(admitted).toEqual([]);
  });

  test('its key is not known here', () => {
    expect(faultOf(() => verifyTicket(text, () => undefined, verifySignature))).toBe('ticket-forged');
  });

  test('its key belongs to another terminal', () => {
    const otherTerminal: FindKey = () => ({ publicKey: exportKey(publicKey), terminal: 18 });
    expect(faultOf(() => verifyTicket(text, otherTerminal, verifySignature))).toBe('ticket-forged');
  });

  test('another key signed it', () => {
    const stranger = exportKey(generateKeyPairSync('ed25519').publicKey);
    const otherKey: FindKey = () => ({ publicKey: stranger, terminal: sample.terminal });
    expect(faultOf(() => verifyTicket(text, otherKey, verifySignature))).toBe('ticket-forged');
  });
});
