import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { PlaceContext } from '../../ui-kit/words.ts';
import { CameraPane } from './CameraPane.tsx';
import { GateHeader } from './GateHeader.tsx';
import type { GateActions } from './gate-actions.ts';
import { asksWho, type GateState } from './gate-state.ts';
import type { GateStore } from './gate-store.ts';
import { addGateWords } from './gate-words.ts';
import { IdleScreen } from './IdleScreen.tsx';
import { RecentList } from './RecentList.tsx';
import { ResultScreen } from './ResultScreen.tsx';
import { UsherSignIn } from './UsherSignIn.tsx';
import { useGate, useNow, usePageLook, useWedge } from './use-gate.ts';

/** Where ushers scan tickets: one big answer for each, and nothing to type. */
export function GateApp({ bridge, store }: { bridge: Bridge; store: GateStore }) {
  const { i18n } = useTranslation();
  useState(() => addGateWords(i18n));
  const { state, actions } = useGate(bridge, store);
  usePageLook(state);
  useWedge(actions, state.shown !== null);
  const nowMs = useNow(state.terminal);
  const { timeZone, currency } = state.terminal ?? { timeZone: 'UTC', currency: 'EUR' };
  const place = useMemo(() => ({ timeZone, currency }), [timeZone, currency]);
  return (
    <PlaceContext value={place}>
      <div className="gate" data-testid="gate" data-state={state.shown ? 'result' : asksWho(state) ? 'who' : 'idle'}>
        <GateHeader state={state} actions={actions} dispatch={store.dispatch} nowMs={nowMs} />
        <main className="gate-main">
          <GatePane state={state} actions={actions} dispatch={store.dispatch} />
          <RecentList state={state} />
          {state.shown && actions && (
            <ResultScreen
              key={state.shown.number}
              shown={state.shown}
              waiting={state.waiting.length}
              gate={state.gate}
              onClear={actions.clear}
            />
          )}
        </main>
      </div>
    </PlaceContext>
  );
}

interface PaneProps {
  state: GateState;
  actions: GateActions | null;
  dispatch: GateStore['dispatch'];
}

function GatePane({ state, actions, dispatch }: PaneProps) {
  if (actions && asksWho(state)) return <UsherSignIn state={state} actions={actions} dispatch={dispatch} />;
  if (actions && state.camera)
    return <CameraPane onText={actions.scan} onClose={() => dispatch({ type: 'camera', on: false })} />;
  return <IdleScreen state={state} />;
}
