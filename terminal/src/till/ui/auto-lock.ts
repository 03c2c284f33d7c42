/** A till that nobody touches locks itself; how long that takes, and how long before it says so, is the terminal's to say. */
export type LockState = { kind: 'open' } | { kind: 'soon'; seconds: number } | { kind: 'lock' };

export function judgeIdle(idleMs: number, { idleWarningMs, idleResetMs }: IdleTimes): LockState {
  if (idleMs >= idleResetMs) return { kind: 'lock' };
  if (idleMs < idleWarningMs) return { kind: 'open' };
  return { kind: 'soon', seconds: Math.ceil((idleResetMs - idleMs) / 1000) };
}
export interface IdleTimes {
  idleWarningMs: number;
  idleResetMs: number;
}
