import type { Calls } from './calls.ts';

export const makePeopleCalls = (_calls: Calls) => ({});
