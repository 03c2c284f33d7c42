import '../../looks/people.css';
import { type FormEvent, useState } from 'react';
import type { Answer, Refusal } from '../../api.ts';
import { useApp, useLoaded } from '../../app.ts';
import { writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Badge, Empty, Field, Loading, RefusalNotice } from '../../parts/parts.tsx';
import type { Person } from '../../people-types.ts';
import { nowMs, saveFile } from '../../platform.ts';
import { CinemasDialog, RoleDialog, SessionsDialog } from './UserDialogs.tsx';

type Asking = { what: 'cinemas' | 'role' | 'sessions'; person: Person } | null;
type Ask = (what: 'cinemas' | 'role' | 'sessions', person: Person) => void;

export function UsersPage() {
  const { words, isAdmin } = useApp();
  if (!isAdmin) return <Empty title={words.t('users.only-admin')}>{words.t('users.only-admin.more')}</Empty>;
  return <People />;
}

interface Page {
  people: Person[];
  next: string | null;
}

function People() {
  const { api, words } = useApp();
  const load = async (): Promise<Answer<Page>> => {
    const [admins, managers] = await Promise.all([api.people('admin'), api.people('manager')]);
    if (!admins.ok || !managers.ok) return admins.ok ? managers : admins;
    return { ok: true, body: { people: [...admins.body.people, ...managers.body.people], next: managers.body.next } };
  };
  const known = useLoaded('people', load);
  const [found, setFound] = useState<Person | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const ask: Ask = (what, person) => setAsking({ what, person });
  const finish = async () => {
    setAsking(null);
    known.again();
    if (!found?.phone) return;
    const answer = await api.findPerson(found.phone);
    setFound(answer.ok ? answer.body : null);
  };
  const more = async (cursor: string) => {
    const answer = await api.people('manager', cursor);
    if (answer.ok)
      known.change((body) => ({ people: [...body.people, ...answer.body.people], next: answer.body.next }));
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('users.title')}</h1>
        {known.state === 'here' && (
          <button type="button" className="button small" onClick={() => saveUsers(known.body.people)}>
            <Icon name="save" />
            {words.t('csv')}
          </button>
        )}
      </div>
      <p className="note">{words.t('users.lead')}</p>
      <FindPerson onFound={setFound} />
      {found && (
        <section aria-label={words.t('users.found', { phone: found.phone ?? '' })} data-testid="found">
          <h2>{words.t('users.found', { phone: found.phone ?? '' })}</h2>
          <PeopleTable people={[found]} onAsk={ask} />
        </section>
      )}
      {known.state === 'loading' && <Loading />}
      {known.state === 'refused' && <RefusalNotice refusal={known.refusal} again={known.again} />}
      {known.state === 'here' && <PeopleTable people={known.body.people} onAsk={ask} />}
      {known.state === 'here' && known.body.next && (
        <button type="button" className="button more" onClick={() => void more(known.body.next ?? '')}>
          {words.t('more')}
        </button>
      )}
      {asking?.what === 'cinemas' && (
        <CinemasDialog person={asking.person} onClose={() => setAsking(null)} onDone={finish} />
      )}
      {asking?.what === 'role' && <RoleDialog person={asking.person} onClose={() => setAsking(null)} onDone={finish} />}
      {asking?.what === 'sessions' && (
        <SessionsDialog person={asking.person} onClose={() => setAsking(null)} onDone={finish} />
      )}
    </>
  );
}

function FindPerson({ onFound }: { onFound: (person: Person | null) => void }) {
  const { api, words } = useApp();
  const [phone, setPhone] = useState('');
  const [isBad, setBad] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const find = async (event: FormEvent) => {
    event.preventDefault();
    const number = phone.replace(/[\s()/-]/g, '');
    const isNumber = /^\+[1-9]\d{6,14}$/.test(number);
    setBad(!isNumber);
    setRefusal(null);
    if (!isNumber) return;
    const answer = await api.findPerson(number);
    onFound(answer.ok ? answer.body : null);
    if (!answer.ok) setRefusal(answer.refusal);
  };
  return (
    <form className="find" onSubmit={(event) => void find(event)}>
      <Field label={words.t('users.find')} hint={words.t('users.find.hint')}>
        {(id) => (
          <input
            id={id}
            type="tel"
            value={phone}
            data-testid="find-phone"
            onChange={(event) => setPhone(event.target.value)}
          />
        )}
      </Field>
      <button type="submit" className="button" data-testid="find">
        {words.t('users.find.go')}
      </button>
      {isBad && (
        <p className="bad" role="alert">
          {words.t('users.find.bad')}
        </p>
      )}
      {refusal && <RefusalNotice refusal={refusal} />}
    </form>
  );
}

function PeopleTable({ people, onAsk }: { people: readonly Person[]; onAsk: Ask }) {
  const { words } = useApp();
  if (people.length === 0) return <Empty title={words.t('users.none')} />;
  return (
    <div className="table-frame">
      <table>
        <thead>
          <tr>
            {(['name', 'phone', 'role', 'cinemas', 'sessions', 'actions'] as const).map((column) => (
              <th key={column} scope="col">
                {words.t(`users.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} onAsk={onAsk} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PersonRow({ person, onAsk }: { person: Person; onAsk: Ask }) {
  const { words, cinemas } = useApp();
  const nameOf = (id: number) => cinemas.find((cinema) => cinema.id === id)?.name ?? String(id);
  const last = person.lastSeenMs === null ? null : words.ago(person.lastSeenMs, nowMs());
  return (
    <tr data-testid={`person-${person.id}`}>
      <td>
        <b>{person.name}</b>
        <small>{person.id}</small>
      </td>
      <td className="nowrap">{person.phone}</td>
      <td>
        <Badge tone={person.role === 'admin' ? 'good' : 'quiet'}>{words.t(`users.role.${person.role}`)}</Badge>
      </td>
      <td>
        {person.role === 'admin'
          ? words.t('users.all')
          : person.cinemaIds.map(nameOf).join(', ') || <span className="muted">{words.t('users.no-cinemas')}</span>}
      </td>
      <td>
        {last === null ? (
          <span className="muted">{words.t('users.nowhere')}</span>
        ) : (
          words.t('users.sessions-n', { n: words.number(person.sessions), ago: last })
        )}
      </td>
      <td>
        <span className="row-actions">
          {person.role === 'manager' && (
            <button
              type="button"
              className="link"
              data-testid={`cinemas-${person.id}`}
              onClick={() => onAsk('cinemas', person)}
            >
              {words.t('users.give-cinemas')}
            </button>
          )}
          <button
            type="button"
            className="link"
            data-testid={`role-${person.id}`}
            onClick={() => onAsk('role', person)}
          >
            {words.t('users.change-role')}
          </button>
          {person.sessions > 0 && (
            <button type="button" className="link danger" onClick={() => onAsk('sessions', person)}>
              {words.t('users.end-sessions')}
            </button>
          )}
        </span>
      </td>
    </tr>
  );
}

function saveUsers(people: readonly Person[]): void {
  const lines = people.map(({ id, name, phone, role, cinemaIds }) => [
    id,
    name,
    phone ?? '',
    role,
    cinemaIds.join(' '),
  ]);
  saveFile('users.csv', writeCsv([['user', 'name', 'phone', 'role', 'cinemas'], ...lines]));
}
