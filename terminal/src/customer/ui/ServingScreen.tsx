import type { ServingView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { SeatLegend } from '../../ui-kit/seats/SeatLegend.tsx';
import { SeatMap } from '../../ui-kit/seats/SeatMap.tsx';
import { groupLines } from './counter-facts.ts';
import { useCustomerWords } from './customer-words.ts';

/** A room is always shown whole: nobody touches this screen. */
const anySizePx = 1;

export function ServingScreen({ serving }: { serving: ServingView }) {
  const { t, money } = useCustomerWords();
  return (
    <main className="customer-serving" data-testid="serving" data-room={serving.seats.length > 0}>
      <ShowHead show={serving.show} />
      {serving.seats.length > 0 && <Room serving={serving} />}
      <section className="customer-bill">
        <Lines serving={serving} />
        <dl className="customer-sums">
          {serving.vouchers.length > 0 && (
            <div className="customer-sum">
              <dt>{t('customer.total')}</dt>
              <dd>{money(serving.totalMinor)}</dd>
            </div>
          )}
          {serving.vouchers.map((voucher) => (
            <div key={voucher.codeEnd} className="customer-sum" data-testid="voucher">
              <dt>
                {t('customer.voucher', { code: voucher.codeEnd })}
                {voucher.leftMinor > 0 && (
                  <small>{t('customer.voucher-left', { amount: money(voucher.leftMinor) })}</small>
                )}
              </dt>
              <dd>−{money(voucher.paysMinor)}</dd>
            </div>
          ))}
          <div className="customer-due">
            <dt>{t('customer.due')}</dt>
            <dd data-testid="due">{money(serving.dueMinor)}</dd>
          </div>
        </dl>
        {serving.taxMinor > 0 && <small>{t('customer.tax', { amount: money(serving.taxMinor) })}</small>}
        {serving.state === 'paying' && (
          <p className="customer-paying" role="status" data-testid="paying">
            <Icon name="card" />
            {t('customer.paying')}
          </p>
        )}
      </section>
    </main>
  );
}

function ShowHead({ show }: { show: ServingView['show'] }) {
  const { time, weekday } = useCustomerWords();
  if (!show) return null;
  return (
    <header className="customer-show">
      <img src={show.posterUrl} alt="" />
      <div>
        <h1>{show.filmTitle}</h1>
        <p>
          <time>{time(show.startsAtMs)}</time> {weekday(show.startsAtMs)} · {show.venueName} · {show.display}
        </p>
      </div>
    </header>
  );
}

function Room({ serving }: { serving: ServingView }) {
  const { t } = useCustomerWords();
  return (
    <section className="customer-room">
      <p className="customer-screen">
        <span>{t('customer.screen')}</span>
      </p>
      <SeatMap
        seats={serving.seats}
        chosen={serving.lines.map(({ seatId }) => seatId)}
        basePriceMinor={0}
        touchPx={anySizePx}
        onTap={() => undefined}
      />
      <SeatLegend seats={serving.seats} />
    </section>
  );
}

function Lines({ serving }: { serving: ServingView }) {
  const { t, say, money } = useCustomerWords();
  const isNumbered = serving.show?.seating === 'numbered';
  return (
    <ul className="customer-lines" data-testid="lines">
      {serving.isMember && (
        <li className="customer-member" data-testid="member">
          <Icon name="star" />
          <span>{t('customer.member')}</span>
        </li>
      )}
      {groupLines(serving.lines).map((group) => (
        <li key={group.key}>
          <span className="customer-count">{group.count} ×</span>
          <span className="customer-seats">
            <span>
              {say(`class.${group.ticketClass}`)}
              {group.seatKind === 'vip' && ' · VIP'}
            </span>
            {isNumbered ? (
              group.seatLabels.map((label) => <b key={label}>{label}</b>)
            ) : (
              <small>{t('customer.free-seating')}</small>
            )}
          </span>
          <span className="customer-price">{group.isFree ? t('customer.free') : money(group.priceMinor)}</span>
        </li>
      ))}
      {serving.items.map((item) => (
        <li key={item.line}>
          <span className="customer-count">{item.quantity} ×</span>
          <span>{item.name}</span>
          <span className="customer-price">{money(item.priceMinor)}</span>
        </li>
      ))}
    </ul>
  );
}
