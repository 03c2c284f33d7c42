/** Keys that moviegoers' phones unlock by finger, face or PIN, and what they agree to with them. */
export type { DeviceDeps, SigningSettings } from './device-deps.ts';
export { makeDeviceApi } from './devices.route.ts';
export { purgeChallenges, purgeRevokedDevices, revokedKeptMs } from './purge.ts';
export { Assertion, RequestOptions } from './responses.ts';
export { askToSign, checkSignature, type NotClaimed, type NotSigned, type SignedBy } from './sign-payment.ts';
