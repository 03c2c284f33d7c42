import { Icon } from '../../ui-kit/Icon.tsx';
import { SeatLegend } from '../../ui-kit/seats/SeatLegend.tsx';
import { SeatMap } from '../../ui-kit/seats/SeatMap.tsx';
import { canChoose } from '../../ui-kit/seats/seat-choice.ts';
import { useWords } from '../../ui-kit/words.ts';
import { countTickets, wishNow } from './basket-facts.ts';
import { oldSeats } from './exchange-facts.ts';
import type { TillProps } from './till-props.ts';

const anyCount = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export function RoomPane({ state, actions }: TillProps) {
  const { t, time } = useWords();
  const { map, exchange } = state;
  const wish = wishNow(state);
  const chosen = wish?.seatIds ?? [];
  const adultMinor = map?.classPrices.find((price) => price.ticketClass === 'adult')?.priceMinor ?? 0;
  const title = state.films?.find((film) => film.movieId === map?.screening.movieId)?.title ?? '';
  const counts = exchange ? [exchange.tickets.length] : anyCount;
  const old = oldSeats(state);
  const free = map?.screening.seating === 'unnumbered';
  return (
    <section className="till-room" aria-label={title}>
      <header className="till-room-head">
        <h1>
          {map && <time>{time(map.screening.startsAtMs)}</time>} {title}
        </h1>
        <span className="muted">{map?.venueName}</span>
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
              key={map.screening.screeningId}
              seats={map.seats}
              chosen={chosen}
              basePriceMinor={adultMinor}
              touchPx={26}
              marked={exchange ? { seatIds: old, name: t('till.exchange-old-seat') } : undefined}
              onTap={(seatId) => {
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
