/** Slips as a guest holds them: the virtual printer's pictures, read back by a QR reader that shares no code with us. */
import { createPublicKey, verify as verifyEd25519 } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyCertificate } from '@marquee/shared/protocol/streams';
import { checkCertificate } from '@marquee/shared/tickets/key-certificate';
import { type FindKey, type TicketFields, type Verify, verifyTicket } from '@marquee/shared/tickets/ticket-code';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

export interface Slip {
  path: string;
  kind: 'ticket' | 'receipt' | 'other';
  /** Of the sale that it belongs to; 0 for other slips. */
  seq: number;
  /** 0 is the receipt. */
  line: number;
  /** Printed again where a first copy may be in somebody's hands; the paper says so. */
  duplicate: boolean;
}

/** In the order in which they came out. */
export function listSlips(papersFolder: string): Slip[] {
  if (!existsSync(papersFolder)) return [];
  return readdirSync(papersFolder)
    .filter((file) => file.endsWith('.png'))
    .sort()
    .map((file) => {
      const [, kind, seq, line, duplicate] = /^\d+-(ticket|receipt)-(\d+)-(\d+)(-duplicate)?\.png$/.exec(file) ?? [];
      return {
        path: join(papersFolder, file),
        kind: (kind as 'ticket' | 'receipt' | undefined) ?? 'other',
        seq: Number(seq ?? 0),
        line: Number(line ?? 0),
        duplicate: duplicate !== undefined,
      };
    });
}

/** The text of the QR code on a slip's picture; null where a scanner finds none. */
export function scanSlip(path: string): string | null {
  const { data, width, height } = PNG.sync.read(readFileSync(path));
  return jsqr(new Uint8ClampedArray(data), width, height)?.data ?? null;
}

const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const verify: Verify = (publicKey, bytes, signature) =>
  verifyEd25519(
    null,
    bytes,
    createPublicKey({
      key: Buffer.concat([publicPrefix, Buffer.from(publicKey, 'base64url')]),
      format: 'der',
      type: 'spki',
    }),
    signature,
  );

/** The keys that the cinema's own key really certified: what a gate would believe. */
export function believeKeys(certificates: readonly KeyCertificate[], cinemaKey: string): FindKey {
  const keys = new Map(
    certificates.filter((each) => checkCertificate(each, cinemaKey, verify)).map((each) => [each.keyId, each]),
  );
  return (keyId) => keys.get(keyId);
}

/** What a gate reads from a slip. Throws where there is no code, or a Fault where it isn't ours. */
export function judgeSlip(path: string, findKey: FindKey): TicketFields {
  const text = scanSlip(path);
  if (text === null) throw new Error(`no QR code can be read on ${path}`);
  return verifyTicket(text, findKey, verify);
}
