import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { openPageBridge } from '../../ui-kit/bridge.ts';
import { loadWords } from '../../ui-kit/words.ts';
import { KioskApp } from './KioskApp.tsx';
import { createKioskStore } from './kiosk-store.ts';
import '../../ui-kit/ui-kit.css';
import './kiosk.css';

// The token has become a cookie by now; it should not stay readable in the address.
if (location.search !== '') history.replaceState(null, '', location.pathname);

const page = document.getElementById('page');
if (!page) throw new Error('assertion failed: index.html has the element #page');
createRoot(page).render(
  <I18nextProvider i18n={loadWords()}>
    <KioskApp bridge={openPageBridge()} store={createKioskStore()} />
  </I18nextProvider>,
);
