import { ticketClasses } from '@marquee/shared/tickets/ticket-class';
import type { ClassPrice } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { countTickets, priceChoiceMinor, ticketsLimit } from './kiosk-reduce.ts';
import { ticketsMax } from './kiosk-state.ts';
import { NoticePanel } from './NoticePanel.tsx';
import { ScreenTitle } from './ScreenTitle.tsx';
import { SeatsHere } from './SeatsHere.tsx';
import { ShowStrip } from './ShowStrip.tsx';
import type { ScreenProps } from './screen-props.ts';
import { chosenScreening, findFilm, isFreeSeating } from './show-facts.ts';

export function TicketsScreen({ state, actions, dispatch }: ScreenProps) {
  const { t, money } = useWords();
  const { map, tickets, wheelchair, working } = state;
  const film = findFilm(state.films, state.movieId);
  const count = countTickets(tickets);
  const limit = ticketsLimit(state);
  const link = state.terminal?.link ?? 'online';
  const screening = chosenScreening(state);
  const free = isFreeSeating(screening);
  const prices = map
    ? ticketClasses.flatMap((each) => map.classPrices.filter((price) => price.ticketClass === each))
    : [];
  // Where nobody has a seat of their own there is none to keep for a wheelchair, nor a neighbour's.
  const wheelchairs = !free && map?.seats.some((seat) => seat.kind === 'wheelchair');
  return (
    <main className="screen tickets-screen">
      {film && <img className="film-backdrop" src={film.posterUrl} alt="" />}
      <ShowStrip state={state} />
      <div className="scroll tickets-scroll">
        <div className="tickets-head">
          <ScreenTitle>{t('tickets.title')}</ScreenTitle>
          {map && link === 'offline' && <SeatsHere screening={map.screening} link={link} />}
          {map && link === 'online' && (
            <p className="seats-left">{t('show.seats-left', { count: map.screening.sellable })}</p>
          )}
          {free && (
            <p className="free-seating" data-testid="free-seating">
              <Icon name="ticket" />
              <strong>{t('seating.free')}</strong>
              {t('seating.free-sub')}
            </p>
          )}
        </div>
        <NoticePanel notice={state.notice} dispatch={dispatch} />
        <div className="steppers" aria-busy={map === null}>
          {prices.map((price) => (
            <ClassStepper
              key={price.ticketClass}
              price={price}
              count={tickets[price.ticketClass]}
              full={count >= limit}
              onChange={(by) => dispatch({ type: 'count-changed', ticketClass: price.ticketClass, by })}
            />
          ))}
        </div>
        {wheelchairs && (
          <WheelchairSwitch
            on={wheelchair}
            onChange={(on) => dispatch({ type: 'wheelchair-changed', wheelchair: on })}
          />
        )}
      </div>
      <footer className="actions">
        <p className="actions-sum" aria-live="polite">
          {count === 0 ? (
            <span className="muted">{t('tickets.none')}</span>
          ) : (
            <>
              <span className="muted">{count === ticketsMax ? t('tickets.most') : t('tickets.count', { count })}</span>
              <strong data-testid="total">{money(priceChoiceMinor({ ...state, chosen: [] }))}</strong>
            </>
          )}
        </p>
        <button
          type="button"
          className="button primary next"
          data-testid={free ? 'tickets-continue' : 'choose-seats'}
          disabled={count === 0 || working}
          data-working={working}
          onClick={free ? () => actions.confirmSeats() : actions.proposeSeats}
        >
          {t(free ? 'seats.continue' : 'tickets.choose')}
          <Icon name="forward" />
        </button>
      </footer>
    </main>
  );
}

function WheelchairSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const { t } = useWords();
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      className="wheelchair-switch"
      data-testid="wheelchair"
      onClick={() => onChange(!on)}
    >
      <Icon name="wheelchair" />
      <span>
        <strong>{t('tickets.wheelchair')}</strong>
        <small>{t('tickets.wheelchair-sub')}</small>
      </span>
      <span className="switch" aria-hidden="true" />
    </button>
  );
}

interface ClassStepperProps {
  price: ClassPrice;
  count: number;
  full: boolean;
  onChange: (by: 1 | -1) => void;
}

function ClassStepper({ price, count, full, onChange }: ClassStepperProps) {
  const { t, money } = useWords();
  const { ticketClass } = price;
  const name = t(`class.${ticketClass}`);
  return (
    <div className="stepper" data-chosen={count > 0}>
      <p className="stepper-name">
        <strong>{name}</strong>
        <span>{money(price.priceMinor)}</span>
      </p>
      <button
        type="button"
        className="button round"
        data-testid={`class-${ticketClass}-minus`}
        aria-label={t('count.less', { name })}
        disabled={count === 0}
        onClick={() => onChange(-1)}
      >
        <Icon name="minus" />
      </button>
      <output className="stepper-count" data-testid={`class-${ticketClass}-count`} aria-label={name}>
        {count}
      </output>
      <button
        type="button"
        className="button round plus"
        data-testid={`class-${ticketClass}-plus`}
        aria-label={t('count.more', { name })}
        disabled={full}
        onClick={() => onChange(1)}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
