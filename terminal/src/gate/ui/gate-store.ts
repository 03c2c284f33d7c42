import { createPageStore, type PageStore } from '../../ui-kit/page-store.ts';
import { reduceGate } from './gate-reduce.ts';
import { type GateEvent, type GateState, initialGate } from './gate-state.ts';

export type GateStore = PageStore<GateState, GateEvent>;
export const createGateStore = (start: GateState = initialGate): GateStore => createPageStore(start, reduceGate);
