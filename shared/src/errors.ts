/**
 * Faults: things that break outside the box office's own rules. Each has a code that is printed, spoken over the phone
 * and looked up; `staff` is what the person in front of the machine should do. docs/faults.md is generated from this
 * table. Codes are never reused. Refusals (seat taken, card declined) are not faults: they are returned, not thrown.
 */
export const faultTable = {
  'printer-out-of-paper': {
    number: 101,
    retry: 'later',
    staff: 'Put in a new paper roll and close the cover. Waiting tickets print by themselves.',
  },
  'printer-cover-open': { number: 102, retry: 'later', staff: 'Close the printer cover.' },
  'printer-unreachable': {
    number: 103,
    retry: 'later',
    staff:
      'Check that the printer is switched on and its cable is in. Paid tickets are kept and print when it answers.',
  },
  'printer-failed': {
    number: 104,
    retry: 'later',
    staff: 'Switch the printer off and on. If the message stays, call the technician with this code.',
  },
  'printer-misconfigured': {
    number: 105,
    retry: 'never',
    staff: 'The printer address in the configuration is wrong. Correct PRINTER and restart the terminal.',
  },
  'drawer-unreachable': {
    number: 106,
    retry: 'later',
    staff:
      'The cash drawer did not open: check the printer, and the drawer’s cable to it. The sale is done; open the drawer with its key.',
  },
  'reader-unreachable': {
    number: 201,
    retry: 'later',
    staff: 'Check the card reader’s cable and power. Other ways to pay still work.',
  },
  'charge-unsettled': {
    number: 202,
    retry: 'later',
    staff:
      'The card reader has not said whether the last payment went through. The terminal keeps asking; do not charge again by hand.',
  },
  'payment-refused': {
    number: 203,
    retry: 'never',
    staff:
      'The payment provider refuses this payment or refund for good; its own pages say why. Use another way to pay or to pay out.',
  },
  'disk-full': {
    number: 301,
    retry: 'later',
    staff: 'The disk is full, so sales stop before anything can be lost. Free some space, then restart the terminal.',
  },
  'disk-failed': {
    number: 302,
    retry: 'never',
    staff: 'The disk reports errors. Stop selling here and call the technician; keep the machine as it is.',
  },
  'database-corrupt': {
    number: 303,
    retry: 'never',
    staff: 'The database file is damaged. Do not delete it: sales may be in it. Call the technician.',
  },
  'database-newer': {
    number: 304,
    retry: 'never',
    staff: 'This database was written by a newer version of Marquee. Install that version or a later one.',
  },
  'database-in-use': {
    number: 305,
    retry: 'never',
    staff: 'Another Marquee process already uses this data folder. Close it first.',
  },
  'database-rolled-back': {
    number: 306,
    retry: 'never',
    staff: 'This terminal’s data is older than what it has already sold. Do not sell here; call the technician.',
  },
  'database-unreachable': {
    number: 307,
    retry: 'later',
    staff: 'The server cannot reach its database. Check that it runs and that DATABASE_URL is right.',
  },
  'database-busy': { number: 308, retry: 'later', staff: 'The database is busy. The work is tried again by itself.' },
  'database-outcome-unknown': {
    number: 309,
    retry: 'later',
    staff:
      'The connection broke while the database was answering. The same request is sent again with the same number.',
  },
  'configuration-invalid': {
    number: 401,
    retry: 'never',
    staff: 'A setting is wrong; the message names it. Correct it and start again.',
  },
  'port-in-use': {
    number: 402,
    retry: 'never',
    staff: 'Another program uses this port. Close it or choose another port in the configuration.',
  },
  'page-not-built': {
    number: 403,
    retry: 'never',
    staff: 'The kiosk page has not been built. Run npm start, or npm run build.',
  },
  'link-down': {
    number: 501,
    retry: 'later',
    staff: 'The server cannot be reached. Seats that this terminal holds can be sold; everything is sent later.',
  },
  'request-timed-out': { number: 502, retry: 'later', staff: 'The server did not answer in time. It is asked again.' },
  'message-malformed': {
    number: 503,
    retry: 'never',
    staff: 'A message could not be understood and was refused. If it repeats, call the technician.',
  },
  'access-refused': {
    number: 504,
    retry: 'never',
    staff: 'This page or device is not allowed to talk to the terminal. Open it from the terminal itself.',
  },
  'protocol-unsupported': {
    number: 505,
    retry: 'never',
    staff: 'The terminal and the server speak different versions. Update the server first, then the terminal.',
  },
  'server-busy': {
    number: 506,
    retry: 'later',
    staff:
      'Many terminals or people are coming at the same time. A terminal waits its turn and connects by itself; whoever else sees this tries again in a moment.',
  },
  'terminal-unknown': {
    number: 601,
    retry: 'never',
    staff: 'The server does not know this terminal. Enrol it with a new code.',
  },
  'terminal-closed': {
    number: 602,
    retry: 'never',
    staff: 'A manager has closed this terminal. Its sales are safe. Enrol it again to use it.',
  },
  'terminal-cloned': {
    number: 603,
    retry: 'never',
    staff: 'Two machines have used this terminal’s identity. Switch this one off and call the manager.',
  },
  'enrolment-refused': {
    number: 604,
    retry: 'never',
    staff: 'The enrolment code is wrong, used or expired. Ask a manager for a new one.',
  },
  'journal-forked': {
    number: 605,
    retry: 'never',
    staff:
      'This terminal and the server disagree about past sales. Stop selling here and call the manager; nothing is deleted.',
  },
  'operation-reused': {
    number: 606,
    retry: 'never',
    staff: 'A request number was used for two different requests. Call the technician with this code.',
  },
  'server-lost-data': {
    number: 607,
    retry: 'never',
    staff:
      'The server has forgotten sales that it had confirmed, as after restoring a backup. Stop selling here and call the manager; this terminal has kept everything.',
  },
  'screening-stopped': {
    number: 609,
    retry: 'never',
    staff:
      'The server has forgotten seats or sales of this screening that it had confirmed. It is not sold here any more: call the manager, who calls the technician; other screenings go on.',
  },
  'too-many-tries': {
    number: 608,
    retry: 'later',
    staff: 'Too many tries in a short time. Wait a minute, then try again.',
  },
  'token-refused': {
    number: 610,
    retry: 'never',
    staff: 'The access token is missing, expired or not ours. Refresh the session, or log in again.',
  },
  'clock-wrong': {
    number: 701,
    retry: 'later',
    staff: 'The machine’s clock is wrong. Set the date and time; sales keep the right order meanwhile.',
  },
  'ticket-forged': {
    number: 801,
    retry: 'never',
    staff: 'The signature on this ticket is not ours. Do not admit; send the guest to the desk.',
  },
  'ticket-unreadable': {
    number: 802,
    retry: 'never',
    staff: 'This is not a Marquee ticket, or its format is newer than this device. Send the guest to the desk.',
  },
  'internal-error': {
    number: 901,
    retry: 'never',
    staff: 'Something went wrong inside Marquee. Call the technician with this code and the time.',
  },
} as const satisfies Record<string, { number: number; retry: 'later' | 'never'; staff: string }>;

