/** Runs in a thread of its own, started by pdf-thread.ts: draws what it is sent, one after the other. */
import { answerInThread } from '../../platform/thread.ts';
import { makePdf } from './make-pdf.ts';

answerInThread(makePdf, ({ buffer }) => [buffer]);
