/** What runs inside a measured page. Each function is sent to the browser as text: it uses nothing from outside itself. */

export interface TapTimes {
  /** Of each tap, from the finger's leaving to the end of the frame in which the change was painted. */
  paintedMs: number[];
  /** Of each tap, as the browser's Event Timing says it: to the frame's presentation, in steps of 8 ms. */
  browserMs: number[];
}

interface ProbedWindow extends Window {
  /** Resolves with the time of the tap at hand. */
  painted: PromiseWithResolvers<number>;
  eventTimings: Map<number, number>;
}

export function installProbe(): void {
  const probed = window as unknown as ProbedWindow;
  probed.painted = Promise.withResolvers();
  probed.eventTimings = new Map();
  let upAtMs: number | null = null;
  addEventListener(
    'pointerup',
    (event) => {
      upAtMs = event.timeStamp;
    },
    { capture: true },
  );
  const changes = new MutationObserver(() => {
    if (upAtMs === null) return;
    const startedMs = upAtMs;
    upAtMs = null;
    requestAnimationFrame(() => {
      // A message sent before the frame is painted is delivered after it.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => probed.painted.resolve(performance.now() - startedMs);
      port2.postMessage(null);
    });
  });
  changes.observe(document.body, { attributes: true, subtree: true, attributeFilter: ['data-state', 'class'] });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[]) {
      if (entry.interactionId === 0) continue;
      const longest = probed.eventTimings.get(entry.interactionId) ?? 0;
      probed.eventTimings.set(entry.interactionId, Math.max(longest, entry.duration));
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

/** Of the tap at hand; the next one is then awaited anew. */
export async function tapTimes(): Promise<number> {
  const probed = window as unknown as ProbedWindow;
  const ms = await probed.painted.promise;
  probed.painted = Promise.withResolvers();
  return ms;
}

/** Of the interactions since it was last asked; shorter ones than 16 ms are not told by the browser. */
export async function readEventTimings(): Promise<number[]> {
  const probed = window as unknown as ProbedWindow;
  // The browser hands entries over when it has nothing better to do; a page without frames is never idle for it.
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 200 }));
  const durations = [...probed.eventTimings.values()];
  probed.eventTimings.clear();
  return durations;
}

interface PressedWindow extends Window {
  /** Resolves with the time of the press at hand. */
  pressed: PromiseWithResolvers<number>;
}

/** From a finger that comes down to the end of the first frame after whatever its click has set off at once. */
export function installPressProbe(): void {
  const probed = window as unknown as PressedWindow;
  probed.pressed = Promise.withResolvers();
  let downAtMs = 0;
  addEventListener(
    'pointerdown',
    (event) => {
      downAtMs = event.timeStamp;
    },
    { capture: true },
  );
  addEventListener(
    'click',
    () => {
      const startedMs = downAtMs;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => probed.pressed.resolve(performance.now() - startedMs);
        port2.postMessage(null);
      });
    },
    { capture: true },
  );
}

/** Of the press at hand; the next one is then awaited anew. */
export async function pressTime(): Promise<number> {
  const probed = window as unknown as PressedWindow;
  const ms = await probed.pressed.promise;
  probed.pressed = Promise.withResolvers();
  return ms;
}
