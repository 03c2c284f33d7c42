import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer, Refusal } from '../api.ts';
import type { Device, Hold, Payment, PaymentChallenge } from '../api-types.ts';
import { useApp } from '../app.ts';
import { checkTerms, sign } from '../keys.ts';
import { sleep } from '../platform.ts';
import { go } from '../route.ts';

/** What a phone is to sign, and when it stops being good by this page's clock. */
export interface Signing {
  challenge: PaymentChallenge;
  paymentToken: string;
  endsAtMs: number;
}

const termsDiffer: Refusal = { code: 'terms-differ', status: 400, retryAfterSeconds: null, requestId: null, extra: {} };
const lookAgainMs = 2000;

/**
 * Pays for a hold: where a phone is registered it is asked to sign the exact terms; then the payment is sent with a key that
 * was saved before. What is undecided is asked again with the same key, also when the app was closed meanwhile.
 */
export function usePayment(hold: Hold, devices: readonly Device[]) {
  const { api } = useApp();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [state, setState] = useState<'calm' | 'busy' | 'waiting'>('calm');
  const [signing, setSigning] = useState<Signing | null>(null);
  const [needsDevice, setNeedsDevice] = useState(false);
  const isShown = useRef(true);
  const { id } = hold;

  const refuse = useCallback((why: Refusal) => {
    setState('calm');
    setSigning(null);
    setRefusal(why);
    if (why.code === 'device-required') setNeedsDevice(true);
  }, []);

  const askToSign = useCallback(
    async (paymentToken: string) => {
      setState('busy');
      setRefusal(null);
      const answer = await api.askChallenge(id, paymentToken);
      if (!answer.ok) return refuse(answer.refusal);
      const endsAtMs = performance.now() + answer.body.secondsLeft * 1000;
      if (!(await checkTerms(answer.body, hold, paymentToken))) return refuse(termsDiffer);
      setState('calm');
      setSigning({ challenge: answer.body, paymentToken, endsAtMs });
    },
    [api, id, hold, refuse],
  );

  /** Stays with a payment until it is decided. */
  const settle = useCallback(
    async (first: Answer<Payment>, paymentToken: string | null) => {
      let answer = first;
      while (isShown.current) {
        if (answer.ok && answer.body.outcome === 'sold') return go(`done/${answer.body.orderKey}`, { replace: true });
        if (answer.ok) {
          setState('waiting');
          await sleep((answer.body.retryAfterSeconds ?? 2) * 1000);
          answer = (await api.payAgain(id)) ?? answer;
          continue;
        }
        const { code, extra } = answer.refusal;
        if (code === 'paid-already') return go(`done/${String(extra.orderKey)}`, { replace: true });
        if (code === 'paying-already') {
          setState('waiting');
          await sleep(lookAgainMs);
          const now = await api.getHold(id);
          if (now.ok && now.body.hold.state === 'paying') continue;
          if (now.ok && now.body.hold.orderKey) return go(`done/${now.body.hold.orderKey}`, { replace: true });
          return refuse(answer.refusal);
        }
        if (code === 'signature-required' && paymentToken !== null) return askToSign(paymentToken);
        return refuse(answer.refusal);
      }
    },
    [api, id, refuse, askToSign],
  );

  // A payment whose answer was lost, by a crash or by a dead network, is sent again as it was.
  useEffect(() => {
    isShown.current = true;
    void api.payAgain(id).then((answer) => answer && settle(answer, null));
    return () => {
      isShown.current = false;
    };
  }, [api, id, settle]);

  const isSigned = devices.some((device) => device.state === 'good');
  return {
    refusal,
    state,
    signing,
    needsDevice,
    isSigned,
    async pay(paymentToken: string) {
      setRefusal(null);
      setNeedsDevice(false);
      if (isSigned) return askToSign(paymentToken);
      setState('busy');
      await settle(await api.pay(id, { paymentToken }), paymentToken);
    },
    askAgain: () => signing && askToSign(signing.paymentToken),
    stopSigning: () => setSigning(null),
    async signAndPay({ challenge, paymentToken }: Signing) {
      setState('busy');
      const signed = await sign(challenge.publicKey);
      if (!signed.ok) return refuse(signed.refusal);
      await settle(await api.pay(id, { paymentToken, assertion: signed.body }), null);
    },
  };
}
