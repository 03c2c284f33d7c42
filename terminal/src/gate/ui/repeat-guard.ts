/** A camera sees the same code in every picture: it is scanned once, and again only when it was out of sight this long. */
export const outOfSightMs = 3000;

/** The answer says whether this code, seen at `atMs` of a clock that only goes forward, is a new scan. */
export function createRepeatGuard(): (text: string, atMs: number) => boolean {
  const lastSeen = new Map<string, number>();
  return (text, atMs) => {
    for (const [other, seenMs] of lastSeen) if (atMs - seenMs >= outOfSightMs) lastSeen.delete(other);
    const isNew = !lastSeen.has(text);
    lastSeen.set(text, atMs);
    return isNew;
  };
}
