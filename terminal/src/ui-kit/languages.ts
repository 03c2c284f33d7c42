/** Adding a language is a file in words/ and a line here. The first one greets each new guest. */
import ar from './words/ar.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };
import es from './words/es.json' with { type: 'json' };
import tillEn from './words/till.en.json' with { type: 'json' };
import tillZh from './words/till.zh.json' with { type: 'json' };
import zh from './words/zh.json' with { type: 'json' };

export const languages = [
  { code: 'en', name: 'English', locale: 'en-GB', direction: 'ltr', words: en as Record<string, string> },
  { code: 'zh', name: '中文', locale: 'zh-CN', direction: 'ltr', words: zh as Record<string, string> },
  { code: 'es', name: 'Español', locale: 'es-ES', direction: 'ltr', words: es as Record<string, string> },
  // Western digits: seats, fault codes, order keys and the papers are written with them, and nobody should translate between two kinds.
  { code: 'ar', name: 'العربية', locale: 'ar-u-nu-latn', direction: 'rtl', words: ar as Record<string, string> },
] as const;

/** What only a till's page says: in the languages that its staff can choose, not in all of the guests'. */
export const tillWords: Record<string, Record<string, string>> = { en: tillEn, zh: tillZh };
export const tillLanguages = languages.filter(({ code }) => code in tillWords);

export type LanguageCode = (typeof languages)[number]['code'];
export const defaultLanguage: LanguageCode = languages[0].code;

type Singular<K> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;
/** A key of the words files; plural forms share one. */
export type WordKey = Singular<keyof typeof en | keyof typeof tillEn>;

export function languageOf(code: LanguageCode): (typeof languages)[number] {
  return languages.find((language) => language.code === code) ?? languages[0];
}
