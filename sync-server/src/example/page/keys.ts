/** The phone's keys (WebAuthn), and the check of what it is asked to sign. */
import type { Refusal } from './api.ts';
import type { Hold, PaymentChallenge } from './api-types.ts';

/** A no of the phone or of this app itself, in the shape of the server's. */
type Own<B> = { ok: true; body: B } | { ok: false; refusal: Refusal };
const refuse = (code: string): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { code, status: 400, retryAfterSeconds: null, requestId: null, extra: {} },
});

export const canKeepKeys = (): boolean =>
  'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

export async function makeKey(options: PublicKeyCredentialCreationOptionsJSON): Promise<Own<RegistrationResponseJSON>> {
  if (!canKeepKeys()) return refuse('no-keys-here');
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    return { ok: true, body: made.toJSON() as RegistrationResponseJSON };
  } catch (thrown) {
    return refuse(nameFailure(thrown, 'finger-refused'));
  }
}

export async function sign(options: PublicKeyCredentialRequestOptionsJSON): Promise<Own<AuthenticationResponseJSON>> {
  if (!canKeepKeys()) return refuse('no-keys-here');
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const signed = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    return { ok: true, body: signed.toJSON() as AuthenticationResponseJSON };
  } catch (thrown) {
    return refuse(nameFailure(thrown, 'key-unknown-here'));
  }
}

/** A browser tells little on purpose: a wrong finger, no key and a cancelled prompt are one. */
function nameFailure(thrown: unknown, usual: string): string {
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'InvalidStateError') return 'device-known';
  return name === 'SecurityError' || name === 'NotSupportedError' ? 'no-keys-here' : usual;
}

interface Terms {
  hold: string;
  seats: { id: number; class: string; priceMinor: number }[];
  totalMinor: number;
  currency: string;
  payee: { name: string };
  paymentToken: string;
}

/**
 * Whether the phone would sign what this app shows: the last 32 bytes of the challenge are the hash of the terms, and the
 * terms are the hold, its seats and prices, and the card. Nobody in between can then have another amount signed.
 */
export async function checkTerms(
  { publicKey, terms, summary }: PaymentChallenge,
  hold: Hold,
  paymentToken: string,
): Promise<boolean> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(terms)));
  const challenge = readBase64Url(publicKey.challenge);
  if (challenge.length !== 64 || !hash.every((byte, at) => byte === challenge[32 + at])) return false;
  try {
    const said = JSON.parse(terms) as Terms;
    const list = (seats: readonly (readonly unknown[])[]) => JSON.stringify(seats.map(String).sort());
    const same = [
      [said.hold, hold.id],
      [said.paymentToken, paymentToken],
      [said.totalMinor, hold.totalMinor],
      [summary.totalMinor, hold.totalMinor],
      [said.currency, hold.currency],
      [summary.currency, hold.currency],
      [said.payee.name, summary.payee],
      [
        list(said.seats.map((seat) => [seat.id, seat.class, seat.priceMinor])),
        list(hold.seats.map((seat) => [seat.seatId, seat.ticketClass, seat.priceMinor])),
      ],
      [
        list(summary.seats.map((seat) => [seat.ticketClass, seat.priceMinor])),
        list(hold.seats.map((seat) => [seat.ticketClass, seat.priceMinor])),
      ],
    ];
    return same.every(([one, other]) => one === other);
  } catch {
    // Terms of another shape are terms that this app doesn't know.
    return false;
  }
}

function readBase64Url(text: string): Uint8Array {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
