import { useWords } from '../../ui-kit/words.ts';
import { BasketExtras } from './BasketExtras.tsx';
import {
  countClasses,
  countTickets,
  isPayable,
  itemsNow,
  listShows,
  payByVouchers,
  wishNow,
  wishOf,
} from './basket-facts.ts';
import { PayButton, Tool } from './buttons.tsx';
import { ClassRows } from './ClassRows.tsx';
import { ItemRows } from './ItemRows.tsx';
import { SoldPane } from './SoldPane.tsx';
import type { TillProps } from './till-props.ts';
import { VoucherLines } from './VoucherLines.tsx';

export function BasketPane(props: TillProps) {
  const { state } = props;
  return (
    <aside className="till-basket" data-testid="basket">
      {state.sold ? (
        <SoldPane {...props} sold={state.sold} />
      ) : (
        <>
          <OpenBasket {...props} />
          <Totals {...props} />
          <PayRow {...props} />
        </>
      )}
      <Aside {...props} />
    </aside>
  );
}

function OpenBasket(props: TillProps) {
  const { state, actions } = props;
  const { t, time } = useWords();
  const { basket, map } = state;
  const wish = wishNow(state) ?? (basket?.screeningId != null ? wishOf(basket) : null);
  const count = countTickets(wish);
  const counts = countClasses(wish?.tickets ?? []);
  const pieces = itemsNow(state).reduce((sum, { quantity }) => sum + quantity, 0);
  const isEmpty = count === 0 && pieces === 0;
  const elsewhere = basket !== null && basket.screeningId !== null && basket.screeningId !== state.screeningId;
  const show = listShows(state.films ?? []).find((each) => each.screeningId === basket?.screeningId);
  const parts = [
    ...(count > 0 ? [t('till.seats', { count })] : []),
    ...(pieces > 0 ? [t('till.items-count', { count: pieces })] : []),
  ];
  return (
    <>
      <header className="till-basket-head">
        <h2>{isEmpty ? t('till.basket') : parts.join(' · ')}</h2>
        {!isEmpty && (
          <button type="button" className="button small" data-testid="clear" onClick={actions.clearBasket}>
            {t('till.clear')} <kbd>Del</kbd>
          </button>
        )}
      </header>
      <div className="till-tools" data-columns="4">
        <Tool word={t('till.items')} hint="F7" testId="add-items" onPress={() => actions.open('items')} />
        <Tool
          word={t('till.member')}
          hint="N"
          testId="add-member"
          disabled={!basket}
          onPress={() => actions.open('member')}
        />
        <Tool
          word={t('till.voucher')}
          hint="V"
          testId="add-voucher"
          disabled={!basket}
          onPress={() => actions.open('voucher')}
        />
        <Tool
          word={t('till.comp')}
          hint="G"
          testId="add-comps"
          disabled={!basket || basket.lines.length === 0}
          onPress={() => actions.open('comps')}
        />
      </div>
      <div className="till-basket-list">
        {elsewhere && show && (
          <p className="till-elsewhere">
            {time(show.startsAtMs)} {show.title} ({t('till.other-show')})
          </p>
        )}
        {count > 0 && (
          <p className="till-seat-tags" data-testid="seats" data-working={state.wish !== null}>
            {map?.screening.seating === 'unnumbered'
              ? t('seating.free')
              : basket?.lines.map((line) => (
                  <b key={line.seatId} data-comp={line.comp !== null}>
                    {line.seatLabel}
                  </b>
                ))}
          </p>
        )}
        <BasketExtras {...props} />
        {isEmpty && <p className="till-empty">{t('till.basket-empty')}</p>}
        <ClassRows
          {...props}
          counts={counts}
          canMore={(ticketClass) => (ticketClass === 'adult' ? count < 20 : counts.adult > 0)}
          onChange={(ticketClass, by) =>
            ticketClass === 'adult' ? actions.changeCount(by) : actions.changeClass(ticketClass, by)
          }
        />
        <ItemRows {...props} />
        <VoucherLines {...props} />
      </div>
    </>
  );
}

/** The total; with vouchers, what they leave to pay. */
function Totals({ state }: TillProps) {
  const { t, money } = useWords();
  const { basket } = state;
  const totalMinor = basket?.totalMinor ?? 0;
  const dueMinor = basket ? payByVouchers(basket).dueMinor : 0;
  const byVouchers = basket !== null && basket.vouchers.length > 0;
  return (
    <div className="till-totals">
      {byVouchers && (
        <p className="till-part">
          <span>{t('till.total')}</span>
          <b data-testid="total">{money(totalMinor)}</b>
          <span>{t('till.vouchers-pay')}</span>
          <b>{money(dueMinor - totalMinor)}</b>
        </p>
      )}
      <p className="till-total">
        <span>{t(byVouchers ? 'till.to-pay' : 'till.total')}</span>
        <strong data-testid={byVouchers ? 'due' : 'total'}>{money(dueMinor)}</strong>
      </p>
    </div>
  );
}

/** Cash and card, large; where nothing is left to pay, one key for the end of the sale. */
function PayRow({ state, actions }: TillProps) {
  const { t } = useWords();
  const { basket } = state;
  const payable = isPayable(state);
  const tenders = state.terminal?.tenders ?? [];
  if (basket && payByVouchers(basket).dueMinor === 0)
    return (
      <div className="till-pay" data-one>
        <PayButton
          icon="check"
          word={t('till.finish')}
          hint="Enter"
          testId="finish"
          disabled={!payable}
          onPress={actions.payByCash}
        />
      </div>
    );
  return (
    <div className="till-pay">
      <PayButton
        icon="cash"
        word={t('till.cash')}
        hint="F1"
        testId="pay-cash"
        disabled={!payable || !tenders.includes('cash')}
        onPress={actions.payByCash}
      />
      <PayButton
        icon="card"
        word={t('till.card')}
        hint="F2"
        testId="pay-card"
        disabled={!payable || !tenders.includes('card')}
        onPress={actions.payByCard}
      />
    </div>
  );
}

/** Other ways to end the sale in hand. */
function Aside({ state, actions }: TillProps) {
  const { t } = useWords();
  const { basket, sold, parked } = state;
  const tenders = state.terminal?.tenders ?? [];
  const dueMinor = basket ? payByVouchers(basket).dueMinor : 0;
  return (
    <div className="till-tools" data-columns="3">
      <Tool
        word={t('till.mixed')}
        hint="F3"
        testId="pay-mixed"
        disabled={sold !== null || !isPayable(state) || dueMinor === 0 || tenders.length < 2}
        onPress={() => actions.open('mixed')}
      />
      <Tool word={t('till.park')} hint="F4" testId="park" disabled={!basket} onPress={() => actions.open('park')} />
      <Tool
        word={t('till.recall')}
        hint="F5"
        testId="recall"
        disabled={parked.length === 0}
        badge={parked.length}
        onPress={() => actions.open('parked')}
      />
    </div>
  );
}
