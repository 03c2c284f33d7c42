import { useState } from 'react';
import type { Listed } from '../api-types.ts';
import { useApp, useLoaded, useNews } from '../app.ts';
import { Badge, Empty, Field, Loading, RefusalNotice, useOrder } from '../parts/parts.tsx';
import { nowMs } from '../platform.ts';
import { actionsZh, kindsZh } from '../words/kinds.zh.ts';
import type { Words } from '../words/words.ts';

type State = 'open' | 'settled';

const describe = (words: Words, { kind, title, meaning }: Listed) =>
  (words.language === 'zh' ? kindsZh[kind] : undefined) ?? { title, meaning };

/** The inbox: cases on the left, the chosen one on the right. */
export function ExceptionsScreen() {
  const { api, words, cinema } = useApp();
  const [state, setState] = useState<State>('open');
  const [kind, setKind] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const inbox = useLoaded(`inbox ${cinema.id} ${state} ${kind}`, () =>
    api.inbox(cinema.id, { state, kind, cursor: null }),
  );
  useNews({ exceptions: inbox.again, returned: inbox.again });
  const cases = inbox.state === 'here' ? inbox.body.exceptions : [];
  const found = cases.find(({ id }) => id === chosen) ?? cases[0];
  const loadMore = async (cursor: string) => {
    const answer = await api.inbox(cinema.id, { state, kind, cursor });
    if (answer.ok)
      inbox.change((body) => ({ ...answer.body, exceptions: [...body.exceptions, ...answer.body.exceptions] }));
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('exceptions.title')}</h1>
        <div className="tabs">
          {(['open', 'settled'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={state === each} onClick={() => setState(each)}>
              {words.t(`exceptions.${each}`)}
            </button>
          ))}
        </div>
        {inbox.state === 'here' && <KindPicker open={inbox.body.open} kind={kind} onPick={setKind} />}
      </div>
      {inbox.state === 'loading' && <Loading />}
      {inbox.state === 'refused' && <RefusalNotice refusal={inbox.refusal} again={inbox.again} />}
      {inbox.state === 'here' && cases.length === 0 && (
        <Empty title={words.t(state === 'open' ? 'exceptions.none' : 'exceptions.none-settled')}>
          {words.t(state === 'open' ? 'exceptions.none.more' : 'exceptions.none-settled.more')}
        </Empty>
      )}
      {inbox.state === 'here' && found && (
        <div className="inbox">
          <div className="inbox-list">
            <ul aria-label={words.t('exceptions.list')}>
              {cases.map((each) => (
                <li key={each.id}>
                  <CaseButton item={each} isChosen={each.id === found.id} onChoose={() => setChosen(each.id)} />
                </li>
              ))}
            </ul>
            {inbox.body.next && (
              <button type="button" className="button more" onClick={() => void loadMore(inbox.body.next ?? '')}>
                {words.t('more')}
              </button>
            )}
          </div>
          <Case key={found.id} item={found} onSettled={inbox.again} />
        </div>
      )}
    </>
  );
}

function KindPicker({
  open,
  kind,
  onPick,
}: {
  open: readonly { kind: string; n: number }[];
  kind: string | null;
  onPick: (kind: string | null) => void;
}) {
  const { words } = useApp();
  const kinds = [...new Set([...open.map((each) => each.kind), ...(kind === null ? [] : [kind])])];
  return (
    <label className="kind-picker">
      <span className="unseen">{words.t('exceptions.kind')}</span>
      <select value={kind ?? ''} onChange={(event) => onPick(event.target.value || null)}>
        <option value="">{words.t('exceptions.all')}</option>
        {kinds.map((name) => (
          <option key={name} value={name}>
            {(words.language === 'zh' && kindsZh[name]?.title) || name.replaceAll('-', ' ')} (
            {open.find((each) => each.kind === name)?.n ?? 0})
          </option>
        ))}
      </select>
    </label>
  );
}

function CaseButton({ item, isChosen, onChoose }: { item: Listed; isChosen: boolean; onChoose: () => void }) {
  const { words } = useApp();
  const where = [item.terminal?.name || (item.terminal && words.t('holder.terminal', { n: item.terminal.id }))];
  if (item.screening?.title) where.push(item.screening.title);
  if (item.seat?.label) where.push(words.t('exceptions.seat', { label: item.seat.label }));
  return (
    <button type="button" className="case" aria-pressed={isChosen} onClick={onChoose} data-testid={`case-${item.kind}`}>
      <b>{describe(words, item).title}</b>
      <span>{where.filter(Boolean).join(' · ')}</span>
      <small>{words.ago(item.settled?.atMs ?? item.raisedAtMs, nowMs())}</small>
    </button>
  );
}

