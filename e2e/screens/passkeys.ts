/** The browser's own authenticator, as the phone's sensor. */
import type { CDPSession, Page } from '@playwright/test';

export interface Finger {
  /** Whether the finger on the sensor is the owner's. */
  isOwners(yes: boolean): Promise<void>;
  /** The key is copied as it was before it ever signed. */
  copyKey(): Promise<void>;
}

/** Chromium's own authenticator in software, which asks for a finger that always lies on the sensor. */
export async function layFinger(page: Page): Promise<Finger> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const;
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    isOwners: async (isUserVerified) => {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    async copyKey() {
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
      for (const credential of credentials) {
        await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: credential.credentialId });
        await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount: 0 } });
      }
    },
  };
}
