/** Whose signature on a ticket counts at this gate: keys that the cinema's own key has certified, and no others. */
import type { CinemaSnapshot, KeyCertificate } from '@marquee/shared/protocol/streams';
import { checkCertificate } from '@marquee/shared/tickets/key-certificate';
import { verifySignature } from '../platform/keys.ts';

export interface KnownKey {
  publicKey: string;
  terminal: number;
  ofServer: boolean;
  revoked: boolean;
}
export type FindKnownKey = (keyId: number) => KnownKey | null;

/**
 * Certificates are checked when they are first needed, once per catalogue. `cinemaKey` is the one that this terminal
 * was given when it enrolled, so that whoever could write the catalogue could still not make a ticket.
 */
export function openKnownKeys(
  { cinemaId, cinemaKey }: { cinemaId: number; cinemaKey: string },
  catalogue: { current(): CinemaSnapshot | null },
): FindKnownKey {
  let of: CinemaSnapshot | null = null;
  let found = new Map<number, KnownKey | null>();

  const isGood = (key: KeyCertificate): boolean =>
    key.cinemaId === cinemaId && key.role !== 'gate' && checkCertificate(key, cinemaKey, verifySignature);

  function look(keyId: number): KnownKey | null {
    const key = of?.keys.find((each) => each.keyId === keyId && isGood(each));
    if (!key) return null;
    const { publicKey, terminal, role } = key;
    return { publicKey, terminal, ofServer: role === 'server', revoked: of?.revokedKeys.includes(keyId) ?? false };
  }

  return (keyId) => {
    const current = catalogue.current();
    if (current !== of) {
      of = current;
      found = new Map();
    }
    const known = found.get(keyId);
    if (known !== undefined) return known;
    const key = look(keyId);
    found.set(keyId, key);
    return key;
  };
}
