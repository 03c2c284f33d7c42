import { useState } from 'react';
import type { HouseScreening, HouseSeat } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { Dialog, Field, Loading, OrderBar, RefusalNotice, ScrollList, useOrder } from '../parts/parts.tsx';

interface BreakSeatProps {
  seat: HouseSeat;
  isRepair: boolean;
  onClose: () => void;
  onDone: () => void;
}

/** Shows whose tickets are affected before the seat is taken out of use everywhere. */
export function BreakSeatDialog({ seat, isRepair, onClose, onDone }: BreakSeatProps) {
  const { api, words, tell, cinema } = useApp();
  const kind = isRepair ? 'repair-seat' : 'break-seat';
  const affected = useLoaded(`tickets ${seat.placeId}`, () => api.seatTickets(seat.placeId));
  const order = useOrder(
    (key) => api.setAvailable(seat.placeId, key, isRepair),
    (done) => {
      tell(words.t(`${kind}.done`, { screenings: words.number(done.screenings), sold: words.number(done.sold) }));
      onDone();
    },
  );
  const tickets = affected.state === 'here' ? affected.body.tickets : [];
  return (
    <Dialog title={words.t(`${kind}.title`, { label: seat.label })} onClose={onClose}>
      {affected.state === 'loading' && <Loading rows={3} />}
      {affected.state === 'refused' && <RefusalNotice refusal={affected.refusal} again={affected.again} />}
      {affected.state === 'here' && (
        <>
          <p>{words.t(`${kind}.lead`, { n: words.number(affected.body.screenings) })}</p>
          {!isRepair && (
            <>
              <p>{words.t(tickets.length === 0 ? 'break-seat.none' : 'break-seat.tickets')}</p>
              <ScrollList label={words.t('break-seat.tickets')} testId="affected">
                {tickets.map((ticket) => (
                  <li key={ticket.orderKey}>
                    <b>{ticket.orderKey}</b>
                    <span>
                      {ticket.title}, {words.dayAndTime(ticket.startsAtMs, cinema.timeZone)}
                    </span>
                    <span className="muted">{words.named('channel', ticket.channel)}</span>
                  </li>
                ))}
              </ScrollList>
            </>
          )}
          <OrderBar order={order} label={words.t(`${kind}.go`)} onClose={onClose} isDanger={!isRepair} />
        </>
      )}
    </Dialog>
  );
}

interface OverrideProps {
  screening: HouseScreening;
  seats: readonly HouseSeat[];
  onClose: () => void;
  onDone: () => void;
}

export function OverrideDialog({ screening, seats, onClose, onDone }: OverrideProps) {
  const { api, words, tell } = useApp();
  const [reason, setReason] = useState('');
  const [isSure, setSure] = useState(false);
  const seatIds = seats.map(({ seatId }) => seatId);
  const order = useOrder(
    (key) => api.override(screening.id, key, { seatIds, reason: reason.trim() }),
    () => {
      tell(words.t('override.done'));
      onDone();
    },
  );
  return (
    <Dialog title={words.t('override.title', { n: words.number(seats.length) })} onClose={onClose}>
      <p className="notice warn">{words.t('override.lead')}</p>
      <p>{seats.map(({ label }) => label).join(', ')}</p>
      <Field label={words.t('ask.reason')} hint={words.t('ask.reason.hint')}>
        {(id) => <input id={id} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <label className="check">
        <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.target.checked)} />
        {words.t('override.confirm')}
      </label>
      <OrderBar
        order={order}
        label={words.t('override.go')}
        onClose={onClose}
        isReady={isSure && reason.trim() !== ''}
        isDanger
      />
    </Dialog>
  );
}
