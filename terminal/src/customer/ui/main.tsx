import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { openPageBridge } from '../../ui-kit/bridge.ts';
import { loadWords } from '../../ui-kit/words.ts';
import { CustomerApp } from './CustomerApp.tsx';
import { addCustomerWords } from './customer-words.ts';
import '../../ui-kit/ui-kit.css';

// The token has become a cookie by now; it should not stay readable in the address.
if (location.search !== '') history.replaceState(null, '', location.pathname);

const words = loadWords();
addCustomerWords(words);
const page = document.getElementById('page');
if (!page) throw new Error('assertion failed: index.html has the element #page');
createRoot(page).render(
  <I18nextProvider i18n={words}>
    <CustomerApp bridge={openPageBridge('/customer/bridge')} />
  </I18nextProvider>,
);
