import { useState } from 'react';
import { useApp } from '../../app.ts';
import { writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Dialog, Field, OrderBar, ScrollList, useOrder } from '../../parts/parts.tsx';
import { nowMs, saveFile } from '../../platform.ts';
import { digitsOf, readAmount } from './amounts.ts';
import { dateIn, endOfDay } from './days.ts';

const yearsMs = 3 * 365 * 86_400_000;
const countMax = 500;
const amountMinorMax = 1_000_000;

export function IssueDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { words } = useApp();
  const [issued, setIssued] = useState<readonly { id: number; code: string }[] | null>(null);
  return (
    <Dialog title={words.t('voucher.issue')} onClose={onClose}>
      {issued === null ? (
        <IssueForm
          onClose={onClose}
          onIssued={(vouchers) => {
            setIssued(vouchers);
            onDone();
          }}
        />
      ) : (
        <Codes vouchers={issued} />
      )}
    </Dialog>
  );
}

interface IssueFormProps {
  onClose: () => void;
  onIssued: (vouchers: { id: number; code: string }[]) => void;
}

function IssueForm({ onClose, onIssued }: IssueFormProps) {
  const { api, words, cinema } = useApp();
  const [amount, setAmount] = useState('');
  const [count, setCount] = useState('1');
  const [until, setUntil] = useState(() => dateIn(nowMs() + yearsMs, cinema.timeZone));
  const [isEverywhere, setEverywhere] = useState(false);
  const amountMinor = readAmount(amount, digitsOf(cinema.currency));
  const many = Number(count);
  const isReady =
    amountMinor !== null &&
    amountMinor > 0 &&
    amountMinor <= amountMinorMax &&
    many >= 1 &&
    many <= countMax &&
    until !== '';
  const order = useOrder(
    (key) =>
      api.issueVouchers(key, {
        cinemaId: isEverywhere ? null : cinema.id,
        currency: cinema.currency,
        amountMinor: amountMinor ?? 0,
        count: many,
        expiresAtMs: endOfDay(until, cinema.timeZone),
      }),
    ({ vouchers }) => onIssued(vouchers),
  );
  return (
    <>
      <div className="field-row is-even">
        <Field label={`${words.t('voucher.amount')} (${cinema.currency})`}>
          {(id) => (
            <input
              id={id}
              inputMode="decimal"
              value={amount}
              data-testid="amount"
              onChange={({ target }) => setAmount(target.value)}
            />
          )}
        </Field>
        <Field label={words.t('voucher.count')}>
          {(id) => (
            <input
              id={id}
              type="number"
              min={1}
              max={countMax}
              value={count}
              data-testid="count"
              onChange={({ target }) => setCount(target.value)}
            />
          )}
        </Field>
      </div>
      <div className="field-row is-even">
        <Field label={words.t('voucher.expires')}>
          {(id) => <input id={id} type="date" value={until} onChange={({ target }) => setUntil(target.value)} />}
        </Field>
        <Field label={words.t('voucher.cinema')}>
          {(id) => (
            <select
              id={id}
              value={String(isEverywhere)}
              onChange={({ target }) => setEverywhere(target.value === 'true')}
            >
              <option value="false">{cinema.name}</option>
              <option value="true">{words.t('voucher.everywhere')}</option>
            </select>
          )}
        </Field>
      </div>
      <p className="notice warn">{words.t('voucher.issue.lead')}</p>
      <OrderBar order={order} label={words.t('voucher.issue.go')} onClose={onClose} isReady={isReady} />
    </>
  );
}

function Codes({ vouchers }: { vouchers: readonly { id: number; code: string }[] }) {
  const { words } = useApp();
  const save = () =>
    saveFile('voucher-codes.csv', writeCsv([['voucher', 'code'], ...vouchers.map(({ id, code }) => [id, code])]));
  return (
    <>
      <p>{words.t('voucher.issue.done', { n: words.number(vouchers.length) })}</p>
      <p className="notice warn">{words.t('voucher.issue.lead')}</p>
      <ScrollList label={words.t('voucher.code')} testId="codes">
        {vouchers.map(({ id, code }) => (
          <li key={id}>
            <code>{code}</code>
          </li>
        ))}
      </ScrollList>
      <div className="order-bar">
        <button type="button" className="button primary" onClick={save}>
          <Icon name="save" />
          {words.t('voucher.issue.save')}
        </button>
      </div>
    </>
  );
}
