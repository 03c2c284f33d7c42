import type { Calls } from '../api.ts';

export const makePeopleCalls = (_calls: Calls) => ({});
