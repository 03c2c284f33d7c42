/**
 * The terminal for far-behind.ts: a real core on FOLDER that syncs with SERVER_URL until it is online, and until it knows
 * every stream as far as REVISIONS (JSON, by stream) says. The first line on stdout is how much memory that took.
 */

import { makeSendEnrolment } from '@marquee/terminal/enrol/send-enrolment';
import { systemClock } from '@marquee/terminal/platform/clock';
import { readCursor } from '@marquee/terminal/sync/cursors';
import type { Link } from '@marquee/terminal/sync/link';
import { makeSocketLink } from '@marquee/terminal/sync/socket-link';
import { openBenchTerminal } from './bench-terminal.ts';
import { needSetting } from './child.ts';
import { watchMemory } from './memory-probe.ts';

const serverUrl = needSetting('SERVER_URL');
const code = process.env.ENROL_CODE;
const revisions = Object.entries(JSON.parse(process.env.REVISIONS ?? '{}') as Record<string, number>);
const log = { warn: (context: object, message: string) => console.error(message, context) };
const link = makeSocketLink({ serverUrl, clock: systemClock, log });
const begun = Promise.withResolvers<void>();
const heldLink: Link = {
  async open(onBroadcast) {
    await begun.promise;
    return link.open(onBroadcast);
  },
};
const terminal = await openBenchTerminal(needSetting('FOLDER'), {
  link: heldLink,
  ...(code === undefined
    ? {}
    : {
        enrolment: {
          enrol: { code, name: 'bench', role: 'kiosk' as const },
          send: makeSendEnrolment({ serverUrl, clock: systemClock }),
        },
      }),
});
const end = watchMemory();
begun.resolve();
const isThere = () =>
  terminal.core.sync.isOnline() &&
  revisions.every(([stream, revision]) => readCursor(terminal.core.store, stream).revision >= revision);
while (!isThere()) await systemClock.sleep(20);
const growth = end();
await terminal.close();
process.stdout.write(`${JSON.stringify({ ...growth, terminal: terminal.core.identity.terminal })}\n`);
process.exit(0);
