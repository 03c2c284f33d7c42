/** A server offers these at connect; a terminal speaks the newest that both know. A change of any schema here needs a new one. */
export const protocolVersions = [1, 2] as const;
export const protocolVersion = 2;

/**
 * What each version's schemas were, so that nobody changes one without noticing: compared, and explained, by
 * version.test.ts. The line of a released version is never edited.
 */
export const protocolSchemaHashes: Record<(typeof protocolVersions)[number], string> = {
  1: '0b40604350e6d5bb',
  2: 'f41536b40750c533',
};
