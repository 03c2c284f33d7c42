import '../../looks/people.css';
import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import { writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Empty, Field, Loading, RefusalNotice } from '../../parts/parts.tsx';
import type { Action, ActionsWanted } from '../../people-types.ts';
import { saveFile } from '../../platform.ts';
import { actsEn } from '../../words/acts.en.ts';
import type { Words } from '../../words/words.ts';
import { tellActor, tellDetail, tellObject, tellOperation } from './act-words.ts';

/** One file is not made of more. */
const savedMax = 5000;
/** What concerns a cinema; the rest are acts of accounts, which only administrators see. */
const operations = Object.keys(actsEn).flatMap((word) => (word.startsWith('op.') ? [word.slice(3)] : []));

interface Only {
  who: { id: number; name: string } | null;
  object: { key: string; name: string } | null;
}

export function AuditPage() {
  const { api, words, cinema, isAdmin } = useApp();
  const [isEverything, setEverything] = useState(false);
  const [operation, setOperation] = useState('');
  const [days, setDays] = useState({ from: '', to: '' });
  const [only, setOnly] = useState<Only>({ who: null, object: null });
  const [saved, setSaved] = useState<'no' | 'saving' | 'part'>('no');
  const place = isAdmin && isEverything ? null : cinema.id;
  const wanted: ActionsWanted = {
    user: only.who && String(only.who.id),
    operation: operation || null,
    object: only.object?.key ?? null,
    from: days.from || null,
    to: days.to || null,
  };
  const log = useLoaded(JSON.stringify([place, wanted]), () => api.actions(place, { ...wanted, cursor: null }));
  const more = async (cursor: string) => {
    const answer = await api.actions(place, { ...wanted, cursor });
    if (answer.ok)
      log.change((body) => ({ actions: [...body.actions, ...answer.body.actions], next: answer.body.next }));
  };
  const save = async () => {
    setSaved('saving');
    const all: Action[] = [];
    let cursor: string | null = null;
    do {
      const answer = await api.actions(place, { ...wanted, cursor });
      if (!answer.ok) break;
      all.push(...answer.body.actions);
      cursor = answer.body.next;
    } while (cursor !== null && all.length < savedMax);
    saveActions(words, all);
    setSaved(cursor === null ? 'no' : 'part');
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('audit.title')}</h1>
        {log.state === 'here' && log.body.actions.length > 0 && (
          <button
            type="button"
            className="button small"
            disabled={saved === 'saving'}
            data-testid="save-audit"
            onClick={() => void save()}
          >
            <Icon name="save" />
            {words.t(saved === 'saving' ? 'audit.saving' : 'csv')}
          </button>
        )}
      </div>
      <p className="note">{words.t('audit.lead')}</p>
      {saved === 'part' && <p className="notice warn">{words.t('audit.saved-part', { n: words.number(savedMax) })}</p>}
      <div className="filters">
        {isAdmin && (
          <Field label={words.t('audit.scope')}>
            {(id) => (
              <select
                id={id}
                value={isEverything ? 'all' : 'cinema'}
                data-testid="scope"
                onChange={(event) => setEverything(event.target.value === 'all')}
              >
                <option value="cinema">{words.t('audit.scope.cinema')}</option>
                <option value="all">{words.t('audit.scope.all')}</option>
              </select>
            )}
          </Field>
        )}
        <Field label={words.t('audit.kind')}>
          {(id) => (
            <select id={id} value={operation} data-testid="kind" onChange={(event) => setOperation(event.target.value)}>
              <option value="">{words.t('audit.kind.all')}</option>
              {operations.map((each) => (
                <option key={each} value={each}>
                  {tellOperation(words, each)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {(['from', 'to'] as const).map((end) => (
          <Field key={end} label={words.t(`audit.${end}`)}>
            {(id) => (
              <input
                id={id}
                type="date"
                value={days[end]}
                data-testid={`audit-${end}`}
                onChange={(event) => setDays({ ...days, [end]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Chips only={only} onChange={setOnly} />
      </div>
      {log.state === 'loading' && <Loading rows={12} />}
      {log.state === 'refused' && <RefusalNotice refusal={log.refusal} again={log.again} />}
      {log.state === 'here' && log.body.actions.length === 0 && (
        <Empty title={words.t('audit.none')}>{words.t('audit.none.more')}</Empty>
      )}
      {log.state === 'here' && log.body.actions.length > 0 && (
        <ActionTable actions={log.body.actions} only={only} onOnly={setOnly} />
      )}
      {log.state === 'here' && log.body.next && (
        <button type="button" className="button more" onClick={() => void more(log.body.next ?? '')}>
          {words.t('more')}
        </button>
      )}
    </>
  );
}

function Chips({ only, onChange }: { only: Only; onChange: (only: Only) => void }) {
  const { words } = useApp();
  const chips = [
    only.who && { text: words.t('audit.only-who', { name: only.who.name }), without: { ...only, who: null } },
    only.object && {
      text: words.t('audit.only-object', { object: only.object.name }),
      without: { ...only, object: null },
    },
  ];
  return chips.map(
    (chip) =>
      chip && (
        <button
          key={chip.text}
          type="button"
          className="chip"
          title={words.t('audit.remove', { what: chip.text })}
          onClick={() => onChange(chip.without)}
        >
          {chip.text}
          <Icon name="close" />
        </button>
      ),
  );
}

interface ActionTableProps {
  actions: readonly Action[];
  only: Only;
  onOnly: (only: Only) => void;
}

function ActionTable(props: ActionTableProps) {
  const { words } = useApp();
  return (
    <div className="table-frame">
      <table className="audit" data-testid="audit">
        <thead>
          <tr>
            {(['when', 'who', 'what', 'object', 'detail'] as const).map((column) => (
              <th key={column} scope="col">
                {words.t(`audit.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.actions.map((action) => (
            <ActionRow key={action.id} action={action} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ActionRow({ action, only, onOnly }: ActionTableProps & { action: Action }) {
  const { words, cinema, cinemas } = useApp();
  const of = cinemas.find(({ id }) => id === action.cinemaId);
  const telling = { words, cinemas, currency: of?.currency ?? null };
  const who = tellActor(words, action);
  const object = tellObject(telling, action);
  const { actor, object: key } = action;
  return (
    <tr>
      <td className="nowrap">{words.instant(action.atMs, cinema.timeZone)}</td>
      <td>
        {actor ? (
          <button type="button" className="link" onClick={() => onOnly({ ...only, who: { id: actor.id, name: who } })}>
            {who}
          </button>
        ) : (
          who
        )}
      </td>
      <td>{tellOperation(words, action.operation)}</td>
      <td>
        {key !== null && (
          <button type="button" className="link" onClick={() => onOnly({ ...only, object: { key, name: object } })}>
            {object}
          </button>
        )}
        {of && of.id !== cinema.id && of.name !== object && <small>{of.name}</small>}
      </td>
      <td className="detail">
        {tellDetail(telling, action).filter(Boolean).join(' · ')}
        <details>
          <summary>{words.t('audit.stored')}</summary>
          <pre>{JSON.stringify({ by: action.by, ...action.detail }, null, 1)}</pre>
        </details>
      </td>
    </tr>
  );
}

function saveActions(words: Words, actions: readonly Action[]): void {
  const head = ['time', 'by', 'operation', 'cinema', 'object', 'account', 'detail'];
  const lines = actions.map((action) => [
    new Date(action.atMs).toISOString(),
    action.actor ? `${tellActor(words, action)} (user ${action.actor.id})` : action.by,
    action.operation,
    action.cinemaId ?? '',
    action.object ?? '',
    action.user?.id ?? '',
    JSON.stringify(action.detail),
  ]);
  saveFile('audit.csv', writeCsv([head, ...lines]));
}
