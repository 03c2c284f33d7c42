import { parseOrderKey } from '@marquee/shared/ids';
import { useEffect, useState } from 'react';
import type { SaleDetail, SaleSummary } from '../../calls.ts';
import { useWords } from '../../ui-kit/words.ts';
import { TextField } from './fields.tsx';
import { RequestPane } from './RequestPane.tsx';
import { SalePane } from './SalePane.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

/** What was sold here, newest first: found by its order key or a seat, printed again or undone. */
export function SalesDialog(props: TillProps) {
  const { actions, state } = props;
  const { t, money, time } = useWords();
  const [search, setSearch] = useState(state.search.text);
  const [sales, setSales] = useState<SaleSummary[] | null>(null);
  const [sale, setSale] = useState<SaleDetail | null>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same again
  useEffect(() => {
    let isLate = false;
    void actions.ask('list-sales', { search }).then((answer) => {
      if (!answer || isLate) return;
      setSales(answer.sales);
      if (search !== '' && answer.sales.length === 1) void see(answer.sales[0]?.saleSeq ?? 0);
    });
    return () => {
      isLate = true;
    };
  }, [actions, search, round]);
  const see = async (saleSeq: number) => {
    const answer = await actions.ask('see-sale', { saleSeq });
    if (answer) setSale(answer.sale);
  };
  const order = parseOrderKey(search);
  const elsewhere = order && order.terminal !== state.terminal?.terminal ? order : null;
  return (
    <TillDialog
      {...props}
      title={t('till.sales')}
      size="drawer"
      testId="sales-dialog"
      onClose={() => actions.open(null)}
    >
      <div className="till-sales">
        <div className="till-sales-list">
          <TextField label={t('till.search')} value={search} max={40} onChange={setSearch} testId="search" autoFocus />
          {sales?.length === 0 && !elsewhere && <p className="muted">{t('till.sales-none')}</p>}
          <ul className="till-list">
            {sales?.map((each) => (
              <li key={each.saleSeq}>
                <button
                  type="button"
                  aria-current={each.saleSeq === sale?.saleSeq}
                  data-testid={`sale-${each.saleSeq}`}
                  onClick={() => void see(each.saleSeq)}
                >
                  <strong>
                    <time>{time(each.soldAtMs)}</time> {each.orderKey}
                  </strong>
                  <span>
                    {each.screeningId === null
                      ? t('till.items')
                      : `${each.filmTitle} ${time(each.startsAtMs)} · ${each.seatLabels.join(', ')}`}
                  </span>
                  <b>{money(each.totalMinor)}</b>
                  <small className="muted">
                    {each.tenders.map(({ kind }) => t(`till.tender.${kind}`)).join(' + ')}
                    {each.refunded > 0 &&
                      ` · ${each.refunded === each.seatLabels.length ? t('till.sale-refunded') : t('till.sale-part', { count: each.refunded })}`}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        </div>
        {elsewhere ? (
          <RequestPane key={search} {...props} order={elsewhere} />
        ) : sale ? (
          <SalePane
            key={`${sale.saleSeq}-${round}`}
            {...props}
            sale={sale}
            onChanged={() => {
              setRound(round + 1);
              void see(sale.saleSeq);
            }}
          />
        ) : (
          <p className="muted till-sales-pick">{t('till.sale-pick')}</p>
        )}
      </div>
    </TillDialog>
  );
}
