import { useDeferredValue, useState } from 'react';
import type { SeatMapView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { SeatLegend } from '../../ui-kit/seats/SeatLegend.tsx';
import { SeatMap } from '../../ui-kit/seats/SeatMap.tsx';
import { canChoose } from '../../ui-kit/seats/seat-choice.ts';
import { useWords } from '../../ui-kit/words.ts';
import { countTickets, listShows, wishNow } from './basket-facts.ts';
import { oldSeats } from './exchange-facts.ts';
import type { TillProps } from './till-props.ts';

const anyCount = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export function RoomPane({ state, actions }: TillProps) {
  const { t, time } = useWords();
  const { exchange, screeningId } = state;
  const map = useDrawnMap(state.map);
  const wish = wishNow(state);
  const adultMinor = map?.classPrices.find((price) => price.ticketClass === 'adult')?.priceMinor ?? 0;
  const show = listShows(state.films ?? []).find((each) => each.screeningId === screeningId);
  const title = show?.title ?? '';
  // Until the new room is drawn, the old one is in its place, faint, and takes no tap.
  const isOld = map?.screening.screeningId !== screeningId;
  const chosen = isOld ? [] : (wish?.seatIds ?? []);
  const counts = exchange ? [exchange.tickets.length] : anyCount;
  const old = oldSeats(state);
  const free = map?.screening.seating === 'unnumbered';
  return (
    <section className="till-room" aria-label={title} aria-busy={isOld} data-old={isOld}>
      <header className="till-room-head">
        <h1>
          {show && <time>{time(show.startsAtMs)}</time>} {title}
        </h1>
        <span className="muted">{show?.venueName}</span>
      </header>
      <fieldset className="till-best" aria-label={t('till.best')}>
        <span className="label">{t('till.best')}</span>
        {counts.map((count) => (
          <button
            key={count}
            type="button"
            className="button"
            aria-pressed={countTickets(wish) === count}
            data-testid={`best-${count}`}
            onClick={() => actions.takeBest(count)}
          >
            {count}
          </button>
        ))}
      </fieldset>
      {map && free ? (
        <p className="till-free">
          <Icon name="ticket" />
          <strong>{t('seating.free')}</strong>
          <span>{t('seating.free-sub')}</span>
        </p>
      ) : (
        map && (
          <>
            <p className="till-screen" aria-hidden="true">
              <span>{t('map.screen')}</span>
            </p>
            <SeatMap
              key={roomOf(map)}
              seats={map.seats}
              chosen={chosen}
              basePriceMinor={adultMinor}
              touchPx={26}
              marked={exchange ? { seatIds: old, name: t('till.exchange-old-seat') } : undefined}
              onTap={(seatId) => {
                if (isOld) return;
                const seat = map.seats.find((each) => each.seatId === seatId);
                if (seat && (canChoose(seat) || chosen.includes(seatId))) actions.tapSeat(seatId);
              }}
            />
            <SeatLegend seats={map.seats} />
          </>
        )
      )}
    </section>
  );
}

/**
 * The map that is drawn: the last one that came, and drawn after what the tap changed at once, since a room has hundreds
 * of seats. Screenings in the same room keep its seats, so that only those that differ are touched.
 */
function useDrawnMap(map: SeatMapView | null): SeatMapView | null {
  const [last, setLast] = useState(map);
  if (map !== null && map !== last) setLast(map);
  return useDeferredValue(map ?? last);
}

/** Each seat is of one room. */
const roomOf = ({ seats }: SeatMapView): number => seats[0]?.seatId ?? 0;
