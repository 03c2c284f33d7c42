import { useCallback, useEffect, useMemo, useState } from 'react';
import type {
  ScreeningInfo,
  SeatKind,
  SeatMap as SeatMapBody,
  SeatNow,
  TicketClass,
  WantedTicket,
} from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { useLiveSeats } from '../follow-seats.ts';
import { Icon } from '../parts/Icon.tsx';
import { BackBar, RefusalNotice, Waiting } from '../parts/parts.tsx';
import { SeatLegend, SeatMap } from '../parts/SeatMap.tsx';
import { HoldTrouble } from './HoldTrouble.tsx';
import { SignInScreen } from './SignInScreen.tsx';
import { classes, TicketCounts } from './TicketCounts.tsx';
import { useHolding } from './use-holding.ts';

const ticketsMax = 10;

export function SeatsScreen({ id }: { id: number }) {
  const { api, words } = useApp();
  const info = useLoaded(`screening ${id}`, () => api.screening(id));
  const map = useLoaded(`seats ${id}`, () => api.seats(id));
  const refused = info.state === 'refused' ? info : map.state === 'refused' ? map : null;
  const film = info.state === 'here' ? info.body.movie : null;
  return (
    <div className="screen seats-screen">
      <BackBar title={film?.title ?? ''} to={film ? `film/${film.id}` : ''} />
      {info.state === 'here' && (
        <p className="seats-when">
          {words.dayAndTime(info.body.screening.startsAtMs, info.body.screening.timeZone)} ·{' '}
          {info.body.screening.venueName} · {info.body.screening.display} ·{' '}
          {words.t('film.language', { language: words.nameLanguage(info.body.screening.language) })}
        </p>
      )}
      {refused && <RefusalNotice refusal={refused.refusal} again={refused.again} />}
      {!refused && (info.state !== 'here' || map.state !== 'here') && <Waiting />}
      {info.state === 'here' && map.state === 'here' && (
        <ChooseSeats info={info.body} map={map.body} reload={map.again} />
      )}
    </div>
  );
}

