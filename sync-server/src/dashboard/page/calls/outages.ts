import type { Calls } from '../api.ts';

export const makeOutagesCalls = (_calls: Calls) => ({});
