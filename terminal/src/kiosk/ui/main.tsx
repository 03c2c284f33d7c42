import { lazy, Suspense, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import type { TerminalView } from '../../calls.ts';
import { createGateStore } from '../../gate/ui/gate-store.ts';
import { createTillStore } from '../../till/ui/till-store.ts';
import { type Bridge, openPageBridge } from '../../ui-kit/bridge.ts';
import { loadWords } from '../../ui-kit/words.ts';
import { KioskApp } from './KioskApp.tsx';
import { createKioskStore } from './kiosk-store.ts';
import '../../ui-kit/ui-kit.css';
import './kiosk.css';

// The token has become a cookie by now; it should not stay readable in the address.
if (location.search !== '') history.replaceState(null, '', location.pathname);

const bridge = openPageBridge();
const kioskStore = createKioskStore();
const tillStore = createTillStore();
const gateStore = createGateStore();
/** A kiosk never loads them. */
const TillApp = lazy(async () => ({ default: (await import('../../till/ui/till-page.ts')).TillApp }));
const GateApp = lazy(async () => ({ default: (await import('../../gate/ui/gate-page.ts')).GateApp }));

/** What stands here is the terminal's to say: the same page serves a guest's kiosk, a cashier's till and an usher's gate. */
function useRole(of: Bridge): TerminalView['role'] | null {
  const [role, setRole] = useState<TerminalView['role'] | null>(null);
  useEffect(
    () =>
      of.onLink((link) => {
        if (link === 'open')
          of.call('see-terminal', {}).then(
            (terminal) => setRole(terminal.role),
            (thrown) => console.error(thrown),
          );
      }),
    [of],
  );
  return role;
}

function TerminalPage() {
  const role = useRole(bridge);
  if (role === null) return null;
  if (role === 'kiosk') return <KioskApp bridge={bridge} store={kioskStore} />;
  return (
    <Suspense fallback={null}>
      {role === 'till' ? <TillApp bridge={bridge} store={tillStore} /> : <GateApp bridge={bridge} store={gateStore} />}
    </Suspense>
  );
}

const page = document.getElementById('page');
if (!page) throw new Error('assertion failed: index.html has the element #page');
createRoot(page).render(
  <I18nextProvider i18n={loadWords()}>
    <TerminalPage />
  </I18nextProvider>,
);
