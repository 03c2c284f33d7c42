/** What passes between the server and a phone's authenticator, as WebAuthn has it in JSON (Level 3, 5.1.8 to 5.1.10). */
import { z } from 'zod';

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url without padding');
/** 1023 bytes (WebAuthn, 4: Credential ID). */
const CredentialId = base64url(1364);
const ClientDataText = base64url(4000).meta({ description: 'clientDataJSON, the very bytes that were signed.' });
const extra = {
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(20).nullish(),
  clientExtensionResults: z.record(z.string().max(40), z.unknown()).optional(),
};
const Transport = z.string().regex(/^[a-z-]{1,16}$/);
const transportsMax = 8;

export const RegistrationResponse = z
  .object({
    id: CredentialId,
    rawId: CredentialId,
    ...extra,
    response: z.object({
      clientDataJSON: ClientDataText,
      attestationObject: base64url(8000),
      transports: z.array(Transport).max(transportsMax).optional(),
    }),
  })
  .meta({
    id: 'RegistrationResponse',
    description: 'What navigator.credentials.create() or the platform gave, as JSON.',
  });

export const Assertion = z
  .object({
    id: CredentialId,
    rawId: CredentialId,
    ...extra,
    response: z.object({
      clientDataJSON: ClientDataText,
      authenticatorData: base64url(2000),
      signature: base64url(1400),
      userHandle: z.string().max(100).nullish(),
    }),
  })
  .meta({ id: 'Assertion', description: 'What navigator.credentials.get() or the platform gave, as JSON.' });

const Descriptor = z.strictObject({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()).optional(),
});

export const CreationOptions = z
  .strictObject({
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    excludeCredentials: z.array(Descriptor),
    authenticatorSelection: z.strictObject({
      residentKey: z.literal('preferred'),
      requireResidentKey: z.literal(false),
      userVerification: z.literal('required'),
    }),
    attestation: z.literal('none'),
  })
  .meta({ id: 'CreationOptions', description: 'PublicKeyCredentialCreationOptionsJSON' });

export const RequestOptions = z
  .strictObject({
    challenge: z.string(),
    timeout: z.int(),
    rpId: z.string(),
    allowCredentials: z.array(Descriptor),
    userVerification: z.literal('required'),
  })
  .meta({ id: 'RequestOptions', description: 'PublicKeyCredentialRequestOptionsJSON' });

export type RegistrationResponse = z.output<typeof RegistrationResponse>;
export type Assertion = z.output<typeof Assertion>;
export type CreationOptions = z.input<typeof CreationOptions>;
export type RequestOptions = z.input<typeof RequestOptions>;

const ClientData = z.object({ challenge: base64url(200), crossOrigin: z.boolean().optional() });

/** The challenge that was answered; null for what is no client data, or was asked for inside somebody else's page. */
export function readChallenge(clientDataJSON: string): Uint8Array | null {
  try {
    const read = ClientData.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()));
    return read.crossOrigin ? null : Buffer.from(read.challenge, 'base64url');
  } catch (thrown) {
    // Neither JSON nor what a browser writes: it was never signed for us.
    if (thrown instanceof SyntaxError || thrown instanceof z.ZodError) return null;
    throw thrown;
  }
}
