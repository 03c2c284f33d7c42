import { useState } from 'react';
import type { CancelPreview, HouseScreening } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { Dialog, Field, Loading, OrderBar, RefusalNotice, useOrder } from '../parts/parts.tsx';

interface CancelProps {
  screening: HouseScreening;
  onClose: () => void;
  onDone: () => void;
}

/** A screening is cancelled only by somebody who was shown what that does. */
export function CancelDialog({ screening, onClose, onDone }: CancelProps) {
  const { api, words, tell } = useApp();
  const [reason, setReason] = useState('');
  const [isSure, setSure] = useState(false);
  const preview = useLoaded(`cancel ${screening.id}`, () => api.previewCancel(screening.id));
  const order = useOrder(
    (key) => api.cancel(screening.id, key, reason.trim()),
    ({ bookings, refundMinor }) => {
      const money = words.money(refundMinor, screening.currency);
      tell(words.t('cancel.done', { bookings: words.number(bookings), money }));
      onDone();
      onClose();
    },
  );
  return (
    <Dialog title={words.t('cancel.title', { title: screening.title })} onClose={onClose}>
      {preview.state === 'loading' && <Loading rows={4} />}
      {preview.state === 'refused' && <RefusalNotice refusal={preview.refusal} again={preview.again} />}
      {preview.state === 'here' && (
        <>
          <p>{words.t('cancel.lead')}</p>
          <Consequences preview={preview.body} />
          <Field label={words.t('ask.reason')} hint={words.t('ask.reason.hint')}>
            {(id) => (
              <input
                id={id}
                maxLength={200}
                value={reason}
                data-testid="reason"
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          <label className="check">
            <input
              type="checkbox"
              checked={isSure}
              data-testid="sure"
              onChange={(event) => setSure(event.target.checked)}
            />
            {words.t('cancel.confirm')}
          </label>
          <OrderBar
            order={order}
            label={words.t('cancel.go')}
            onClose={onClose}
            isReady={isSure && reason.trim() !== ''}
            isDanger
          />
        </>
      )}
    </Dialog>
  );
}

function Consequences({ preview }: { preview: CancelPreview }) {
  const { words } = useApp();
  const { channels, currency, held, terminals } = preview;
  const total = (of: (row: CancelPreview['channels'][number]) => number) =>
    channels.reduce((all, row) => all + of(row), 0);
  const tickets = total((row) => row.tickets);
  const offline = terminals.filter(({ isReachable }) => !isReachable);
  const refunds = {
    tickets: words.number(tickets),
    bookings: words.number(total((row) => row.bookings)),
    money: words.money(
      total((row) => row.refundMinor),
      currency,
    ),
  };
  return (
    <ul className="consequences" data-testid="consequences">
      <li>
        <b>{tickets === 0 ? words.t('cancel.no-tickets') : words.t('cancel.refunds', refunds)}</b>
        {channels.map((row) => (
          <small key={row.channel}>
            {words.t('cancel.channel', {
              channel: words.named('channel', row.channel),
              tickets: words.number(row.tickets),
              money: words.money(row.refundMinor, currency),
            })}
          </small>
        ))}
        {tickets > 0 && <small>{words.t('cancel.phones')}</small>}
      </li>
      {held > 0 && <li>{words.t('cancel.held', { n: words.number(held) })}</li>}
      {terminals.length > 0 && <li>{words.t('cancel.terminals', { n: words.number(terminals.length) })}</li>}
      {offline.length > 0 && (
        <li className="warn">
          {words.t('cancel.offline', {
            names: offline.map(({ name, terminal }) => name || words.t('holder.terminal', { n: terminal })).join(', '),
          })}
        </li>
      )}
    </ul>
  );
}
