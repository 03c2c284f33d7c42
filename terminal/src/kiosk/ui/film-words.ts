import type { FilmView } from '../../calls.ts';
import type { Words } from '../../ui-kit/words.ts';

/** `2 h 04 min`, or nothing where the length is unknown. */
export function sayLength(film: FilmView, { t }: Pick<Words, 't'>): string | null {
  const { lengthMinutes } = film;
  if (lengthMinutes === null) return null;
  const [hours, minutes] = [Math.floor(lengthMinutes / 60), lengthMinutes % 60];
  return hours === 0
    ? t('film.minutes', { minutes })
    : t('film.hours', { hours, minutes: String(minutes).padStart(2, '0') });
}

/** `7.9` */
export function sayScore(film: FilmView, { locale }: Pick<Words, 'locale'>): string | null {
  if (film.scoreTenths === null) return null;
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).format(film.scoreTenths / 10);
}

/** A language by its code is named in the guest's own; anything else is already a name. */
export function sayLanguage(language: string, { locale }: Pick<Words, 'locale'>): string {
  if (!/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(language)) return language;
  return new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? language;
}

export function sayFacts(film: FilmView, words: Words): string[] {
  return [sayLength(film, words), ...film.classification.slice(0, 2)].filter((fact) => fact !== null);
}
