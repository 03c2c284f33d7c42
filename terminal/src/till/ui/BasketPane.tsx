import { type TicketClass, ticketClasses } from '@marquee/shared/tickets/ticket-class';
import { Icon, type IconName } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { countClasses, countTickets, listShows, wishNow, wishOf } from './basket-facts.ts';
import { SoldPane } from './SoldPane.tsx';
import type { TillProps } from './till-props.ts';

export function BasketPane(props: TillProps) {
  const { state } = props;
  return (
    <aside className="till-basket" data-testid="basket">
      {state.sold ? <SoldPane {...props} sold={state.sold} /> : <OpenBasket {...props} />}
      <Aside {...props} />
    </aside>
  );
}

function OpenBasket(props: TillProps) {
  const { state, actions } = props;
  const { t, money, time } = useWords();
  const { basket, map } = state;
  const wish = wishNow(state) ?? (basket ? wishOf(basket) : null);
  const count = countTickets(wish);
  const counts = countClasses(wish?.tickets ?? []);
  const elsewhere = basket && basket.screeningId !== state.screeningId;
  const show = listShows(state.films ?? []).find((each) => each.screeningId === basket?.screeningId);
  const payable = basket !== null && state.wish === null && !state.charging;
  const tenders = state.terminal?.tenders ?? [];
  const priceOf = (ticketClass: TicketClass) =>
    map?.classPrices.find((price) => price.ticketClass === ticketClass)?.priceMinor ?? 0;
  return (
    <>
      <header className="till-basket-head">
        <h2>{count > 0 ? t('till.seats', { count }) : t('till.basket')}</h2>
        {count > 0 && (
          <button type="button" className="button small" data-testid="clear" onClick={actions.clearBasket}>
            {t('till.clear')} <kbd>Del</kbd>
          </button>
        )}
      </header>
      {elsewhere && show && (
        <p className="till-elsewhere">
          {time(show.startsAtMs)} {show.title} ({t('till.other-show')})
        </p>
      )}
      {count === 0 ? (
        <p className="till-empty">{t('till.basket-empty')}</p>
      ) : (
        <p className="till-seat-tags" data-testid="seats" data-working={state.wish !== null}>
          {map?.screening.seating === 'unnumbered'
            ? t('seating.free')
            : basket?.lines.map((line) => <b key={line.seatId}>{line.seatLabel}</b>)}
        </p>
      )}
      <ul className="till-classes">
        {ticketClasses.map((ticketClass) => (
          <ClassRow
            key={ticketClass}
            name={t(`class.${ticketClass}`)}
            ticketClass={ticketClass}
            count={counts[ticketClass]}
            price={money(priceOf(ticketClass))}
            canMore={ticketClass === 'adult' ? count < 20 : counts.adult > 0}
            onChange={(by) =>
              ticketClass === 'adult' ? actions.changeCount(by) : actions.changeClass(ticketClass, by)
            }
          />
        ))}
      </ul>
      <p className="till-total">
        <span>{t('till.total')}</span>
        <strong data-testid="total">{money(basket?.totalMinor ?? 0)}</strong>
      </p>
      <div className="till-pay">
        <PayButton
          icon="cash"
          word={t('till.cash')}
          hint="F1"
          testId="pay-cash"
          primary
          disabled={!payable || !tenders.includes('cash')}
          onPress={() => actions.open('cash')}
        />
        <PayButton
          icon="card"
          word={t('till.card')}
          hint="F2"
          testId="pay-card"
          primary
          disabled={!payable || !tenders.includes('card')}
          onPress={actions.payByCard}
        />
        <PayButton
          icon="plus"
          word={t('till.mixed')}
          hint="F3"
          testId="pay-mixed"
          disabled={!payable || tenders.length < 2}
          onPress={() => actions.open('mixed')}
        />
      </div>
    </>
  );
}

interface ClassRowProps {
  name: string;
  ticketClass: TicketClass;
  count: number;
  price: string;
  canMore: boolean;
  onChange: (by: 1 | -1) => void;
}
function ClassRow({ name, ticketClass, count, price, canMore, onChange }: ClassRowProps) {
  const { t } = useWords();
  return (
    <li data-some={count > 0}>
      <span className="till-class-name">
        {name} <small className="muted">{price}</small>
      </span>
      <button
        type="button"
        className="button square"
        aria-label={t('till.fewer', { name })}
        disabled={count === 0}
        data-testid={`${ticketClass}-minus`}
        onClick={() => onChange(-1)}
      >
        <Icon name="minus" />
      </button>
      <output data-testid={`${ticketClass}-count`}>{count}</output>
      <button
        type="button"
        className="button square"
        aria-label={t('till.more', { name })}
        disabled={!canMore}
        data-testid={`${ticketClass}-plus`}
        onClick={() => onChange(1)}
      >
        <Icon name="plus" />
      </button>
    </li>
  );
}

interface PayButtonProps {
  icon: IconName;
  word: string;
  hint: string;
  testId: string;
  primary?: boolean;
  disabled: boolean;
  onPress: () => void;
}
function PayButton({ icon, word, hint, testId, primary = false, disabled, onPress }: PayButtonProps) {
  return (
    <button
      type="button"
      className={`button${primary ? ' primary' : ''}`}
      data-testid={testId}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
      {word}
      <kbd>{hint}</kbd>
    </button>
  );
}

/** What is beside the sale in hand. */
function Aside({ state, actions }: TillProps) {
  const { t } = useWords();
  return (
    <div className="till-aside">
      <button
        type="button"
        className="button"
        data-testid="park"
        disabled={!state.basket}
        onClick={() => actions.open('park')}
      >
        {t('till.park')} <kbd>F4</kbd>
      </button>
      <button
        type="button"
        className="button"
        data-testid="recall"
        disabled={state.parked.length === 0}
        onClick={() => actions.open('parked')}
      >
        {t('till.recall')} {state.parked.length > 0 && <b className="till-badge">{state.parked.length}</b>}{' '}
        <kbd>F5</kbd>
      </button>
      <button type="button" className="button" data-testid="sales" onClick={() => actions.open('sales')}>
        {t('till.sales')} <kbd>F6</kbd>
      </button>
      <button type="button" className="button" data-testid="pick-up" onClick={() => actions.open('pick-up')}>
        {t('till.pick-up')} <kbd>F10</kbd>
      </button>
      <button type="button" className="button" data-testid="shift" onClick={() => actions.open('shift')}>
        {t('till.shift')} <kbd>F8</kbd>
      </button>
    </div>
  );
}
