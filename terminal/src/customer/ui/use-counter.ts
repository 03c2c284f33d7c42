import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CounterView } from '../../calls.ts';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { type LanguageCode, languageOf } from '../../ui-kit/languages.ts';
import { customerWords } from './customer-words.ts';

/** Announcements can be missed, and thanks end by themselves. */
const pollMs = 5000;

/** What lies on the counter; nothing of it as soon as the core can't be asked. */
export function useCounter(bridge: Bridge): CounterView | null {
  const [view, setView] = useState<CounterView | null>(null);
  useEffect(() => {
    let isAsking = false;
    let again = false;
    const forget = () => setView((last) => last && { ...last, serving: null });
    // One question at a time: the answer to the last announcement is the newest.
    const ask = async () => {
      again = isAsking;
      if (isAsking) return;
      isAsking = true;
      try {
        setView(await bridge.call('see-counter', {}));
      } catch (thrown) {
        console.error(thrown);
        forget();
      }
      isAsking = false;
      if (again) void ask();
    };
    const stopEvents = bridge.onEvent(() => void ask());
    const stopLink = bridge.onLink((link) => (link === 'open' ? void ask() : forget()));
    const timer = setInterval(() => void ask(), pollMs);
    return () => {
      stopEvents();
      stopLink();
      clearInterval(timer);
    };
  }, [bridge]);
  return view;
}

/** Language and theme belong to the whole document. A language that this screen doesn't speak is answered in English. */
export function useLook(view: CounterView | null): void {
  const { i18n } = useTranslation();
  const { language = 'en', theme = 'dark' } = view?.look ?? {};
  useEffect(() => {
    const spoken = languageOf((language in customerWords ? language : 'en') as LanguageCode);
    document.documentElement.lang = spoken.locale;
    document.documentElement.dataset.theme = theme;
    if (i18n.language !== spoken.code) void i18n.changeLanguage(spoken.code);
  }, [language, theme, i18n]);
}
