import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { languageOf, tillLanguages } from '../../ui-kit/languages.ts';
import { recallLook, rememberLook } from './look-memory.ts';
import type { TillState } from './till-state.ts';
import type { TillStore } from './till-store.ts';

/** Language and theme belong to the whole document. */
export function usePageLook({ language, theme }: TillState): void {
  const { i18n } = useTranslation();
  useEffect(() => {
    document.documentElement.lang = languageOf(language).locale;
    if (i18n.language !== language) void i18n.changeLanguage(language);
  }, [language, i18n]);
  useEffect(() => {
    // The seat map is a kiosk's too, and names it.
    for (const { code } of tillLanguages) {
      const say = i18n.getFixedT(code);
      i18n.addResources(code, 'translation', {
        'legend.unavailable': say('till.not-here'),
        'seat.state.not-ours-now': say('till.not-here'),
      });
    }
  }, [i18n]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}

/** Whoever signs in has the page as they left it on this terminal; what they change is kept. */
export function useOwnLook({ signedIn, language, theme }: TillState, store: TillStore): void {
  const staffId = signedIn && !signedIn.locked ? signedIn.staffId : null;
  useEffect(() => {
    const look = staffId === null ? null : recallLook(localStorage, staffId);
    if (look) store.dispatch({ type: 'look', look });
  }, [staffId, store]);
  useEffect(() => {
    // As it is after the look above was taken over, which is told in the same round.
    const now = store.get();
    if (staffId !== null && now.language === language && now.theme === theme)
      rememberLook(localStorage, staffId, { language, theme });
  }, [staffId, language, theme, store]);
}

/** The customer's screen looks the same, also after the core has started anew. */
export function useTellLook(bridge: Bridge, { language, theme, link }: TillState): void {
  useEffect(() => {
    if (link === 'open') bridge.call('tell-look', { language, theme }).catch((thrown) => console.error(thrown));
  }, [bridge, language, theme, link]);
}
