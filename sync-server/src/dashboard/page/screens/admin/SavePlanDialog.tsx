import { useMemo, useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { PlanEffect, SeatPlan, TakenSeat } from '../../calls/catalogue.ts';
import { Dialog, Loading, OrderBar, RefusalNotice, ScrollList, useOrder } from '../../parts/parts.tsx';
import { makeKey } from '../../platform.ts';
import { finishPlan, type Plan } from '../../seat-plan/plan.ts';

interface SaveProps {
  venue: SeatPlan;
  plan: Plan;
  onClose: () => void;
  onSaved: () => void;
}

/** A plan is saved by somebody who has seen what that does; not while somebody has a seat that it takes out. */
export function SavePlanDialog({ venue, plan, onClose, onSaved }: SaveProps) {
  const { api, words, tell } = useApp();
  const seats = useMemo(() => finishPlan(plan), [plan]);
  const effect = useLoaded(`effect ${venue.id}`, () => api.previewPlan(venue.id, seats, makeKey()));
  const order = useOrder(
    (key) => api.savePlan(venue.id, key, { plan: venue.plan, seats }),
    ({ screenings }) => {
      tell(words.t('plan.saved', { n: words.number(screenings) }));
      onSaved();
      onClose();
    },
  );
  return (
    <Dialog title={words.t('plan.save.title', { venue: venue.name })} isWide onClose={onClose}>
      {effect.state === 'loading' && <Loading rows={4} />}
      {effect.state === 'refused' && <RefusalNotice refusal={effect.refusal} again={effect.again} />}
      {effect.state === 'here' && (
        <>
          <Effect effect={effect.body} />
          {effect.body.plan !== venue.plan && <p className="notice bad">{words.t('refusal.seat-plan-changed')}</p>}
          {effect.body.taken.length > 0 && <Taken taken={effect.body.taken} again={effect.again} />}
          <OrderBar
            order={order}
            label={words.t('plan.save')}
            onClose={onClose}
            isReady={effect.body.taken.length === 0 && effect.body.plan === venue.plan}
          />
        </>
      )}
    </Dialog>
  );
}

function Effect({ effect }: { effect: PlanEffect }) {
  const { words } = useApp();
  const n = (value: number) => ({ n: words.number(value) });
  return (
    <ul className="plan-effect" data-testid="plan-effect">
      <li>{words.t('plan.effect.added', n(effect.added))}</li>
      <li>{words.t('plan.effect.removed', n(effect.removed))}</li>
      <li>{words.t('plan.effect.moved', n(effect.moved))}</li>
      <li>{words.t('plan.effect.screenings', n(effect.screenings))}</li>
    </ul>
  );
}

/** What terminals have can be asked back, and then the plan saved; what is sold can't be helped here. */
function Taken({ taken, again }: { taken: readonly TakenSeat[]; again: () => void }) {
  const { api, words, cinema } = useApp();
  const [isAsking, setAsking] = useState(false);
  const granted = Map.groupBy(
    taken.filter(({ state }) => state === 'granted'),
    ({ screeningId }) => screeningId,
  );
  const askBack = async () => {
    setAsking(true);
    for (const [screeningId, seats] of granted)
      await api.block(screeningId, makeKey(), { seatIds: seats.map(({ seatId }) => seatId), reason: 'house' });
    setAsking(false);
    again();
  };
  return (
    <>
      <p className="notice warn">{words.t('plan.taken')}</p>
      <ScrollList label={words.t('plan.taken.list')} testId="plan-taken">
        {taken.map((seat) => (
          <li key={`${seat.screeningId} ${seat.seatId}`}>
            <b>{seat.label}</b>
            <span>
              {seat.title}, {words.dayAndTime(seat.startsAtMs, cinema.timeZone)}
            </span>
            <span className="muted">
              {words.named('state', seat.state)}
              {seat.orderKey && ` · ${seat.orderKey}`}
            </span>
          </li>
        ))}
      </ScrollList>
      <div className="actions">
        {granted.size > 0 && (
          <button
            type="button"
            className="button"
            disabled={isAsking}
            onClick={() => void askBack()}
            data-testid="ask-back"
          >
            {words.t('plan.taken.ask')}
          </button>
        )}
        <button type="button" className="button" disabled={isAsking} onClick={again} data-testid="look-again">
          {words.t('plan.taken.again')}
        </button>
      </div>
      <p className="muted">{words.t('plan.taken.more')}</p>
    </>
  );
}
