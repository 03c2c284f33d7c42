import { type GateEvent, type GateState, recentMax, type Shown, waitingMax } from './gate-state.ts';

export function reduceGate(state: GateState, event: GateEvent): GateState {
  switch (event.type) {
    case 'link':
      return { ...state, link: event.link };
    case 'terminal':
      return { ...state, terminal: event.terminal };
    case 'gate':
      return { ...state, gate: event.gate };
    case 'staff':
      return { ...state, staff: event.staff };
    case 'pin-refused':
      return { ...state, pinRefusal: event.refusal };
    case 'signing-in':
      return { ...state, signingIn: event.on, pinRefusal: null };
    case 'scanned':
      // Never silently lost: the usher has to see that this one was not looked at.
      if (state.waiting.length >= waitingMax) return show(state, { verdict: 'too-fast', scan: null });
      return { ...state, waiting: [...state.waiting, event.text] };
    case 'checking':
      return { ...state, checking: true };
    case 'judged':
      return show(
        { ...state, checking: false, waiting: state.waiting.slice(1) },
        { verdict: event.scan?.verdict ?? 'lost', scan: event.scan },
      );
    case 'clear':
      return state.shown?.number === event.number ? { ...state, shown: null } : state;
    case 'camera':
      return { ...state, camera: event.on };
    case 'muted':
      return { ...state, muted: event.muted };
    case 'theme':
      return { ...state, theme: event.theme };
    case 'language':
      return { ...state, language: event.language };
  }
}

function show(state: GateState, result: Omit<Shown, 'number'>): GateState {
  const number = state.scans + 1;
  const shown = { number, ...result };
  return { ...state, scans: number, shown, recent: [shown, ...state.recent].slice(0, recentMax) };
}
