/** The drain as the product does it: the terminal's own sync over its own link. */

import { countUnsent } from '@marquee/terminal/journal/journal';
import { systemClock } from '@marquee/terminal/platform/clock';
import type { Link } from '@marquee/terminal/sync/link';
import { makeSocketLink } from '@marquee/terminal/sync/socket-link';
import { openBenchTerminal } from './bench-terminal.ts';

/** Milliseconds from the first attempt to connect until the server has acknowledged the whole journal. */
export async function drainByJournal(folder: string, serverUrl: string): Promise<number> {
  const warn = (context: object, message: string) => console.error(message, context);
  const link = makeSocketLink({ serverUrl, clock: systemClock, log: { warn } });
  let startedMs = 0;
  const timedLink: Link = {
    open(onBroadcast) {
      if (startedMs > 0) throw new Error('the link broke while the journal was drained');
      startedMs = performance.now();
      return link.open(onBroadcast);
    },
  };
  const drained = Promise.withResolvers<number>();
  const terminal = await openBenchTerminal(folder, {
    link: timedLink,
    // Also announced after every batch that was acknowledged.
    announce: ({ event }) => {
      if (event === 'terminal-changed' && countUnsent(terminal.core.store) === 0) drained.resolve(performance.now());
    },
  });
  try {
    return (await drained.promise) - startedMs;
  } finally {
    await terminal.close();
  }
}
