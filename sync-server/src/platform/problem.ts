import { Fault, type FaultCode, faultTable, formatFault } from '@marquee/shared/errors';

/** An error of an HTTP answer as RFC 9457 has it, media type `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** From the fault table, or `not-found`. */
  code: string;
  detail?: string;
  /** What the log calls this request. */
  requestId: string;
}

export const problemType = 'application/problem+json';

/** Whoever asked can do something about these; all other faults are the server's own. */
const statusOfFault: Partial<Record<FaultCode, number>> = {
  'message-malformed': 400,
  'protocol-unsupported': 400,
  'terminal-unknown': 401,
  'token-refused': 401,
  'access-refused': 403,
  'terminal-closed': 403,
  'terminal-cloned': 403,
  'enrolment-refused': 403,
  'too-many-tries': 429,
  'operation-reused': 409,
  'journal-forked': 409,
  'server-lost-data': 409,
  'screening-stopped': 409,
  'ticket-forged': 422,
  'ticket-unreadable': 422,
  'payment-refused': 422,
  'disk-full': 503,
  'database-unreachable': 503,
  'database-busy': 503,
  'database-outcome-unknown': 503,
  'link-down': 503,
  'server-busy': 503,
  'request-timed-out': 504,
};

/** Whoever calls over HTTP is rarely a kiosk: what its staff would read is no help there. */
const titles: Partial<Record<FaultCode, string>> = {
  'message-malformed': 'The request is not as described: `detail` names what is wrong with it.',
  'token-refused': 'The token is missing, old or of an ended session. Refresh the session, or log in.',
  'access-refused': 'This is not for this account, or only for the server’s own machine.',
  'too-many-tries': 'Too many requests. Wait as long as Retry-After says.',
  'operation-reused': 'This key was used for another request before. Choose a new one for each.',
};

/** The answer for a fault. What a bug says of itself is for the log alone. */
export function faultAsProblem(fault: Fault, requestId: string): Problem {
  const { code } = fault;
  return {
    type: `urn:marquee:fault:${code}`,
    title: titles[code] ?? `${formatFault(code)} ${faultTable[code].staff}`,
    status: statusOfFault[code] ?? 500,
    code,
    ...(code === 'internal-error' || fault.detail === '' ? {} : { detail: fault.detail }),
    requestId,
  };
}

/** There is no such thing here: an answer, not a fault. */
export function notFound(requestId: string): Problem {
  return { type: 'about:blank', title: 'Not found', status: 404, code: 'not-found', requestId };
}

/** What Koa and its body parser throw carries the status to answer with. */
export function httpErrorAsFault(thrown: unknown): { fault: Fault; status: number } | null {
  if (typeof thrown !== 'object' || thrown === null || thrown instanceof Fault) return null;
  const { status, expose } = thrown as { status?: unknown; expose?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499 || expose === false) return null;
  const detail = status === 413 ? 'the body is too long' : 'the request cannot be read';
  return { fault: new Fault('message-malformed', detail, { cause: thrown }), status };
}
