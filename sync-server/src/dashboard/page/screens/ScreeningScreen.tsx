import { useCallback, useMemo, useState } from 'react';
import type { HouseScreening, HouseSeat, SeatState } from '../api-types.ts';
import { useApp, useLoaded, useNews } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { LongActions } from '../parts/LongActions.tsx';
import { Badge, Figure, Loading, RefusalNotice } from '../parts/parts.tsx';
import { SeatMap, SeatSign } from '../parts/SeatMap.tsx';
import { pathTo } from '../route.ts';
import { CancelDialog } from './CancelDialog.tsx';
import { MoveDialog } from './MoveDialog.tsx';
import { SeatPanel } from './SeatPanel.tsx';

/** One screening: its seats, what became of each, and what can be done about them. */
export function ScreeningScreen({ id }: { id: number }) {
  const { api, words, cinema, day } = useApp();
  const screening = useLoaded(`screening ${id}`, () => api.screening(id));
  const seats = useLoaded(`seats ${id}`, () => api.seats(id));
  const again = useCallback(() => {
    screening.again();
    seats.again();
  }, [screening.again, seats.again]);
  useNews({
    screenings: (ids) => ids.includes(id) && again(),
    programme: again,
    reach: again,
    exceptions: screening.again,
    returned: again,
  });
  const back = (
    <a className="back" href={pathTo('house', cinema.id, day)} aria-label={words.t('screening.back')}>
      <Icon name="back" />
    </a>
  );
  if (screening.state === 'refused')
    return (
      <>
        <div className="head">{back}</div>
        <RefusalNotice refusal={screening.refusal} again={again} />
      </>
    );
  if (screening.state === 'loading') return <Loading rows={12} />;
  return (
    <>
      <ScreeningHead row={screening.body} back={back} onDone={again} />
      {seats.state === 'loading' && <Loading rows={10} />}
      {seats.state === 'refused' && <RefusalNotice refusal={seats.refusal} again={again} />}
      <LongActions screening={id} title={words.t('actions.title')} />
      {seats.state === 'here' && <Room row={screening.body} seats={seats.body.seats} onChanged={again} />}
    </>
  );
}

function ScreeningHead({ row, back, onDone }: { row: HouseScreening; back: React.ReactNode; onDone: () => void }) {
  const { words, cinema } = useApp();
  const [isCancelling, setCancelling] = useState(false);
  const [isMoving, setMoving] = useState(false);
  const isCancelled = row.state === 'cancelled';
  return (
    <>
      <div className="head">
        {back}
        <div className="head-words">
          <h1>{row.title}</h1>
          <p className="muted">
            {words.dayAndTime(row.startsAtMs, cinema.timeZone)} – {words.time(row.endsAtMs, cinema.timeZone)} ·{' '}
            {row.venue} · {row.display}
          </p>
        </div>
        {isCancelled ? (
          <Badge tone="quiet">{words.t('house.cancelled')}</Badge>
        ) : (
          <>
            <button type="button" className="button" data-testid="move-screening" onClick={() => setMoving(true)}>
              {words.t('move.open')}
            </button>
            <button
              type="button"
              className="button danger-quiet"
              data-testid="cancel-screening"
              onClick={() => setCancelling(true)}
            >
              {words.t('screening.cancel')}
            </button>
          </>
        )}
      </div>
      <dl className="figures small">
        <Figure
          name={words.t('house.sold')}
          value={words.number(row.sold)}
          note={words.t('house.of', { n: words.number(row.capacity) })}
        />
        <Figure name={words.t('house.free')} value={words.number(row.free)} />
        <Figure name={words.t('house.phones')} value={words.number(row.held)} />
        <Figure name={words.t('house.granted')} value={words.number(row.granted)} />
        <Figure
          name={words.t('house.stranded')}
          value={words.number(row.stranded)}
          tone={row.stranded > 0 ? 'warn' : ''}
        />
        <Figure
          name={words.t('house.quarantined')}
          value={words.number(row.quarantined)}
          tone={row.quarantined > 0 ? 'bad' : ''}
        />
        <Figure name={words.t('house.in')} value={words.number(row.admitted)} />
        <Figure name={words.t('house.takings')} value={words.money(row.takingsMinor, row.currency)} />
      </dl>
      {isMoving && <MoveDialog screening={row} onClose={() => setMoving(false)} onDone={onDone} />}
      {isCancelling && <CancelDialog screening={row} onClose={() => setCancelling(false)} onDone={onDone} />}
    </>
  );
}

