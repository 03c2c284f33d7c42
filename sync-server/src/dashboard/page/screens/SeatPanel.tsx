import { useState } from 'react';
import type { HouseScreening, HouseSeat, SeatEvent } from '../api-types.ts';
import { useApp, useLoaded, useNews } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { Badge, Loading, RefusalNotice, useOrder } from '../parts/parts.tsx';
import { BreakSeatDialog, OverrideDialog } from './SeatDialogs.tsx';

interface SeatPanelProps {
  screening: HouseScreening;
  seats: readonly HouseSeat[];
  onClear: () => void;
  onChanged: () => void;
}

/** What can be done about the chosen seats; of a single one also what became of it. */
export function SeatPanel({ screening, seats, onClear, onChanged }: SeatPanelProps) {
  const { words } = useApp();
  const [only] = seats.length === 1 ? seats : [];
  return (
    <>
      <div className="panel-head">
        <h2>
          {only
            ? words.t('seat.title', { label: only.label })
            : words.t('screening.chosen', { n: words.number(seats.length) })}
        </h2>
        <button type="button" className="round" aria-label={words.t('screening.clear')} onClick={onClear}>
          <Icon name="close" />
        </button>
      </div>
      {only && <SeatFacts seat={only} screening={screening} />}
      <SeatActions screening={screening} seats={seats} onChanged={onChanged} />
      {only && <History screening={screening} seat={only} />}
    </>
  );
}

function SeatFacts({ seat, screening }: { seat: HouseSeat; screening: HouseScreening }) {
  const { words } = useApp();
  const holder = screening.holders.find(({ terminal }) => terminal === seat.holder);
  const tone = { stranded: 'warn', quarantined: 'bad', sold: 'good' }[seat.state as 'sold'] ?? 'quiet';
  return (
    <>
      <p className="badges">
        <Badge tone={tone as 'good'}>{words.t(`state.${seat.admitted ? 'admitted' : seat.state}`)}</Badge>
        <Badge tone="quiet">{words.named('kind', seat.kind)}</Badge>
        {seat.blockedFor && <Badge tone="warn">{words.t(`blocked.${seat.blockedFor}`)}</Badge>}
      </p>
      {holder && seat.holder !== 0 && seat.state !== 'sold' && (
        <p className="muted">{words.t('holder.named', { name: holder.name, n: holder.terminal })}</p>
      )}
      {seat.isBroken && <p className="muted">{words.t('seat.broken')}</p>}
    </>
  );
}

type Asking = 'break' | 'repair' | 'override' | null;

