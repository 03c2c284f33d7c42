/**
 * The printer here has failed its guest: what it could not bring out is told to the server, and any terminal of the cinema
 * prints it by a code. It is not printed here by itself any more; staff can, marked DUPLICATE.
 */
import { assert } from '@marquee/shared/assert';
import type { Randomness } from '@marquee/shared/randomness';
import { makePickUpCode } from '@marquee/shared/tickets/pick-up-code';
import type { CollectElsewhereAnswer } from '../calls.ts';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import type { Store } from '../platform/store.ts';

export interface CollectDeps extends JournalDeps {
  randomness: Randomness;
  counter: { write(seq: number): void };
}

/** The same basket again has the same code. */
export function collectElsewhere(deps: CollectDeps, basketId: string): CollectElsewhereAnswer {
  const { store } = deps;
  const saleSeq = selectSaleOf(store, basketId);
  if (saleSeq === null) return { ok: false, reason: 'nothing-left' };
  const known = selectCode(store, saleSeq);
  if (known !== null) return { ok: true, code: known };
  const written = store.transaction(() => {
    const unprinted = selectUnprinted(store, saleSeq);
    if (unprinted.length === 0) return null;
    const code = makePickUpCode(deps.randomness);
    const tickets = unprinted.map(({ line, code: qr }) => ({ line, qr }));
    const entrySeq = appendEntry(deps, 'tickets.not-printed', { saleSeq, code, tickets });
    for (const { job_id } of unprinted) assert(giveUpSlip(store, job_id), 'a slip is given up once');
    insertCollected(store, { saleSeq, code, entrySeq });
    return { code, entrySeq };
  });
  if (!written) return { ok: false, reason: 'nothing-left' };
  deps.counter.write(written.entrySeq);
  return { ok: true, code: written.code };
}

const selectSaleOf = (store: Store, basketId: string): number | null =>
  store.get<{ sale_seq: number | null }>('SELECT sale_seq FROM basket WHERE basket_id = ?', basketId)?.sale_seq ?? null;

const selectCode = (store: Store, saleSeq: number): string | null =>
  store.get<{ code: string }>('SELECT code FROM collected_elsewhere WHERE sale_seq = ?', saleSeq)?.code ?? null;

/** One that is being printed at this moment comes out, or is in the queue again in another. */
const selectUnprinted = (store: Store, saleSeq: number): { job_id: number; line: number; code: string }[] =>
  store.all(
    `SELECT p.job_id, t.line, t.code FROM ticket t JOIN print_job p ON p.sale_seq = t.sale_seq AND p.line = t.line
      WHERE t.sale_seq = ? AND t.state = 'valid' AND p.state IN ('queued', 'failed') ORDER BY t.line`,
    saleSeq,
  );

const giveUpSlip = (store: Store, jobId: number): boolean =>
  store.run("UPDATE print_job SET state = 'failed', duplicate = 1 WHERE job_id = ?", jobId) === 1;

const insertCollected = (
  store: Store,
  { saleSeq, code, entrySeq }: { saleSeq: number; code: string; entrySeq: number },
) => store.run('INSERT INTO collected_elsewhere (sale_seq, code, entry_seq) VALUES (?, ?, ?)', saleSeq, code, entrySeq);
