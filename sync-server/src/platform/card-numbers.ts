/** Card numbers never enter this system: what looks like one is refused before anything reads it, and never logged. */

/** 13 to 19 digits as people type them, in groups or not (ISO/IEC 7812-1); neither part of a longer number nor a phone's. */
const candidates = /(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)/g;

/** The check digit of ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const weighed = at % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

const isCardNumber = (text: string): boolean => /^[2-6]/.test(text) && passesLuhn(text.replaceAll(/\D/g, ''));

export const hideCardNumbers = (text: string): string =>
  text.replaceAll(candidates, (found) => (isCardNumber(found) ? '[card number]' : found));

/** Whether there is one anywhere in what came as JSON, in names and values, at any depth. */
export function holdsCardNumber(value: unknown): boolean {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return [...text.matchAll(candidates)].some(([found]) => isCardNumber(found));
}
