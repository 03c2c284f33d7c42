/** The part of an AbortSignal that a wait needs: shared code knows no DOM and no Node. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Time and timers are passed in, so that the simulator owns them. */
export interface Clock {
  /** Milliseconds since 1970, UTC. May jump. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Resolves after the time, or at once when the signal aborts: the caller looks at the signal. */
  sleep(ms: number, signal?: StopSignal): Promise<void>;
  /** Calls once after the time; the answer cancels it. */
  setTimer(ms: number, run: () => void): () => void;
}
