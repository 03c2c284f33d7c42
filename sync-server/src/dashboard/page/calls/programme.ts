import type { Calls } from '../api.ts';

export const makeProgrammeCalls = (_calls: Calls) => ({});