function Case({ item, onSettled }: { item: Listed; onSettled: () => void }) {
  const { words, cinema } = useApp();
  const { title, meaning } = describe(words, item);
  const { terminal, screening, seat, seq } = item;
  const show = screening?.startsAtMs && words.dayAndTime(screening.startsAtMs, screening.timeZone ?? cinema.timeZone);
  return (
    <article className="case-open" data-testid="case">
      <h2>{title}</h2>
      <p className="badges">
        {terminal && (
          <Badge tone="quiet">
            {terminal.name
              ? words.t('holder.named', { name: terminal.name, n: terminal.id })
              : words.t('holder.terminal', { n: terminal.id })}
          </Badge>
        )}
        {seq !== null && <Badge tone="quiet">{words.t('exceptions.entry', { n: seq })}</Badge>}
        {screening?.title && (
          <Badge tone="quiet">{[screening.title, screening.venue, show].filter(Boolean).join(' · ')}</Badge>
        )}
        {seat && <Badge tone="quiet">{words.t('exceptions.seat', { label: seat.label ?? seat.id })}</Badge>}
        <span className="muted">
          {words.t('exceptions.seen', { time: words.instant(item.raisedAtMs, cinema.timeZone) })}
        </span>
      </p>
      <p className="meaning">{meaning}</p>
      <div className="sides">
        {item.sides.map(({ who, lines }) => (
          <section key={who}>
            <h3>{who}</h3>
            <ul>
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <details>
        <summary>{words.t('exceptions.stored')}</summary>
        <pre>{JSON.stringify(item.detail, null, 2)}</pre>
      </details>
      {item.settled ? <Settled item={item} /> : <Settle item={item} onSettled={onSettled} />}
    </article>
  );
}

function Settled({ item }: { item: Listed }) {
  const { words, cinema } = useApp();
  const settled = item.settled;
  if (!settled) return null;
  return (
    <div className="settled" data-testid="settled">
      <b>{words.t('exceptions.settled-by', { who: settled.by })}</b>
      <span className="muted"> {words.instant(settled.atMs, cinema.timeZone)}</span>
      <p>{settled.note}</p>
    </div>
  );
}

function Settle({ item, onSettled }: { item: Listed; onSettled: () => void }) {
  const { words } = useApp();
  const [note, setNote] = useState('');
  return (
    <div className="settle">
      <Field label={words.t('exceptions.note')} hint={words.t('ask.reason.hint')}>
        {(id) => (
          <textarea
            id={id}
            maxLength={1000}
            placeholder={words.t('exceptions.note.hint')}
            value={note}
            data-testid="note"
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <div className="settle-actions">
        {item.actions.map((action, index) => (
          // Another note is another order.
          <SettleButton
            key={`${action.id} ${note.trim()}`}
            item={item}
            action={action}
            note={note.trim()}
            isFirst={index === 0}
            onSettled={onSettled}
          />
        ))}
      </div>
    </div>
  );
}

interface SettleButtonProps {
  item: Listed;
  action: Listed['actions'][number];
  note: string;
  isFirst: boolean;
  onSettled: () => void;
}

function SettleButton({ item, action, note, isFirst, onSettled }: SettleButtonProps) {
  const { api, words, tell } = useApp();
  const order = useOrder(
    (key) => api.settle(item.id, key, { action: action.id, note }),
    () => {
      tell(words.t('exceptions.settle-done'));
      onSettled();
    },
  );
  const { label, effect } = (words.language === 'zh' ? actionsZh[action.id] : undefined) ?? action;
  return (
    <div className="settle-action">
      <button
        type="button"
        className={isFirst ? 'button primary' : 'button'}
        disabled={note === '' || order.isSending}
        title={note === '' ? words.t('exceptions.note.missing') : undefined}
        data-testid={`settle-${action.id}`}
        onClick={order.send}
      >
        {label}
      </button>
      <small>{effect}</small>
      {order.refusal && <RefusalNotice refusal={order.refusal} />}
    </div>
  );
}
