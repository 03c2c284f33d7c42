import { useCallback, useState } from 'react';
import type { Refusal } from '../api.ts';
import type { WantedTicket } from '../api-types.ts';
import { useApp } from '../app.ts';
import { sleep } from '../platform.ts';
import { go } from '../route.ts';

/** A terminal that holds the seats has so many chances to give them back. */
const asksMax = 4;

export interface Holding {
  hold(tickets: readonly WantedTicket[], allowSingleSeat?: boolean): Promise<void>;
  refusal: Refusal | null;
  forgetRefusal(): void;
  isBusy: boolean;
  /** The box office is asked for the seats. */
  isAsking: boolean;
  needsSignIn: boolean;
}

/** Holds seats and goes on to pay, or says why not. */
export function useHolding(screeningId: number): Holding {
  const { api, isSignedIn } = useApp();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [state, setState] = useState<'calm' | 'busy' | 'asking'>('calm');
  const [needsSignIn, setNeedsSignIn] = useState(false);
  const hold = async (tickets: readonly WantedTicket[], allowSingleSeat = false) => {
    setNeedsSignIn(!isSignedIn);
    if (!isSignedIn) return;
    setRefusal(null);
    setState('busy');
    const wish = { screeningId, tickets: [...tickets], ...(allowSingleSeat ? { allowSingleSeat } : {}) };
    let answer = await api.hold(wish);
    for (let asked = 1; asked < asksMax && !answer.ok && answer.refusal.code === 'seats-asked-back'; asked++) {
      setState('asking');
      await sleep((answer.refusal.retryAfterSeconds ?? 2) * 1000);
      answer = await api.hold(wish);
    }
    if (answer.ok) return go(`pay/${answer.body.hold.id}`);
    setState('calm');
    setRefusal(answer.refusal);
  };
  return {
    hold,
    refusal,
    forgetRefusal: useCallback(() => setRefusal(null), []),
    isBusy: state !== 'calm',
    isAsking: state === 'asking',
    needsSignIn,
  };
}
