/**
 * What proves that this database has lost something that it had acknowledged: a terminal's cursor that it doesn't know, or
 * a mark of a journal ahead of its own. Decided from the locked row of the terminal, twice, so that a read that was a
 * moment behind is not taken for a loss.
 */
import type { Pull } from '@marquee/shared/protocol/calls';
import { type ExceptionToRaise, raiseExceptions } from '../exceptions/exceptions.ts';
import { isLost } from '../feed/feed.ts';
import type { Transaction } from '../platform/database.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { lockTerminal } from './terminals.sql.ts';

const betweenLooksMs = 200;

type StreamAsked = Pull['streams'][number];

/** Whether the stream is lost indeed; then an exception is open for it. */
export function confirmStreamLost(deps: RightsDeps, terminal: number, asked: StreamAsked): Promise<boolean> {
  const { stream, cursor } = asked;
  return confirm(deps, terminal, {
    isSo: (tx) => isLost(tx, deps.incarnation, asked),
    exception: {
      kind: 'stream-lost',
      subject: `stream-lost ${terminal} ${stream}`,
      terminal,
      ...(stream.startsWith('screening:') ? { screeningId: Number(stream.split(':')[1]) } : {}),
      detail: { stream, here: { incarnation: deps.incarnation }, there: cursor },
    },
  });
}

/** Whether the journal was acknowledged further than it is recorded here; then an exception is open for it. */
export function confirmJournalLost(deps: RightsDeps, terminal: number, ackedSeq: number): Promise<boolean> {
  let here = 0;
  return confirm(deps, terminal, {
    isSo: async (tx) => {
      here = await lockTerminal(tx, terminal);
      return here < ackedSeq;
    },
    exception: {
      kind: 'journal-lost',
      subject: `journal-lost ${terminal}`,
      terminal,
      seq: ackedSeq,
      get detail() {
        return { here: { acked: here }, there: { acked: ackedSeq } };
      },
    },
  });
}

async function confirm(
  deps: RightsDeps,
  terminal: number,
  { isSo, exception }: { isSo: (tx: Transaction) => Promise<boolean>; exception: ExceptionToRaise },
): Promise<boolean> {
  const look = (raise: boolean) =>
    deps.database.transaction('look for a loss', async (tx) => {
      await lockTerminal(tx, terminal);
      const lost = await isSo(tx);
      if (lost && raise) await raiseExceptions(tx, deps, [exception]);
      return lost;
    });
  if (!(await look(false))) return false;
  await deps.clock.sleep(betweenLooksMs);
  return look(true);
}
