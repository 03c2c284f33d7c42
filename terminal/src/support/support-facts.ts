/** What a support bundle says of the program and its settings; secrets, names and whole addresses are left out. */
import type { TerminalConfig } from '../platform/config.ts';
import type { BundleDeps, Setting } from './bundle.ts';

export type SupportFacts = Pick<BundleDeps, 'versions' | 'settings' | 'lines'>;

export const noSupport: SupportFacts = { versions: {}, settings: {}, lines: () => [] };

/** One by one, so that a setting that is added later is left out until somebody has thought about it. */
export function describeSettings(config: TerminalConfig): Record<string, Setting> {
  return {
    role: config.role,
    serverUrl: originOf(config.serverUrl),
    printer: kindOf(config.printer),
    paperWidth: config.paperWidth,
    drawerPin: config.drawerPin,
    customerDisplay: config.customerLook !== null,
    scannerBaud: config.scanner?.baud ?? null,
    readerOffline: config.readerOffline,
    tenders: config.tenders,
    idleWarningMs: config.idleWarningMs,
    idleResetMs: config.idleResetMs,
    gateVenues: config.gate.venueIds === null ? 'all' : String(config.gate.venueIds.length),
    gateOpensBeforeMs: config.gate.opensBeforeMs,
    gateMustSignIn: config.gate.mustSignIn,
    logLevel: config.logLevel,
    logsToFile: config.logFile !== null,
  };
}

const kindOf = (address: string): string => /^[a-z]{2,12}(?=:)/.exec(address)?.[0] ?? 'file';

/** An address may carry a user and a password. */
function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url ? `${url.protocol}//${url.host}` : 'malformed';
}
