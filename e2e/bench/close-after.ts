/** Runs `work`; what it has registered is closed afterwards, last first, also where it fails half-way. */
export async function closeAfter<R>(work: (atEnd: (close: () => unknown) => void) => Promise<R>): Promise<R> {
  const closings: (() => unknown)[] = [];
  try {
    return await work((close) => closings.push(close));
  } finally {
    for (const close of closings.reverse()) await close();
  }
}
