import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import { type Voucher, voucherStates } from '../../money-types.ts';
import { decimal } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { digitsOf } from './amounts.ts';
import { dateIn } from './days.ts';
import { IssueDialog } from './IssueDialog.tsx';
import { Heads, Money, SaveCsv, TableFrame } from './money-parts.tsx';
import { VoucherBadge } from './VoucherBadge.tsx';
import { VoucherDialog } from './VoucherDialog.tsx';

export function VouchersScreen() {
  const { api, words } = useApp();
  const [state, setState] = useState('');
  const [codeEnd, setCodeEnd] = useState('');
  const isWhole = codeEnd.length === 4;
  const query = { state: state || null, codeEnd: isWhole ? codeEnd : null };
  const list = useLoaded(`vouchers ${state} ${query.codeEnd}`, () => api.vouchers({ ...query, cursor: null }));
  const [isIssuing, setIssuing] = useState(false);
  const [opened, setOpened] = useState<number | null>(null);
  const loadMore = async (cursor: string) => {
    const answer = await api.vouchers({ ...query, cursor });
    if (!answer.ok) return;
    const { vouchers, next } = answer.body;
    list.change((body) => ({ vouchers: [...body.vouchers, ...vouchers], next }));
  };
  return (
    <>
      <div className="head money-head">
        <h1>{words.t('money.vouchers')}</h1>
        <div className="span-picker">
          <input
            aria-label={words.t('voucher.code-end')}
            placeholder={words.t('voucher.code-end')}
            maxLength={4}
            value={codeEnd}
            onChange={({ target }) => setCodeEnd(target.value.toUpperCase().replace(/[^0-9A-Z]/g, ''))}
          />
          <select aria-label={words.t('voucher.state')} value={state} onChange={({ target }) => setState(target.value)}>
            <option value="">{words.t('voucher.state.all')}</option>
            {voucherStates.map((each) => (
              <option key={each} value={each}>
                {words.t(`voucher.state.${each}`)}
              </option>
            ))}
          </select>
        </div>
        {list.state === 'here' && list.body.vouchers.length > 0 && (
          <SaveCsv name="vouchers" rows={() => table(list.body.vouchers)} />
        )}
        <button type="button" className="button small primary" data-testid="issue" onClick={() => setIssuing(true)}>
          <Icon name="plus" />
          {words.t('voucher.issue')}
        </button>
      </div>
      {list.state === 'loading' && <Loading rows={6} />}
      {list.state === 'refused' && <RefusalNotice refusal={list.refusal} again={list.again} />}
      {list.state === 'here' &&
        (list.body.vouchers.length === 0 ? (
          <Empty title={words.t('voucher.empty')}>{words.t('voucher.empty.more')}</Empty>
        ) : (
          <VoucherTable vouchers={list.body.vouchers} onOpen={setOpened} />
        ))}
      {list.state === 'here' && list.body.next && (
        <button type="button" className="button more" onClick={() => void loadMore(list.body.next ?? '')}>
          {words.t('more')}
        </button>
      )}
      {isIssuing && <IssueDialog onClose={() => setIssuing(false)} onDone={list.again} />}
      {opened !== null && <VoucherDialog id={opened} onClose={() => setOpened(null)} onChanged={list.again} />}
    </>
  );
}

function VoucherTable({ vouchers, onOpen }: { vouchers: readonly Voucher[]; onOpen: (id: number) => void }) {
  const { words, cinema } = useApp();
  return (
    <TableFrame label={words.t('money.vouchers')} testId="vouchers">
      <Heads
        names={[
          [words.t('voucher.code'), false],
          [words.t('voucher.state'), false],
          [words.t('voucher.balance'), true],
          [words.t('voucher.initial'), true],
          [words.t('voucher.cinema'), false],
          [words.t('voucher.issued'), false],
          [words.t('voucher.expires'), false],
        ]}
      />
      <tbody>
        {vouchers.map((voucher) => (
          <tr key={voucher.id}>
            <th scope="row">
              <button
                type="button"
                className="link"
                data-testid={`voucher-${voucher.id}`}
                onClick={() => onOpen(voucher.id)}
              >
                …{voucher.codeEnd}
              </button>
            </th>
            <td>
              <VoucherBadge voucher={voucher} />
            </td>
            <td className="number sum">
              <Money minor={voucher.balanceMinor} currency={voucher.currency} />
            </td>
            <td className="number">
              <Money minor={voucher.initialMinor} currency={voucher.currency} />
            </td>
            <td>
              {words.t(
                voucher.cinemaId === null
                  ? 'voucher.everywhere'
                  : voucher.cinemaId === cinema.id
                    ? 'voucher.this-cinema'
                    : 'voucher.other-cinema',
              )}
            </td>
            <td>{words.dayAndTime(voucher.issuedAtMs, cinema.timeZone)}</td>
            <td>{words.day(dateIn(voucher.expiresAtMs, cinema.timeZone))}</td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

const table = (vouchers: readonly Voucher[]): (string | number)[][] => [
  ['voucher', 'code ends in', 'state', 'left', 'issued for', 'currency', 'cinema', 'issued', 'good until'],
  ...vouchers.map((voucher) => [
    voucher.id,
    voucher.codeEnd,
    voucher.state,
    decimal(voucher.balanceMinor, digitsOf(voucher.currency)),
    decimal(voucher.initialMinor, digitsOf(voucher.currency)),
    voucher.currency,
    voucher.cinemaId ?? 'all',
    new Date(voucher.issuedAtMs).toISOString(),
    new Date(voucher.expiresAtMs).toISOString(),
  ]),
];
