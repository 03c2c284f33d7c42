/** `1, 2`: the numbers of tickets as their paper says them; null where it is something else. None is all. */
export function readLines(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const lines = parts.map(Number);
  return lines.every((line) => Number.isInteger(line) && line >= 1 && line <= 20) ? [...new Set(lines)] : null;
}
