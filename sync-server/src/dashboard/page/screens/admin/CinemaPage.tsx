import '../../looks/catalogue.css';
import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { CinemaChange, CinemaDetails } from '../../calls/catalogue.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Empty, Field, Loading, RefusalNotice, useOrder } from '../../parts/parts.tsx';
import { type CinemaDraft, CinemaFields, isComplete, readCinema, writeCinema } from './CinemaFields.tsx';
import { NewCinemaDialog } from './NewCinemaDialog.tsx';

/** What is said of the cinema that is looked at. */
export function CinemaPage() {
  const { api, words, cinema, isAdmin } = useApp();
  const cinemas = useLoaded('cinemas', () => api.allCinemas());
  const [isNew, setNew] = useState(false);
  const found = cinemas.state === 'here' ? cinemas.body.cinemas.find(({ id }) => id === cinema.id) : undefined;
  return (
    <>
      <div className="head">
        <h1>{words.t('cinema.title')}</h1>
        {isAdmin && (
          <button type="button" className="button" onClick={() => setNew(true)} data-testid="new-cinema">
            <Icon name="plus" />
            {words.t('cinema.new')}
          </button>
        )}
      </div>
      {!isAdmin && <p className="muted chain-note">{words.t('cinema.chain')}</p>}
      {cinemas.state === 'loading' && <Loading rows={8} />}
      {cinemas.state === 'refused' && <RefusalNotice refusal={cinemas.refusal} again={cinemas.again} />}
      {cinemas.state === 'here' && !found && <Empty title={words.t('nowhere.title')} />}
      {found && <CinemaForm key={found.id} cinema={found} onDone={cinemas.again} />}
      {isNew && <NewCinemaDialog onClose={() => setNew(false)} />}
    </>
  );
}

function CinemaForm({ cinema, onDone }: { cinema: CinemaDetails; onDone: () => void }) {
  const { api, words, tell, isAdmin, refresh } = useApp();
  const [draft, setDraft] = useState<CinemaDraft>(() => writeCinema(cinema));
  const was = writeCinema(cinema);
  const names = (Object.keys(was) as (keyof CinemaDraft)[]).filter((name) => draft[name] !== was[name]);
  const whole = readCinema(draft);
  const change = Object.fromEntries(names.map((name) => [name, whole[name]])) as CinemaChange;
  const order = useOrder(
    (key) => api.changeCinema(cinema.id, key, change),
    () => {
      tell(words.t('cinema.changed'));
      onDone();
      refresh();
    },
  );
  return (
    <div className="sheet">
      <CinemaFields draft={draft} onChange={setDraft} isFixed={!isAdmin} />
      <div className="pair">
        <Field label={words.t('cinema.zone')} hint={words.t('cinema.zone.fixed')}>
          {(id) => <input id={id} value={cinema.timeZone} disabled />}
        </Field>
        <Field label={words.t('cinema.currency')} hint={words.t('cinema.currency.fixed')}>
          {(id) => <input id={id} value={cinema.currency} disabled />}
        </Field>
      </div>
      {order.refusal && <RefusalNotice refusal={order.refusal} />}
      {isAdmin && (
        <footer className="order-bar">
          <button type="button" className="button" disabled={names.length === 0} onClick={() => setDraft(was)}>
            {words.t('undo-changes')}
          </button>
          <button
            type="button"
            className="button primary"
            disabled={names.length === 0 || !isComplete(draft) || order.isSending}
            onClick={order.send}
            data-testid="save-cinema"
          >
            {words.t('save')}
          </button>
        </footer>
      )}
    </div>
  );
}
