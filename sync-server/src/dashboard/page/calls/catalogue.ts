import type { Calls } from '../api.ts';

export const makeCatalogueCalls = (_calls: Calls) => ({});
