import type { GateView, PinRefusal, ScanView, StaffView, TerminalView } from '../../calls.ts';
import type { LinkState } from '../../ui-kit/bridge.ts';
import { defaultLanguage, type LanguageCode } from '../../ui-kit/languages.ts';

/** What an usher does about a ticket: lets in, refuses, or sends to the desk. */
export type Answer = 'yes' | 'no' | 'desk';

/** `lost`: the core gave no answer, so that nobody knows; `too-fast`: more scans than the queue holds. */
export type ShownVerdict = ScanView['verdict'] | 'lost' | 'too-fast';

export interface Shown {
  /** Counts from 1 since the page was opened. */
  number: number;
  verdict: ShownVerdict;
  /** Null where the core gave no answer. */
  scan: ScanView | null;
}

export interface GateState {
  link: LinkState;
  terminal: TerminalView | null;
  gate: GateView | null;
  staff: readonly StaffView[];
  /** What the last PIN was refused for. */
  pinRefusal: PinRefusal | null;
  /** Somebody wants to sign in where nobody has to. */
  signingIn: boolean;
  /** Texts of codes in the order in which they were scanned; the first one is with the core while `checking`. */
  waiting: readonly string[];
  checking: boolean;
  shown: Shown | null;
  /** Newest first. */
  recent: readonly Shown[];
  scans: number;
  camera: boolean;
  muted: boolean;
  theme: 'dark' | 'light';
  language: LanguageCode;
}

export type GateEvent =
  | { type: 'link'; link: LinkState }
  | { type: 'terminal'; terminal: TerminalView }
  | { type: 'gate'; gate: GateView }
  | { type: 'staff'; staff: readonly StaffView[] }
  | { type: 'pin-refused'; refusal: PinRefusal | null }
  | { type: 'signing-in'; on: boolean }
  | { type: 'scanned'; text: string }
  | { type: 'checking' }
  /** The core's answer for the first in the queue; null when it gave none. */
  | { type: 'judged'; scan: ScanView | null }
  /** Only the result of this number is cleared: a newer one stays. */
  | { type: 'clear'; number: number }
  | { type: 'camera'; on: boolean }
  | { type: 'muted'; muted: boolean }
  | { type: 'theme'; theme: GateState['theme'] }
  | { type: 'language'; language: LanguageCode };

/** Longer than any ticket's text, and all that the core takes; what is longer is cut, and so found unreadable. */
export const textMax = 400;
/** A family's tickets and more; whoever scans faster is told to scan the last one again. */
export const waitingMax = 20;
export const recentMax = 10;
/** A valid ticket's result goes away by itself. */
export const validShownMs = 4000;
/** With more tickets waiting, a result stays long enough to be seen: a refusal longer. */
export const leastShownMs: Record<Answer, number> = { yes: 500, no: 1200, desk: 1200 };

export const initialGate: GateState = {
  link: 'lost',
  terminal: null,
  gate: null,
  staff: [],
  pinRefusal: null,
  signingIn: false,
  waiting: [],
  checking: false,
  shown: null,
  recent: [],
  scans: 0,
  camera: false,
  muted: false,
  theme: 'dark',
  language: defaultLanguage,
};

export function answerOf(verdict: ShownVerdict): Answer {
  if (verdict === 'valid') return 'yes';
  return isForDesk.has(verdict) ? 'desk' : 'no';
}
/** What nobody can answer here: neither a yes nor a no. */
const isForDesk: ReadonlySet<ShownVerdict> = new Set([
  'to-desk',
  'broken-right',
  'not-signed-in',
  'lost',
  'too-fast',
] as const);

/** The names and the PIN are shown, instead of what to scan. */
export function asksWho({ gate, signingIn }: GateState): boolean {
  if (gate?.signedIn?.locked) return true;
  return gate !== null && !gate.signedIn && (gate.mustSignIn || signingIn);
}