function ChooseSeats({ info, map, reload }: { info: ScreeningInfo; map: SeatMapBody; reload: () => void }) {
  const { words, isSignedIn } = useApp();
  const { screening, prices } = info;
  const live = useLiveSeats(screening.id, map);
  const [order, setOrder] = useState<ReadonlyMap<number, TicketClass>>(new Map());
  const [lost, setLost] = useState<string[]>([]);
  const [isCounting, setCounting] = useState(screening.seating === 'unnumbered');
  const [isFull, setFull] = useState(false);
  const holding = useHolding(screening.id);
  const seatOf = useMemo(() => new Map(map.seats.map((seat) => [seat.seatId, seat])), [map]);
  const labelOf = (seatId: number) => seatOf.get(seatId)?.place.label ?? '';
  const priceOf = useCallback(
    (kind: SeatKind, ticketClass: TicketClass) =>
      prices.find((price) => price.seatKind === kind && price.ticketClass === ticketClass)?.priceMinor ?? 0,
    [prices],
  );

  // What somebody else has taken meanwhile is no longer our choice; our own hold makes seats taken as well.
  const gone = holding.isBusy ? [] : [...order.keys()].filter((seatId) => live.taken.has(seatId));
  const goneText = gone.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each loss.
  useEffect(() => {
    if (gone.length === 0) return;
    setLost(gone.map(labelOf));
    setOrder((before) => new Map([...before].filter(([seatId]) => !gone.includes(seatId))));
  }, [goneText]);

  const tap = useCallback(
    ({ seatId }: SeatNow) => {
      setLost([]);
      holding.forgetRefusal();
      setOrder((before) => {
        const next = new Map(before);
        setFull(!next.has(seatId) && next.size >= ticketsMax);
        if (!next.delete(seatId) && next.size < ticketsMax) next.set(seatId, 'adult');
        return next;
      });
    },
    [holding.forgetRefusal],
  );
  const money = (minor: number) => words.money(minor, screening.currency);
  const totalMinor = [...order].reduce(
    (sum, [seatId, ticketClass]) => sum + priceOf(seatOf.get(seatId)?.place.kind ?? 'standard', ticketClass),
    0,
  );
  const tickets: WantedTicket[] = [...order].map(([seatId, ticketClass]) => ({ seatId, ticketClass }));
  const kinds = useMemo(() => new Set(map.seats.map(({ place }) => place.kind)), [map]);
  const wordPrice = useCallback(
    (kind: SeatKind) => words.money(priceOf(kind, 'adult'), screening.currency),
    [words, priceOf, screening],
  );
  /** The same tickets on other seats. */
  const move = (seatIds: readonly number[]) => {
    const ticketClasses = [...order.values()];
    setOrder(new Map(seatIds.map((seatId, index) => [seatId, ticketClasses[index] ?? 'adult'])));
    holding.forgetRefusal();
    reload();
  };

  if (holding.needsSignIn && !isSignedIn) return <SignInScreen because="sign.needed" />;
  return (
    <>
      {screening.seating === 'numbered' ? (
        <>
          <div className="map-head">
            <span className={live.isLive ? 'live on' : 'live'}>
              {words.t(live.isLive ? 'seats.live' : 'seats.not-live')}
            </span>
            <button type="button" className="plain" onClick={() => setCounting(true)}>
              <Icon name="star" /> {words.t('seats.best')}
            </button>
          </div>
          <SeatLegend kinds={kinds} />
          <SeatMap
            venueName={screening.venueName}
            seats={map.seats}
            taken={live.taken}
            chosen={new Set(order.keys())}
            priceOf={wordPrice}
            onTap={tap}
          />
        </>
      ) : (
        <p className="muted">{words.t('seats.unnumbered', { n: live.freePlaces })}</p>
      )}
      <section className="order" aria-label={words.t('seats.order')}>
        {lost.length > 0 && (
          <p className="notice bad" role="alert">
            <Icon name="alert" />
            {words.t('seats.lost', { labels: lost.join(', ') })}
          </p>
        )}
        {isFull && (
          <p className="notice bad" role="alert">
            <Icon name="alert" />
            {words.t('seats.most')}
          </p>
        )}
        {holding.isAsking && <p role="status">{words.t('seats.asking')}</p>}
        <HoldTrouble
          holding={holding}
          labelOf={labelOf}
          onMove={move}
          onAllow={() => void holding.hold(tickets, true)}
        />
        {order.size === 0 && screening.seating === 'numbered' && (
          <p className="muted centred">{words.t('seats.choose')}</p>
        )}
        <ul className="order-lines">
          {[...order].map(([seatId, ticketClass]) => {
            const { label = '', kind = 'standard' } = seatOf.get(seatId)?.place ?? {};
            return (
              <li key={seatId}>
                <b className="label">{label}</b>
                <select
                  aria-label={words.t('seats.class-of', { label })}
                  value={ticketClass}
                  onChange={(event) => setOrder(new Map(order).set(seatId, event.target.value as TicketClass))}
                >
                  {classes.map((each) => (
                    <option key={each} value={each}>
                      {words.t(`class.${each}`)} · {money(priceOf(kind, each))}
                    </option>
                  ))}
                </select>
              </li>
            );
          })}
        </ul>
        {order.size > 0 && (
          <button type="button" className="main" disabled={holding.isBusy} onClick={() => void holding.hold(tickets)}>
            {words.t(order.size === 1 ? 'seats.keep-one' : 'seats.keep', { n: order.size, price: money(totalMinor) })}
          </button>
        )}
      </section>
      {isCounting && (
        <TicketCounts
          isNumbered={screening.seating === 'numbered'}
          most={ticketsMax}
          priceOf={(ticketClass) => money(priceOf('standard', ticketClass))}
          isBusy={holding.isBusy}
          onClose={screening.seating === 'numbered' ? () => setCounting(false) : null}
          onFind={(wanted) => {
            if (screening.seating === 'numbered') setCounting(false);
            void holding.hold(wanted);
          }}
        />
      )}
    </>
  );
}
