import Router from '@koa/router';
import { Fault } from '@marquee/shared/errors';
import { pushEntriesMax } from '@marquee/shared/protocol/calls';
import { JournalEntry } from '@marquee/shared/protocol/journal';
import { z } from 'zod';
import { answerOrder, checkLocal } from '../platform/local-only.ts';
import { numberText, OrderFields } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import type { JournalDeps } from './journal.ts';
import { parseJson } from './read-entry.ts';
import { recoverJournal } from './recover.ts';

/** An entry at its longest, escaped, with its envelope. */
const lineCharsMax = 120_000;

const TerminalParams = z.object({ terminal: numberText(0xffff) });
const Recovered = z.object({ ...OrderFields, entries: z.array(JournalEntry).min(1).max(pushEntriesMax) });
const FileQuery = z.object(OrderFields);

/** Takes in what was copied from a dead terminal's disk. For this machine only. */
export function makeJournalRoutes(deps: JournalDeps): Router {
  const router = new Router();

  /**
   * `application/json`: {entries, by, operationId}. `application/x-ndjson`: a file of any length with an entry in each
   * line, `by` and `operationId` in the query. Either may be sent again from its start.
   */
  router.post('/api/v1/terminals/:terminal/journal', async (ctx) => {
    checkLocal(ctx);
    const { terminal } = readRequest(TerminalParams, ctx.params);
    const order = ctx.is('application/x-ndjson')
      ? { ...readRequest(FileQuery, ctx.query), entries: readEntries(ctx.req.iterator({ destroyOnReturn: false })) }
      : readRequest(Recovered, ctx.request.body);
    try {
      answerOrder(ctx, await recoverJournal(deps, { ...order, terminal }));
    } finally {
      // The answer may come before the file is read to its end: the rest is not for the next request.
      if (!ctx.req.complete) ctx.set('Connection', 'close');
      ctx.req.resume();
    }
  });

  return router;
}

/** Throws Fault `message-malformed`, which names the line. */
async function* readEntries(file: AsyncIterable<Buffer>): AsyncGenerator<JournalEntry> {
  let number = 0;
  for await (const line of readLines(file)) {
    number += 1;
    if (line.trim() === '') continue;
    const read = JournalEntry.safeParse(parseJson(line));
    if (!read.success) throw new Fault('message-malformed', `line ${number} is not a journal entry`);
    yield read.data;
  }
}

async function* readLines(file: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of file) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineCharsMax) throw new Fault('message-malformed', 'a line is too long');
    yield* lines;
  }
  yield rest;
}
