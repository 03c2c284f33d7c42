import { useApp, useLoaded, useNews } from '../../app.ts';
import { nowMs } from '../../platform.ts';
import type { Days } from './days.ts';

/** What a terminal without a network has sold is not here yet. Of days that are over it may be as well. */
export function AwayNotice({ days }: { days: Days }) {
  const { api, words, cinema } = useApp();
  const fleet = useLoaded(`away ${cinema.id}`, () => api.terminals(cinema.id));
  useNews({ reach: fleet.again, returned: fleet.again });
  if (fleet.state !== 'here' || days.from > cinema.today) return null;
  const away = fleet.body.terminals.filter(
    ({ role, state, isReachable, isJournalWhole }) =>
      role !== 'gate' && !isReachable && (state === 'open' || !isJournalWhole),
  );
  if (away.length === 0) return null;
  const names = away.map(({ name, lastSeenMs }) =>
    lastSeenMs === null ? name : `${name} (${words.ago(lastSeenMs, nowMs())})`,
  );
  return (
    <p className="notice warn away" data-testid="away">
      {words.t('takings.away', { names: names.join(', ') })}
    </p>
  );
}