function Room({ row, seats, onChanged }: { row: HouseScreening; seats: readonly HouseSeat[]; onChanged: () => void }) {
  const { words } = useApp();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const toggle = useCallback((seat: HouseSeat, isMore: boolean) => {
    setChosen((before) => {
      if (!isMore) return before.size === 1 && before.has(seat.seatId) ? new Set() : new Set([seat.seatId]);
      const next = new Set(before);
      if (!next.delete(seat.seatId)) next.add(seat.seatId);
      return next;
    });
  }, []);
  const picked = useMemo(() => seats.filter(({ seatId }) => chosen.has(seatId)), [seats, chosen]);
  return (
    <div className="screening">
      <div className="room-frame">
        <SeatMap venue={row.venue} seats={seats} chosen={chosen} onToggle={toggle} />
        <SeatKey seats={seats} />
      </div>
      <aside className="panel" aria-label={words.t('house.seats')}>
        {picked.length === 0 ? (
          <Holders row={row} />
        ) : (
          <SeatPanel
            key={picked.map(({ seatId }) => seatId).join(' ')}
            screening={row}
            seats={picked}
            onClear={() => setChosen(new Set())}
            onChanged={onChanged}
          />
        )}
      </aside>
    </div>
  );
}

const keyed: readonly (SeatState | 'admitted')[] = [
  'free',
  'sold',
  'admitted',
  'held',
  'granted',
  'stranded',
  'quarantined',
  'blocked',
];

const numbered: ReadonlySet<string> = new Set(['free', 'sold', 'granted', 'stranded']);

function SeatKey({ seats }: { seats: readonly HouseSeat[] }) {
  const { words } = useApp();
  const count = (name: SeatState | 'admitted') =>
    seats.filter(({ state, admitted }) => {
      if (name === 'admitted') return admitted;
      if (name === 'held') return state === 'held' || state === 'paying';
      return state === name;
    }).length;
  return (
    <ul className="seat-key" aria-label={words.t('screening.key')}>
      {keyed
        .map((name) => ({ name, n: count(name) }))
        .filter(({ n }) => n > 0)
        .map(({ name, n }) => (
          <li key={name}>
            <span
              data-number={numbered.has(name) ? 7 : undefined}
              className={`seat standard ${name === 'admitted' ? 'sold' : name}`}
              aria-hidden="true"
            >
              <SeatSign
                seat={{ state: name === 'admitted' ? 'sold' : name, admitted: name === 'admitted', kind: 'standard' }}
              />
            </span>
            {words.t(`state.${name}`)} <b>{words.number(n)}</b>
          </li>
        ))}
    </ul>
  );
}

function Holders({ row }: { row: HouseScreening }) {
  const { words } = useApp();
  return (
    <>
      <p className="muted hint">{words.t('screening.pick')}</p>
      <h2>{words.t('screening.holders')}</h2>
      {row.holders.length === 0 && <p className="muted">{words.t('screening.no-holders')}</p>}
      <ul className="holders">
        {row.holders.map(({ terminal, name, seats, isReachable, isClosed }) => (
          <li key={terminal}>
            <span>
              <b>{name || words.t('holder.terminal', { n: terminal })}</b>
              <small>{words.t('holder.terminal', { n: terminal })}</small>
            </span>
            <Badge tone={isReachable ? 'good' : isClosed ? 'bad' : 'warn'}>
              {words.t(`screening.holder.${isClosed ? 'closed' : isReachable ? 'on' : 'off'}`)}
            </Badge>
            <span className="number">{words.t('screening.seats-n', { n: words.number(seats) })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
