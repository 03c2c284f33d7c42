import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import { Dialog, Field, Figure, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';
import type { TillLimits } from '../../people-types.ts';
import { digitsOf, readAmount, writeAmount } from './amounts.ts';

const fields = ['refundMinorMax', 'compTicketsMax', 'paidOutMinorMax', 'overShortMinorMax'] as const;
const isCount = (field: (typeof fields)[number]): boolean => field === 'compTicketsMax';

/** Above which amounts a till asks for a manager's PIN. */
export function LimitsCard() {
  const { api, words, cinema } = useApp();
  const limits = useLoaded(`limits ${cinema.id}`, () => api.limits(cinema.id));
  const [isAsking, setAsking] = useState(false);
  if (limits.state === 'refused') return <RefusalNotice refusal={limits.refusal} again={limits.again} />;
  if (limits.state === 'loading') return null;
  return (
    <section aria-label={words.t('limits.title')}>
      <div className="section-head narrow">
        <h2>{words.t('limits.title')}</h2>
        <button type="button" className="button small" data-testid="edit-limits" onClick={() => setAsking(true)}>
          {words.t('limits.edit')}
        </button>
      </div>
      <dl className="figures small narrow">
        {fields.map((field) => (
          <Figure
            key={field}
            name={words.t(`limits.${field}`)}
            value={isCount(field) ? words.number(limits.body[field]) : words.money(limits.body[field], cinema.currency)}
          />
        ))}
      </dl>
      {isAsking && (
        <LimitsDialog
          limits={limits.body}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            limits.again();
          }}
        />
      )}
    </section>
  );
}

function LimitsDialog({ limits, onClose, onDone }: { limits: TillLimits; onClose: () => void; onDone: () => void }) {
  const { api, words, cinema, tell } = useApp();
  const digits = digitsOf(cinema.currency);
  const placesOf = (field: (typeof fields)[number]) => (isCount(field) ? 0 : digits);
  const [texts, setTexts] = useState(
    () =>
      Object.fromEntries(fields.map((field) => [field, writeAmount(limits[field], placesOf(field))])) as Record<
        keyof TillLimits,
        string
      >,
  );
  const read = fields.map((field) => [field, readAmount(texts[field], placesOf(field))] as const);
  const isRead = read.every(([field, amount]) => amount !== null && amount >= 0 && (!isCount(field) || amount <= 100));
  const order = useOrder(
    (key) => api.changeLimits(cinema.id, key, Object.fromEntries(read) as unknown as TillLimits),
    () => {
      tell(words.t('limits.done'));
      onDone();
    },
  );
  return (
    <Dialog title={words.t('limits.dialog')} onClose={onClose}>
      <p>{words.t('limits.title')}</p>
      {fields.map((field) => (
        <Field key={field} label={`${words.t(`limits.${field}`)}${isCount(field) ? '' : ` (${cinema.currency})`}`}>
          {(id) => (
            <input
              id={id}
              inputMode="decimal"
              value={texts[field]}
              data-testid={field}
              onChange={(event) => setTexts({ ...texts, [field]: event.target.value })}
            />
          )}
        </Field>
      ))}
      {!isRead && (
        <p className="bad" role="status">
          {words.t('prices.amount.bad', { example: writeAmount(5000, digits) })}
        </p>
      )}
      <OrderBar order={order} label={words.t('limits.go')} onClose={onClose} isReady={isRead} />
    </Dialog>
  );
}
