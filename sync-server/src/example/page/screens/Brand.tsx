import { useApp } from '../app.ts';

/** The house's name in lights, and the other language. */
export function Brand() {
  const { words, setLanguage } = useApp();
  return (
    <header className="brand">
      <svg viewBox="0 0 30 10" aria-hidden="true" focusable="false">
        <circle cx="5" cy="5" r="4.400" />
        <circle cx="15" cy="5" r="4.400" opacity=".72" />
        <circle cx="25" cy="5" r="4.400" opacity=".42" />
      </svg>
      <span className="brand-name">{words.t('app.name')}</span>
      <button
        type="button"
        className="language"
        aria-label={words.t('language.switch')}
        onClick={() => setLanguage(words.language === 'en' ? 'zh' : 'en')}
      >
        {words.t('language.other')}
      </button>
    </header>
  );
}
