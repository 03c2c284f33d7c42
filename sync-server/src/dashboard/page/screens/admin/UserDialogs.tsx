import { useState } from 'react';
import { useApp } from '../../app.ts';
import { Dialog, OrderBar, useOrder } from '../../parts/parts.tsx';
import type { Person } from '../../people-types.ts';

interface UserDialogProps {
  person: Person;
  onClose: () => void;
  onDone: () => Promise<void>;
}

const nameOf = ({ name, id }: Person): string => name || String(id);

export function CinemasDialog({ person, onClose, onDone }: UserDialogProps) {
  const { api, words, cinemas, tell } = useApp();
  const [chosen, setChosen] = useState<readonly number[]>(person.cinemaIds);
  const name = nameOf(person);
  const order = useOrder(
    () => api.giveCinemas(person.id, [...chosen]),
    () => {
      tell(words.t('users.cinemas.done', { name }));
      void onDone();
    },
  );
  return (
    <Dialog title={words.t('users.cinemas.title', { name })} onClose={onClose}>
      <p>{words.t('users.cinemas.lead')}</p>
      <fieldset className="choices long">
        <legend className="unseen">{words.t('users.cinemas')}</legend>
        {cinemas.map((cinema) => (
          <label key={cinema.id} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(cinema.id)}
              data-testid={`cinema-${cinema.id}`}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, cinema.id] : chosen.filter((id) => id !== cinema.id))
              }
            />
            <span>
              <b>{cinema.name}</b>
              <small>{cinema.city}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <OrderBar order={order} label={words.t('users.cinemas.go')} onClose={onClose} />
    </Dialog>
  );
}

/** Cashiers and ushers sign in with PINs: an account has no use for these roles here. */
const offered = ['moviegoer', 'manager', 'admin'] as const;

export function RoleDialog({ person, onClose, onDone }: UserDialogProps) {
  const { api, words, tell } = useApp();
  const [role, setRole] = useState(person.role);
  const name = nameOf(person);
  const order = useOrder(
    () => api.changeRole(person.id, role),
    () => {
      tell(words.t('users.role.done', { name, role: words.t(`users.role.${role}`) }));
      void onDone();
    },
  );
  return (
    <Dialog title={words.t('users.role.title', { name })} onClose={onClose}>
      <fieldset className="choices">
        <legend className="unseen">{words.t('users.role')}</legend>
        {offered.map((each) => (
          <label key={each} className="choice">
            <input
              type="radio"
              name="role"
              checked={role === each}
              data-testid={`as-${each}`}
              onChange={() => setRole(each)}
            />
            <span>
              <b>{words.t(`users.role.${each}`)}</b>
              <small>{words.t(`users.role.${each}.more`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <OrderBar
        order={order}
        label={words.t('users.role.go')}
        onClose={onClose}
        isReady={role !== person.role}
        isDanger={person.role === 'admin'}
      />
    </Dialog>
  );
}

export function SessionsDialog({ person, onClose, onDone }: UserDialogProps) {
  const { api, words, tell } = useApp();
  const name = nameOf(person);
  const order = useOrder(
    () => api.endSessions(person.id),
    ({ ended }) => {
      tell(words.t('users.sessions.done', { n: words.number(ended) }));
      void onDone();
    },
  );
  return (
    <Dialog title={words.t('users.sessions.title', { name })} onClose={onClose}>
      <p>{words.t('users.sessions.lead')}</p>
      <OrderBar order={order} label={words.t('users.sessions.go')} onClose={onClose} isDanger />
    </Dialog>
  );
}
