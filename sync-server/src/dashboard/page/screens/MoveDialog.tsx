import '../looks/programme.css';
import { useState } from 'react';
import type { Refusal } from '../api.ts';
import type { HouseScreening } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import type { MovePlan } from '../calls/programme.ts';
import { Dialog, Field, Loading, OrderBar, RefusalNotice, ScrollList, useOrder } from '../parts/parts.tsx';
import { instantOf, wallClock } from '../parts/zone.ts';

interface MoveProps {
  screening: HouseScreening;
  onClose: () => void;
  onDone: () => void;
}

/** To another venue, another time, or both: the plan is shown before anything moves. */
export function MoveDialog({ screening, onClose, onDone }: MoveProps) {
  const { api, words, cinema, day } = useApp();
  const [venueId, setVenueId] = useState(screening.venueId);
  const [clock, setClock] = useState(wallClock(screening.startsAtMs, cinema.timeZone));
  const [plan, setPlan] = useState<MovePlan | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const venues = useLoaded(`venues ${cinema.id}`, () => api.plan(cinema.id, day, day));
  const startsAtMs = clock.date === '' || clock.time === '' ? screening.startsAtMs : instantOf(clock, cinema.timeZone);
  const isElsewhere = venueId !== screening.venueId || startsAtMs !== screening.startsAtMs;
  const look = async () => {
    const answer = await api.planMove(screening.id, venueId, startsAtMs);
    setPlan(answer.ok ? answer.body : null);
    setRefusal(answer.ok ? null : answer.refusal);
  };
  const change = (to: () => void) => {
    to();
    setPlan(null);
    setRefusal(null);
  };
  return (
    <Dialog title={words.t('move.title', { title: screening.title })} isWide onClose={onClose}>
      <p>{words.t('move.lead')}</p>
      {venues.state === 'loading' && <Loading rows={2} />}
      {venues.state === 'refused' && <RefusalNotice refusal={venues.refusal} again={venues.again} />}
      {venues.state === 'here' && (
        <div className="form-grid">
          <Field label={words.t('plan.venue')}>
            {(id) => (
              <select
                id={id}
                value={venueId}
                data-testid="move-venue"
                onChange={(event) => change(() => setVenueId(Number(event.target.value)))}
              >
                {venues.body.venues.map((venue) => (
                  <option key={venue.id} value={venue.id}>
                    {venue.id === screening.venueId
                      ? words.t('move.venue.now', { name: venue.name })
                      : words.t('move.venue', { name: venue.name, n: words.number(venue.seats) })}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={words.t('move.day')}>
            {(id) => (
              <input
                id={id}
                type="date"
                value={clock.date}
                data-testid="move-date"
                onChange={(event) => change(() => setClock({ ...clock, date: event.target.value }))}
              />
            )}
          </Field>
          <Field label={words.t('plan.time')}>
            {(id) => (
              <input
                id={id}
                type="time"
                value={clock.time}
                data-testid="move-time"
                onChange={(event) => change(() => setClock({ ...clock, time: event.target.value }))}
              />
            )}
          </Field>
        </div>
      )}
      {refusal && <RefusalNotice refusal={refusal} />}
      {plan ? (
        <Confirm screening={screening} plan={plan} again={look} onClose={onClose} onDone={onDone} />
      ) : (
        <footer className="order-bar">
          <button type="button" className="button" onClick={onClose}>
            {words.t('cancel')}
          </button>
          <button
            type="button"
            className="button primary"
            disabled={!isElsewhere}
            data-testid="move-plan"
            onClick={() => void look()}
          >
            {words.t('move.look')}
          </button>
        </footer>
      )}
    </Dialog>
  );
}

function Confirm({
  screening,
  plan,
  again,
  onClose,
  onDone,
}: MoveProps & { plan: MovePlan; again: () => Promise<void> }) {
  const { api, words, tell } = useApp();
  const [isRefunded, setRefunded] = useState(false);
  const [isSure, setSure] = useState(false);
  const order = useOrder(
    (key) =>
      api.move(screening.id, key, {
        toVenueId: plan.toVenueId,
        startsAtMs: plan.toStartsAtMs,
        hash: plan.hash,
        refundUnplaced: isRefunded,
      }),
    ({ moved, told }) => {
      tell(words.t('move.done', { n: words.number(moved), told: words.number(told) }));
      onDone();
      onClose();
    },
  );
  const sold = plan.unplaced.filter(({ state }) => state === 'sold');
  // What is unsold with a terminal is nobody's yet: it comes back by itself.
  const unplaced = plan.unplaced.filter(({ state }) => state !== 'granted');
  return (
    <>
      <Consequences plan={plan} />
      {unplaced.length > 0 && (
        <section className="risk" data-testid="unplaced">
          <h3>{words.t('move.unplaced', { n: words.number(unplaced.length) })}</h3>
          <ScrollList label={words.t('move.unplaced', { n: words.number(unplaced.length) })}>
            {unplaced.map(({ seatId, label, kind, state, orderKey }) => (
              <li key={seatId}>
                <b>{label}</b>
                <span>
                  {words.named('state', state)} · {words.named('kind', kind)}
                </span>
                {orderKey && <code>{orderKey}</code>}
              </li>
            ))}
          </ScrollList>
        </section>
      )}
      {sold.length > 0 && (
        <fieldset className="choices">
          {[false, true].map((refund) => (
            <label key={String(refund)} className="choice">
              <input
                type="radio"
                name="unplaced"
                checked={isRefunded === refund}
                data-testid={refund ? 'unplaced-refund' : 'unplaced-case'}
                onChange={() => setRefunded(refund)}
              />
              <span>
                <b>{words.t(refund ? 'move.refund' : 'move.case')}</b>
                <small>{words.t(refund ? 'move.refund.more' : 'move.case.more')}</small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={isSure}
          data-testid="sure"
          onChange={(event) => setSure(event.target.checked)}
        />
        {words.t('cancel.confirm')}
      </label>
      {order.refusal?.code === 'plan-changed' && (
        <button type="button" className="button" onClick={() => void again()}>
          {words.t('move.look')}
        </button>
      )}
      <OrderBar order={order} label={words.t('move.go')} onClose={onClose} isReady={isSure} isDanger />
    </>
  );
}

function Consequences({ plan }: { plan: MovePlan }) {
  const { words, cinema } = useApp();
  const offline = plan.terminals.filter(({ isReachable }) => !isReachable);
  const at = (ms: number) => words.dayAndTime(ms, cinema.timeZone);
  const held = plan.unplaced.filter(({ state }) => state === 'granted').length;
  const guests = plan.places.filter(({ state }) => state !== 'granted');
  const others = guests.filter(({ label, newLabel }) => label !== newLabel);
  return (
    <ul className="consequences" data-testid="consequences">
      {plan.toStartsAtMs !== plan.startsAtMs && (
        <li>
          <b>{words.t('move.time', { from: at(plan.startsAtMs), to: at(plan.toStartsAtMs) })}</b>
          <small>{words.t('move.time.more')}</small>
        </li>
      )}
      <li>
        <b>
          {plan.places.length === 0 && plan.unplaced.length === 0
            ? words.t('move.keep')
            : words.t('move.places', { n: words.number(guests.length), others: words.number(others.length) })}
        </b>
        {others.length > 0 && (
          <ScrollList label={words.t('move.who')} testId="who-moves">
            {others.map(({ seatId, label, newLabel }) => (
              <li key={seatId}>
                <span>{label}</span>
                <b>→ {newLabel}</b>
              </li>
            ))}
          </ScrollList>
        )}
      </li>
      <li>
        {plan.guests > 0 ? words.t('move.guests', { n: words.number(plan.guests) }) : words.t('move.guests.none')}
      </li>
      {held > 0 && <li>{words.t('move.held', { n: words.number(held) })}</li>}
      {plan.terminals.length > 0 && <li>{words.t('move.terminals')}</li>}
      {offline.length > 0 && (
        <li className="warn">
          {words.t('move.offline', {
            names: offline.map(({ name, terminal }) => name || words.t('holder.terminal', { n: terminal })).join(', '),
          })}
        </li>
      )}
    </ul>
  );
}
