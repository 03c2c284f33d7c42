import { useCallback, useEffect, useState } from 'react';
import type { Refusal } from './api.ts';
import { useApp } from './app.ts';
import { forgetGone, type KeptWallet, loadWallet, readWallet } from './load-wallet.ts';
import { nowMs, store } from './platform.ts';

/** What is on the phone, at once; and what the server says of it, when it can be asked. */
export function useWallet(): {
  wallet: KeptWallet;
  refusal: Refusal | null;
  reload(): Promise<void>;
  noteSeen(): void;
} {
  const { api } = useApp();
  const [wallet, setWallet] = useState(() => readWallet(store));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const reload = useCallback(async () => {
    setRefusal(await loadWallet({ api, store, nowMs }));
    setWallet(readWallet(store));
  }, [api]);
  useEffect(() => {
    void reload();
    const again = () => void reload();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [reload]);
  const noteSeen = useCallback(() => {
    forgetGone(store);
    setWallet(readWallet(store));
  }, []);
  return { wallet, refusal, reload, noteSeen };
}
