import { useWords } from '../app.ts';

export function Brand() {
  const words = useWords();
  return (
    <span className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <circle cx="8" cy="16" r="4" />
        <circle cx="16" cy="16" r="4" />
        <circle cx="24" cy="16" r="4" />
      </svg>
      <span className="brand-words">
        <b>Marquee</b>
        <small>{words.t('brand.managers')}</small>
      </span>
    </span>
  );
}
