import type { ScanView } from '../../calls.ts';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { type Answer, answerOf, leastShownMs, textMax, validShownMs } from './gate-state.ts';
import type { GateStore } from './gate-store.ts';

export interface GateActions {
  /** A code's text, from a scanner or the camera. */
  scan: (text: string) => void;
  /** The usher has seen the result. */
  clear: () => void;
  refresh: () => void;
  signIn: (staffId: number, pin: string) => Promise<void>;
  lock: () => void;
  signOut: () => void;
  stop: () => void;
}

export interface GatePorts {
  bridge: Bridge;
  store: GateStore;
  /** Runs `then` after so many milliseconds; the answer cancels it. */
  wait: (ms: number, then: () => void) => () => void;
  sound: (answer: Answer) => void;
}

export function createGateActions({ bridge, store, wait, sound }: GatePorts): GateActions {
  let stopped = false;
  /** The last result has not been seen for long enough to be covered by the next one. */
  let holding = false;
  let cancelHold: () => void = () => undefined;
  let cancelClear: () => void = () => undefined;

  const refresh = () => {
    const ask = async () => {
      const [terminal, gate, { staff }] = await Promise.all([
        bridge.call('see-terminal', {}),
        bridge.call('see-gate', {}),
        bridge.call('list-staff', {}),
      ]);
      if (stopped) return;
      store.dispatch({ type: 'terminal', terminal });
      store.dispatch({ type: 'staff', staff });
      store.dispatch({ type: 'gate', gate });
    };
    // Asked again soon; what stands there is true for a while yet.
    ask().catch(() => undefined);
  };

  const afterResult = () => {
    const { shown, muted } = store.get();
    if (!shown) return;
    const answer = answerOf(shown.verdict);
    if (!muted) sound(answer);
    cancelClear();
    cancelHold();
    holding = true;
    cancelHold = wait(leastShownMs[answer], () => {
      holding = false;
      checkNext();
    });
    if (answer === 'yes')
      cancelClear = wait(validShownMs, () => store.dispatch({ type: 'clear', number: shown.number }));
  };

  function checkNext(): void {
    const { waiting, checking } = store.get();
    const [text] = waiting;
    if (stopped || checking || holding || text === undefined) return;
    store.dispatch({ type: 'checking' });
    const judged = (scan: ScanView | null) => {
      if (stopped) return;
      store.dispatch({ type: 'judged', scan });
      afterResult();
      refresh();
    };
    bridge.call('scan-ticket', { text }).then(judged, () => judged(null));
  }

  const scan = (text: string) => {
    const before = store.get().scans;
    store.dispatch({ type: 'scanned', text: text.slice(0, textMax) });
    if (store.get().scans !== before) return afterResult();
    checkNext();
  };

  const signIn = async (staffId: number, pin: string) => {
    // Without an answer the names stay, and the header says that the core is gone.
    const answer = await bridge.call('sign-in', { staffId, pin }).catch(() => null);
    if (stopped || !answer) return;
    store.dispatch(answer.ok ? { type: 'signing-in', on: false } : { type: 'pin-refused', refusal: answer });
    refresh();
  };
  const leave = (how: 'lock' | 'sign-out') => {
    bridge.call(how, {}).then(refresh, refresh);
  };

  const unlisten = [
    bridge.onLink((link) => {
      store.dispatch({ type: 'link', link });
      if (link === 'open') refresh();
    }),
    bridge.onEvent(() => refresh()),
  ];
  return {
    scan,
    clear: () => {
      const { shown } = store.get();
      if (shown) store.dispatch({ type: 'clear', number: shown.number });
      cancelHold();
      holding = false;
      checkNext();
    },
    refresh,
    signIn,
    lock: () => leave('lock'),
    signOut: () => leave('sign-out'),
    stop: () => {
      stopped = true;
      cancelHold();
      cancelClear();
      for (const off of unlisten) off();
    },
  };
}
