import { useState } from 'react';
import type { Refusal } from '../api.ts';
import { useApp, useLoaded } from '../app.ts';
import { BackBar, RefusalNotice, Waiting } from '../parts/parts.tsx';
import { go } from '../route.ts';

/** What somebody's link is for, and the button that takes it. */
export function AcceptScreen({ token }: { token: string }) {
  const { api, words } = useApp();
  const passed = useLoaded(`pass ${token}`, () => api.passedTicket(token));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const accept = async () => {
    const answer = await api.accept(token);
    if (answer.ok) go(`tickets`, { replace: true });
    else setRefusal(answer.refusal);
  };
  return (
    <div className="screen">
      <BackBar title={words.t('accept.title')} to="tickets" />
      {passed.state === 'loading' && <Waiting />}
      {passed.state === 'refused' && <RefusalNotice refusal={passed.refusal} />}
      {passed.state === 'here' && (
        <section className="card accept">
          <h2>{passed.body.ticket.title}</h2>
          <p>
            {words.day(passed.body.ticket.startsAtMs, passed.body.ticket.timeZone)},{' '}
            {words.time(passed.body.ticket.startsAtMs, passed.body.ticket.timeZone)}
            <br />
            {passed.body.ticket.cinemaName} · {passed.body.ticket.venueName}
          </p>
          <p className="accept-seat">{passed.body.ticket.label}</p>
          <p className="muted centred">{words.t(`class.${passed.body.ticket.ticketClass}`)}</p>
          {refusal && <RefusalNotice refusal={refusal} />}
          {passed.body.own ? (
            <p className="notice">{words.t('accept.own')}</p>
          ) : passed.body.state === 'accepted' ? (
            <p className="notice good">{words.t('accept.taken')}</p>
          ) : (
            <button type="button" className="main" onClick={() => void accept()}>
              {words.t('accept.take')}
            </button>
          )}
        </section>
      )}
    </div>
  );
}
