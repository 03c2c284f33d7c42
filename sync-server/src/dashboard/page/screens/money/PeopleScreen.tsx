import { useApp, useLoaded } from '../../app.ts';
import type { Person, PersonAct } from '../../money-types.ts';
import { Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { peopleTable } from './figures.ts';
import { Heads, Money, SaveCsv, TableFrame } from './money-parts.tsx';
import { SpanPicker, useSpan } from './span.tsx';

/** With an amount; of the others the number says all. */
const withAmount = new Set<PersonAct>(['sale', 'void', 'refund', 'exchange', 'override', 'paid-out', 'drop']);
const shown = [
  'sale',
  'member',
  'comp',
  'void',
  'refund',
  'exchange',
  'override',
  'no-sale',
  'paid-out',
  'drop',
] as const;

export function PeopleScreen() {
  const { api, words, cinema } = useApp();
  const span = useSpan();
  const { from, to } = span.days;
  const found = useLoaded(`people ${cinema.id} ${from} ${to}`, () => api.moneyByPerson(cinema.id, { from, to }));
  return (
    <>
      <div className="head money-head">
        <h1>{words.t('money.people')}</h1>
        <SpanPicker {...span} />
        {found.state === 'here' && found.body.people.length > 0 && (
          <SaveCsv name={`people-${from}-${to}`} rows={() => peopleTable(found.body.people, found.body.currency)} />
        )}
      </div>
      {found.state === 'loading' && <Loading rows={8} />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' &&
        (found.body.people.length === 0 ? (
          <Empty title={words.t('persons.empty')}>{words.t('persons.empty.more')}</Empty>
        ) : (
          <>
            <TableFrame label={words.t('money.people')} testId="people">
              <Heads
                names={[
                  [words.t('persons.name'), false],
                  ...shown.map((act) => [words.t(`persons.${act}`), true] as const),
                ]}
              />
              <tbody>
                {found.body.people.map((person) => (
                  <tr key={`${person.staffId} ${person.name}`}>
                    <th scope="row">
                      <PersonName person={person} />
                    </th>
                    {shown.map((act) => (
                      <td key={act} className="number">
                        <Did did={person.did[act]} currency={withAmount.has(act) ? found.body.currency : null} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </TableFrame>
            <p className="money-note">{words.t('persons.note')}</p>
          </>
        ))}
    </>
  );
}

/** A terminal signs by its number where nobody stands at it. */
function PersonName({ person: { staffId, name } }: { person: Person }) {
  const { words } = useApp();
  if (staffId !== null) return <>{name ?? words.t('persons.unknown', { n: staffId })}</>;
  const isMachine = /^T\d+$/.test(name ?? '');
  return (
    <>
      {(name ?? '').replace(/ \(user \d+\)$/, '')}
      <small>{words.t(isMachine ? 'persons.machine' : 'persons.at-server')}</small>
    </>
  );
}

function Did({ did, currency }: { did: Person['did'][PersonAct]; currency: string | null }) {
  const { words } = useApp();
  if (!did || did.count === 0) return <span className="none">–</span>;
  return (
    <>
      {words.number(did.count)}
      {currency !== null && (
        <small className="below">
          <Money minor={did.minor} currency={currency} />
        </small>
      )}
      {did.approved > 0 && (
        <small className="below">{words.t('persons.approved', { n: words.number(did.approved) })}</small>
      )}
    </>
  );
}
