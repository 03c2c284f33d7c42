import { createPageStore, type PageStore } from '../../ui-kit/page-store.ts';
import { reduceTill } from './till-reduce.ts';
import { initialTill, type TillEvent, type TillState } from './till-state.ts';

export type TillStore = PageStore<TillState, TillEvent>;
export const createTillStore = (start: TillState = initialTill): TillStore => createPageStore(start, reduceTill);
