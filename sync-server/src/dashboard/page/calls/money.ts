import type { Calls } from '../api.ts';

export const makeMoneyCalls = (_calls: Calls) => ({});
