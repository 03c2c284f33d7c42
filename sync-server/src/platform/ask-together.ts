/**
 * Asks once for all who want the same at the same moment. Whoever comes after the question was sent waits for the next
 * one: nobody hears what was true before they asked.
 */
export function askTogether<K, R>(ask: (key: K) => Promise<R>): (key: K) => Promise<R> {
  const waiting = new Map<K, Promise<R>>();
  return (key) => {
    const together = waiting.get(key);
    if (together) return together;
    const next = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      waiting.delete(key);
      return ask(key);
    });
    waiting.set(key, next);
    return next;
  };
}
