/** A server offers these at connect; a terminal speaks the newest that both know. A change of any schema here needs a new one. */
export const protocolVersions = [1] as const;
export const protocolVersion = 1;
