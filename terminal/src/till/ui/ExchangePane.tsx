import { useWords } from '../../ui-kit/words.ts';
import { countClasses, wishNow } from './basket-facts.ts';
import { PayButton } from './buttons.tsx';
import { ClassRows } from './ClassRows.tsx';
import { dueNow, isComplete, worthOf } from './exchange-facts.ts';
import type { TillProps } from './till-props.ts';
import type { Exchange } from './till-state.ts';

/** In the basket's place: the old tickets and their worth, the new seats, and what is left to pay or to give back. */
export function ExchangePane(props: TillProps & { exchange: Exchange }) {
  const { state, actions, exchange } = props;
  const { t, money } = useWords();
  const { basket } = state;
  return (
    <aside className="till-basket" data-testid="exchange">
      <header className="till-basket-head">
        <h2>{t('till.exchange')}</h2>
        <button
          type="button"
          className="button small"
          data-testid="leave-exchange"
          onClick={() => void actions.leaveExchange()}
        >
          {t('till.cancel')} <kbd>Esc</kbd>
        </button>
      </header>
      <OldTickets exchange={exchange} />
      <NewSeats {...props} />
      <dl className="till-exchange-sums">
        <div>
          <dt>{t('till.exchange-worth')}</dt>
          <dd data-testid="exchange-worth">{money(worthOf(exchange))}</dd>
        </div>
        <div>
          <dt>{t('till.exchange-new')}</dt>
          <dd data-testid="exchange-new">{money(basket?.totalMinor ?? 0)}</dd>
        </div>
      </dl>
      <Difference {...props} />
    </aside>
  );
}

function OldTickets({ exchange }: { exchange: Exchange }) {
  const { t, time } = useWords();
  const { sale, tickets } = exchange;
  return (
    <section className="till-exchange-old">
      <p>
        <span className="muted">{t('till.exchange-old')}</span> <b translate="no">{sale.orderKey}</b>
      </p>
      <p>
        <time>{time(sale.startsAtMs)}</time> {sale.filmTitle}
      </p>
      <p className="till-seat-tags" data-testid="old-seats">
        {tickets.map(({ line, seatLabel }) => (
          <b key={line} data-old>
            {seatLabel}
          </b>
        ))}
      </p>
    </section>
  );
}

function NewSeats(props: TillProps & { exchange: Exchange }) {
  const { state, actions, exchange } = props;
  const { t } = useWords();
  const { basket, map } = state;
  const wish = wishNow(state);
  const counts = countClasses(wish?.tickets ?? []);
  const missing = exchange.tickets.length - (wish?.seatIds.length ?? 0);
  const isFree = map?.screening.seating === 'unnumbered';
  return (
    <section className="till-exchange-new">
      {basket && wish ? (
        <p className="till-seat-tags" data-testid="seats" data-working={state.wish !== null}>
          {isFree ? t('seating.free') : basket.lines.map((line) => <b key={line.seatId}>{line.seatLabel}</b>)}
        </p>
      ) : (
        <p className="till-empty">{t(`till.exchange-to.${exchange.to}`, { count: exchange.tickets.length })}</p>
      )}
      {basket && wish && missing > 0 && !isFree && (
        <p className="till-empty" data-testid="exchange-missing">
          {t('till.exchange-missing', { count: missing })}
        </p>
      )}
      {wish && (
        <ClassRows
          {...props}
          counts={counts}
          canMore={(ticketClass) => ticketClass !== 'adult' && counts.adult > 0}
          onChange={(ticketClass, by) => ticketClass !== 'adult' && actions.changeClass(ticketClass, by)}
        />
      )}
    </section>
  );
}

function Difference({ state, actions }: TillProps) {
  const { t, money } = useWords();
  const dueMinor = dueNow(state);
  const ready = isComplete(state) && !state.charging;
  const tenders = state.terminal?.tenders ?? [];
  return (
    <>
      <p className="till-total" data-back={ready && dueMinor < 0}>
        <span>{t(dueMinor < 0 && ready ? 'till.give-back' : 'till.to-pay')}</span>
        <strong data-testid="due">{ready ? money(Math.abs(dueMinor)) : '–'}</strong>
      </p>
      <div className="till-pay">
        {ready && dueMinor <= 0 ? (
          <PayButton
            icon="check"
            word={t(dueMinor < 0 ? 'till.exchange-pay-out' : 'till.exchange-now')}
            hint="F1"
            testId="exchange-now"
            disabled={false}
            onPress={() => actions.open('cash')}
          />
        ) : (
          <>
            <PayButton
              icon="cash"
              word={t('till.cash')}
              hint="F1"
              testId="pay-cash"
              disabled={!ready || !tenders.includes('cash')}
              onPress={() => actions.open('cash')}
            />
            <PayButton
              icon="card"
              word={t('till.card')}
              hint="F2"
              testId="pay-card"
              disabled={!ready || !tenders.includes('card')}
              onPress={actions.payByCard}
            />
          </>
        )}
      </div>
    </>
  );
}
