/** Card numbers never enter this system: what looks like one is refused before anything reads it, and never logged. */

/** Digits as people and addresses write them, in groups or not. */
const runs = /\d(?:(?:[ .+_-]|%20)?\d){12,}/g;
/** How long the numbers of today's cards are, by their first digit (ISO/IEC 7812-1). */
const lengths: Readonly<Record<string, readonly number[]>> = {
  2: [16],
  3: [14, 15, 16],
  4: [16, 19],
  5: [16],
  6: [16, 17, 18, 19],
};
/** Nothing of ours is so long: it isn't looked at closely. */
const runMax = 100;

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

/** Anywhere in the run: other digits may stand beside it, such as its expiry date. */
function hasCardNumber(run: string): boolean {
  const digits = run.replaceAll('%20', '').replaceAll(/\D/g, '');
  if (digits.length > runMax) return true;
  return [...digits].some((first, from) =>
    (lengths[first] ?? []).some(
      (length) => from + length <= digits.length && passesLuhn(digits.slice(from, from + length)),
    ),
  );
}

export const hideCardNumbers = (text: string): string =>
  text.replaceAll(runs, (run) => (hasCardNumber(run) ? '[card number]' : run));

/** Whether there is one anywhere in what came as JSON, in names and values, at any depth. */
export function holdsCardNumber(value: unknown): boolean {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return [...text.matchAll(runs)].some(([run]) => hasCardNumber(run));
}