function SeatActions({ screening, seats, onChanged }: Omit<SeatPanelProps, 'onClear'>) {
  const { api, words, tell } = useApp();
  const [asking, setAsking] = useState<Asking>(null);
  const ids = seats.map(({ seatId }) => seatId);
  const [only] = seats.length === 1 ? seats : [];
  const block = useOrder(
    (key) => api.block(screening.id, key, { seatIds: ids, reason: 'house' }),
    (done) => {
      const counts = Object.entries(done).map(([name, value]) => [name, Array.isArray(value) ? value.length : 0]);
      tell(words.t('seat.blocked-done', Object.fromEntries(counts)));
      onChanged();
    },
  );
  const unblock = useOrder(
    (key) => api.unblock(screening.id, key, ids),
    () => {
      tell(words.t('seat.unblocked-done'));
      onChanged();
    },
  );
  const quarantined = seats.filter(({ state }) => state === 'quarantined');
  const isKept = seats.some(({ blockedFor }) => blockedFor === 'house' || blockedFor === 'broken');
  const canBlock = seats.some(({ blockedFor }) => blockedFor === null);
  const finish = () => {
    setAsking(null);
    onChanged();
  };
  return (
    <>
      <div className="actions">
        {canBlock && (
          <button type="button" className="button" disabled={block.isSending} onClick={block.send} data-testid="block">
            {words.t('seat.block')}
          </button>
        )}
        {isKept && (
          <button
            type="button"
            className="button"
            disabled={unblock.isSending}
            onClick={unblock.send}
            data-testid="unblock"
          >
            {words.t('seat.unblock')}
          </button>
        )}
        {only && (
          <button
            type="button"
            className="button"
            data-testid={only.isBroken ? 'repair' : 'break'}
            onClick={() => setAsking(only.isBroken ? 'repair' : 'break')}
          >
            {words.t(only.isBroken ? 'seat.repair' : 'seat.break')}
          </button>
        )}
        {quarantined.length > 0 && (
          <button
            type="button"
            className="button danger-quiet"
            data-testid="override"
            onClick={() => setAsking('override')}
          >
            {words.t('seat.override')}
          </button>
        )}
      </div>
      {(block.refusal ?? unblock.refusal) && (
        <RefusalNotice refusal={(block.refusal ?? unblock.refusal) as NonNullable<typeof block.refusal>} />
      )}
      {asking === 'override' && (
        <OverrideDialog screening={screening} seats={quarantined} onClose={() => setAsking(null)} onDone={finish} />
      )}
      {only && (asking === 'break' || asking === 'repair') && (
        <BreakSeatDialog seat={only} isRepair={asking === 'repair'} onClose={() => setAsking(null)} onDone={finish} />
      )}
    </>
  );
}

function History({ screening, seat }: { screening: HouseScreening; seat: HouseSeat }) {
  const { api, words } = useApp();
  const [before, setBefore] = useState<number | null>(null);
  const found = useLoaded(`history ${screening.id} ${seat.seatId} ${before}`, () =>
    api.history(screening.id, seat.seatId, before),
  );
  useNews({ screenings: (ids) => ids.includes(screening.id) && found.again(), returned: found.again });
  return (
    <>
      <h3>{words.t('history.title')}</h3>
      {found.state === 'loading' && <Loading rows={4} />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' && (
        <>
          {found.body.events.length === 0 && <p className="muted">{words.t('history.empty')}</p>}
          <ol className="history" data-testid="history">
            {found.body.events.map((event) => (
              <HistoryLine key={JSON.stringify(event)} event={event} />
            ))}
          </ol>
          {found.body.before !== null && (
            <button type="button" className="button small" onClick={() => setBefore(found.body.before)}>
              {words.t('history.older')}
            </button>
          )}
        </>
      )}
    </>
  );
}

function HistoryLine({ event }: { event: SeatEvent }) {
  const { words, cinema } = useApp();
  const who =
    event.terminal === undefined || event.terminal === 0
      ? words.t('holder.server')
      : event.terminalName
        ? words.t('holder.named', { name: event.terminalName, n: event.terminal })
        : words.t('holder.terminal', { n: event.terminal });
  const state = event.state ?? '';
  const title =
    event.what === 'moved'
      ? words.named('history', state).replace('{who}', who)
      : event.what === 'refunded'
        ? words.t('history.refunded', { state: words.named('refund', state) })
        : words.t(`history.${event.what}`, { who });
  const facts = [
    event.orderKey,
    event.channel && words.named('channel', event.channel),
    event.ticketClass && words.named('class', event.ticketClass),
    event.amountMinor !== undefined && event.currency && words.money(event.amountMinor, event.currency),
  ].filter((fact): fact is string => Boolean(fact));
  return (
    <li className={event.what === 'moved' ? state : event.what}>
      <time dateTime={new Date(event.atMs).toISOString()}>{words.instant(event.atMs, cinema.timeZone)}</time>
      <b>{title}</b>
      {facts.length > 0 && <span>{facts.join(' · ')}</span>}
      {event.by && <span>{words.t('history.by', { who: event.by })}</span>}
      {event.reason && <span>“{event.reason}”</span>}
      {event.isValid === false && <span>{words.t('history.sold.invalid')}</span>}
    </li>
  );
}
