import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { ListedRefund, RefundState } from '../../money-types.ts';
import { decimal } from '../../parts/csv.ts';
import { Badge, Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { digitsOf } from './amounts.ts';
import { Heads, Money, SaveCsv, TableFrame } from './money-parts.tsx';
import { PayOutDialog } from './PayOutDialog.tsx';

const states = ['prepared', 'refunding', 'refunded'] as const;

export function RefundsScreen() {
  const { api, words, cinema } = useApp();
  const [state, setState] = useState<RefundState>('prepared');
  const list = useLoaded(`refunds ${cinema.id} ${state}`, () => api.refunds(cinema.id, state));
  const [paying, setPaying] = useState<ListedRefund | null>(null);
  const loadMore = async (cursor: string) => {
    const answer = await api.refunds(cinema.id, state, cursor);
    if (!answer.ok) return;
    const { refunds, next } = answer.body;
    list.change((body) => ({ refunds: [...body.refunds, ...refunds], next }));
  };
  return (
    <>
      <div className="head money-head">
        <h1>{words.t('money.refunds')}</h1>
        <fieldset className="tabs" aria-label={words.t('shifts.state')}>
          {states.map((each) => (
            <button key={each} type="button" aria-pressed={each === state} onClick={() => setState(each)}>
              {words.t(`refunds.${each}`)}
            </button>
          ))}
        </fieldset>
        {list.state === 'here' && list.body.refunds.length > 0 && (
          <SaveCsv name={`refunds-${state}`} rows={() => table(list.body.refunds)} />
        )}
      </div>
      {list.state === 'loading' && <Loading rows={6} />}
      {list.state === 'refused' && <RefusalNotice refusal={list.refusal} again={list.again} />}
      {list.state === 'here' &&
        (list.body.refunds.length === 0 ? (
          <Empty title={words.t('refunds.empty')}>{words.t('refunds.empty.more')}</Empty>
        ) : (
          <RefundTable refunds={list.body.refunds} onPay={setPaying} />
        ))}
      {list.state === 'here' && list.body.next && (
        <button type="button" className="button more" onClick={() => void loadMore(list.body.next ?? '')}>
          {words.t('more')}
        </button>
      )}
      {paying && (
        <PayOutDialog
          refund={paying}
          onClose={() => setPaying(null)}
          onDone={() => {
            setPaying(null);
            list.again();
          }}
        />
      )}
    </>
  );
}

function RefundTable({ refunds, onPay }: { refunds: readonly ListedRefund[]; onPay: (refund: ListedRefund) => void }) {
  const { words, cinema } = useApp();
  return (
    <TableFrame label={words.t('money.refunds')} testId="refunds">
      <Heads
        names={[
          [words.t('refunds.order'), false],
          [words.t('refunds.film'), false],
          [words.t('refunds.reason'), false],
          [words.t('refunds.asked'), false],
          [words.t('refunds.amount'), true],
          ['\u00a0', false],
        ]}
      />
      <tbody>
        {refunds.map((refund) => (
          <tr key={refund.id}>
            <th scope="row">
              {refund.order}
              <small>{words.named('channel', refund.channel)}</small>
            </th>
            <td>
              {refund.title}
              {refund.startsAtMs !== null && <small>{words.dayAndTime(refund.startsAtMs, cinema.timeZone)}</small>}
            </td>
            <td>
              {refund.reason}
              <small>{refund.requestedBy.replace(/ \(user \d+\)$/, '')}</small>
              <span className="badges">
                {refund.used > 0 && <Badge tone="warn">{words.t('refunds.note.used', { n: refund.used })}</Badge>}
                {refund.heldElsewhere > 0 && (
                  <Badge tone="warn">{words.t('refunds.note.elsewhere', { n: refund.heldElsewhere })}</Badge>
                )}
              </span>
            </td>
            <td>{words.dayAndTime(refund.atMs, cinema.timeZone)}</td>
            <td className="number sum">
              <Money minor={refund.amountMinor} currency={refund.currency} />
            </td>
            <td className="number">
              {refund.state === 'prepared' && (
                <button
                  type="button"
                  className="button small"
                  data-testid={`pay-${refund.id}`}
                  onClick={() => onPay(refund)}
                >
                  {words.t('refunds.pay')}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

const table = (refunds: readonly ListedRefund[]): (string | number)[][] => [
  ['refund', 'booking', 'channel', 'film', 'state', 'since', 'asked by', 'reason', 'amount', 'currency'],
  ...refunds.map((refund) => [
    refund.id,
    refund.order,
    refund.channel,
    refund.title ?? '',
    refund.state,
    new Date(refund.atMs).toISOString(),
    refund.requestedBy,
    refund.reason,
    decimal(refund.amountMinor, digitsOf(refund.currency)),
    refund.currency,
  ]),
];
