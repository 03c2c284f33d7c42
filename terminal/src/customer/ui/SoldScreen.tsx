import type { ServingView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useCustomerWords } from './customer-words.ts';

/** The change first, since both count it together; then thanks, and where the tickets are. */
export function SoldScreen({ serving }: { serving: ServingView }) {
  const { t, money, time } = useCustomerWords();
  const { paid, papers, show } = serving;
  const allPrinted = papers !== null && papers.printed === papers.tickets;
  const changeMinor = paid?.changeMinor ?? 0;
  const tenderWord = {
    card: t('customer.card'),
    cash: t('customer.cash'),
    credit: t('customer.credit'),
    voucher: t('customer.voucher-card'),
  };
  return (
    <main className="customer-sold" data-testid="sold">
      <div className="customer-thanks">
        <h1>{t('customer.thanks')}</h1>
        <p>{t('customer.thanks-sub')}</p>
        {show && (
          <p className="customer-sold-show">
            <img src={show.posterUrl} alt="" />
            <span>
              <b>{show.filmTitle}</b>
              <br />
              {time(show.startsAtMs)} · {show.venueName}
              <span className="customer-seats">
                {show.seating === 'numbered'
                  ? serving.lines.map(({ seatLabel }) => <b key={seatLabel}>{seatLabel}</b>)
                  : t('customer.free-seating')}
              </span>
            </span>
          </p>
        )}
      </div>
      <div className="customer-money">
        {changeMinor > 0 && (
          <p className="customer-change">
            {t('customer.change')}
            <strong data-testid="change">{money(changeMinor)}</strong>
          </p>
        )}
        <dl className="customer-sums">
          <div className="customer-sum" data-strong>
            <dt>{t(changeMinor > 0 ? 'customer.total' : 'customer.paid')}</dt>
            <dd data-testid="paid">{money(serving.totalMinor)}</dd>
          </div>
          {(paid?.tenders.length ?? 0) > 1 &&
            paid?.tenders.map((tender) => (
              <div key={tender.kind} className="customer-sum">
                <dt>{tenderWord[tender.kind]}</dt>
                <dd>{money(tender.amountMinor)}</dd>
              </div>
            ))}
          {changeMinor > 0 && paid?.givenMinor != null && (
            <div className="customer-sum">
              <dt>{t('customer.cash-given')}</dt>
              <dd>{money(paid.givenMinor)}</dd>
            </div>
          )}
        </dl>
        {papers !== null && papers.tickets > 0 && (
          <p className="customer-papers" role="status" data-testid="papers" data-done={allPrinted}>
            <Icon name={allPrinted ? 'ticket' : 'printer'} />
            {t(allPrinted ? 'customer.printed' : 'customer.printing')}
          </p>
        )}
      </div>
    </main>
  );
}
