import { useMemo } from 'react';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { PlaceContext } from '../../ui-kit/words.ts';
import { IdleScreen } from './IdleScreen.tsx';
import { ServingScreen } from './ServingScreen.tsx';
import { SoldScreen } from './SoldScreen.tsx';
import { useCounter, useLook } from './use-counter.ts';
import './customer.css';

/** Beside a till: what the cashier has in hand, and posters while that is nothing. It takes no input. */
export function CustomerApp({ bridge }: { bridge: Bridge }) {
  const view = useCounter(bridge);
  useLook(view);
  const { timeZone = 'UTC', currency = 'EUR' } = view ?? {};
  const place = useMemo(() => ({ timeZone, currency }), [timeZone, currency]);
  const serving = view?.serving ?? null;
  return (
    <PlaceContext value={place}>
      <div className="customer" data-testid="customer" data-state={serving?.state ?? 'idle'} inert>
        {view && !serving && <IdleScreen view={view} />}
        {serving?.state === 'sold' && <SoldScreen serving={serving} />}
        {serving && serving.state !== 'sold' && <ServingScreen serving={serving} />}
      </div>
    </PlaceContext>
  );
}
