/**
 * Guests whom this terminal could not serve because the network was gone: counted at the page's calls, so that selling
 * knows nothing of it. Whoever tries again within a minute for the same screening is one guest.
 */
import type { Clock } from '@marquee/shared/clock';
import type { BridgeHandlers } from '../platform/bridge-calls.ts';
import type { Store } from '../platform/store.ts';

export interface RefusalDeps {
  store: Store;
  clock: Pick<Clock, 'monotonicMs'>;
  isOnline(): boolean;
}

const sameGuestMs = 60_000;

export const readRefused = (store: Store): number =>
  store.get<{ guests: number }>('SELECT guests FROM refused_offline WHERE id = 1')?.guests ?? 0;

/** The seats that were wanted are elsewhere, or none are here together. */
export function isRefusal(call: string, answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  if (call === 'choose-seats') return 'reason' in answer && answer.reason === 'seat-not-ours-now';
  return (
    call === 'propose-seats' && 'seatIds' in answer && Array.isArray(answer.seatIds) && answer.seatIds.length === 0
  );
}

export function watchRefusals<H extends BridgeHandlers>(handlers: H, deps: RefusalDeps): H {
  const lastMs = new Map<number, number>();

  function count(screeningId: number): void {
    const nowMs = deps.clock.monotonicMs();
    const isSameGuest = nowMs - (lastMs.get(screeningId) ?? Number.NEGATIVE_INFINITY) < sameGuestMs;
    for (const [id, atMs] of lastMs) if (nowMs - atMs >= sameGuestMs) lastMs.delete(id);
    lastMs.set(screeningId, nowMs);
    if (!isSameGuest) deps.store.run('UPDATE refused_offline SET guests = guests + 1 WHERE id = 1');
  }
  const watched = Object.entries(handlers).map(([name, handler]) => {
    if (name !== 'choose-seats' && name !== 'propose-seats') return [name, handler];
    const run = async (args: never) => {
      const answer = await handler.run(args);
      if (!deps.isOnline() && isRefusal(name, answer)) count((args as { screeningId: number }).screeningId);
      return answer;
    };
    return [name, { args: handler.args, run }];
  });
  return Object.fromEntries(watched) as H;
}
