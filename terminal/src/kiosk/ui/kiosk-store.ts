import { createPageStore, type PageStore } from '../../ui-kit/page-store.ts';
import { reduceKiosk } from './kiosk-reduce.ts';
import { initialState, type KioskEvent, type KioskState } from './kiosk-state.ts';

export type KioskStore = PageStore<KioskState, KioskEvent>;
export const createKioskStore = (start: KioskState = initialState): KioskStore => createPageStore(start, reduceKiosk);