export type FaultCode = keyof typeof faultTable;

/** With one of these a terminal must not sell; its screen says so to guests, each in words of its own. */
export const stoppingFaults = [
  'disk-full',
  'disk-failed',
  'database-corrupt',
  'database-rolled-back',
  'terminal-closed',
  'terminal-cloned',
  'terminal-unknown',
  'journal-forked',
  'server-lost-data',
] as const satisfies readonly FaultCode[];
export type StoppingFault = (typeof stoppingFaults)[number];

export const isStopping = (code: FaultCode): code is StoppingFault =>
  (stoppingFaults as readonly FaultCode[]).includes(code);

/** The short name on screens, slips and in logs: `F101`. */
export function formatFault(code: FaultCode): string {
  return `F${faultTable[code].number}`;
}

/** Thrown for a fault; caught only at the borders: the page's bridge, HTTP, sockets and background loops. */
export class Fault extends Error {
  readonly code: FaultCode;
  /** What is wrong in this case, for the log and for staff: never a secret, never personal data. */
  readonly detail: string;
  readonly retry: 'later' | 'never';

  constructor(code: FaultCode, detail = '', options: { cause?: unknown } = {}) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'Fault';
    this.code = code;
    this.detail = detail;
    this.retry = faultTable[code].retry;
  }
}

/** Any thrown thing as a fault: what is not one already is a bug, shown as `internal-error` and logged whole. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  return new Fault('internal-error', '', { cause: thrown });
}

/** One line for a person at a command line: code, what is wrong, what to do. */
export function describeFault(fault: Fault): string {
  const detail = fault.detail === '' ? fault.code : fault.detail;
  return `${formatFault(fault.code)} ${detail}. ${faultTable[fault.code].staff}`;
}
