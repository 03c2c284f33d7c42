import { makeThread } from '../../platform/thread.ts';
import type { Paper } from './paper.ts';

/** Throws Fault `server-busy` when the thread has ended meanwhile. */
export type DrawPdf = (paper: Paper) => Promise<Uint8Array>;

/** A PDF takes some hundredths of a second of nothing but work: nobody else is to wait for it. */
export const makePdfThread = (): DrawPdf => makeThread<Paper, Uint8Array>(new URL('./pdf-worker.ts', import.meta.url));
