/** Work that takes longer than a request: how far it is, also after a reload, and what could not be done. */
import { useEffect, useState } from 'react';
import { useApp, useLoaded, useNews } from '../app.ts';
import type { LongAction, OddItem } from '../calls/programme.ts';
import { pathTo } from '../route.ts';
import type { Words } from '../words/words.ts';
import { Badge, RefusalNotice, ScrollList, useOrder } from './parts.tsx';

/** Of a cinema, or of one screening; nothing where there is none. */
export function LongActions({ screening = null, title }: { screening?: number | null; title: string }) {
  const { api, cinema } = useApp();
  const loaded = useLoaded(`actions ${cinema.id} ${screening}`, () => api.longActions(cinema.id, screening));
  const { again } = loaded;
  useNews({ longActions: again, programme: again, returned: again });
  const actions = loaded.state === 'here' ? loaded.body.actions : [];
  const isRunning = actions.some(({ state }) => state === 'running');
  // Also where the link is down.
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(again, 3000);
    return () => clearInterval(timer);
  }, [isRunning, again]);
  if (actions.length === 0) return null;
  return (
    <section className="long-actions" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {actions.map((action) => (
          <ActionRow key={action.id} action={action} isHere={screening !== null} onChanged={again} />
        ))}
      </ul>
    </section>
  );
}

const tones = { running: 'warn', done: 'good', failed: 'bad' } as const;

export function tellAction({ kind, subject }: LongAction, words: Words): string {
  if (kind === 'import-schedule') {
    const n = (name: string) => words.number(Number(subject[name] ?? 0));
    const counts = { n: n('new'), changed: n('changed'), removed: n('removed') };
    return `${words.t('action.import', counts)}${subject.name ? ` · ${subject.name}` : ''}`;
  }
  const title = String(subject.title ?? '');
  if (kind === 'tell-guests')
    return words.t(subject.about === 'moved' ? 'action.tell.moved' : 'action.tell', { title });
  if (kind === 'refund-bookings') return words.t('action.refund', { title });
  return kind;
}

interface ActionRowProps {
  action: LongAction;
  /** On the page of its screening. */
  isHere: boolean;
  onChanged: () => void;
}

function ActionRow({ action, isHere, onChanged }: ActionRowProps) {
  const { api, words, cinema } = useApp();
  const [isOpen, setOpen] = useState(false);
  const resume = useOrder((key) => api.resumeAction(action.id, key), onChanged);
  const name = tellAction(action, words);
  const percent = action.total === 0 ? 100 : Math.round((100 * action.done) / action.total);
  return (
    <li data-testid="long-action" data-kind={action.kind} data-state={action.state}>
      <div className="long-action-head">
        <b>{name}</b>
        <Badge tone={tones[action.state]}>{words.t(`action.${action.state}`)}</Badge>
        <span className="number">
          {words.t('action.of', { done: words.number(action.done), total: words.number(action.total) })}
        </span>
      </div>
      <progress max={100} value={percent} aria-label={name} />
      <small>
        {words.t('action.by', { by: action.by, time: words.dayAndTime(action.startedAtMs, cinema.timeZone) })}
        {action.screeningId !== null && !isHere && (
          <>
            {' · '}
            <a href={pathTo('house', cinema.id, '', action.screeningId)}>{words.t('action.screening')}</a>
          </>
        )}
        {' · '}
        <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {words.t(isOpen ? 'action.less' : 'action.more')}
        </button>
      </small>
      {action.error !== null && <p className="bad">{words.t('action.error', { error: action.error })}</p>}
      {action.state === 'failed' && (
        <>
          {resume.refusal && <RefusalNotice refusal={resume.refusal} />}
          <button type="button" className="button small" disabled={resume.isSending} onClick={resume.send}>
            {words.t('action.resume')}
          </button>
        </>
      )}
      {action.kind === 'refund-bookings' && action.screeningId !== null && (
        <Refunds screening={action.screeningId} done={action.done} />
      )}
      {isOpen && <Odd action={action} />}
    </li>
  );
}

/** Prepared is not paid yet: where the money is. */
function Refunds({ screening, done }: { screening: number; done: number }) {
  const { api, words } = useApp();
  const loaded = useLoaded(`refunds ${screening} ${done}`, () => api.refundSums(screening));
  const { again } = loaded;
  const isWaiting = loaded.state === 'here' && loaded.body.refunding.refunds > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(again, 5000);
    return () => clearInterval(timer);
  }, [isWaiting, again]);
  if (loaded.state !== 'here') return null;
  const { currency, ...sums } = loaded.body;
  return (
    <small data-testid="refund-sums">
      {(['refunded', 'refunding', 'prepared'] as const)
        .filter((state) => sums[state].refunds > 0)
        .map((state) => {
          const { refunds, minor } = sums[state];
          return words.t(`action-refunds.${state}`, { n: words.number(refunds), money: words.money(minor, currency) });
        })
        .join(' · ')}
    </small>
  );
}

function Odd({ action }: { action: LongAction }) {
  const { api, words } = useApp();
  const loaded = useLoaded(`action ${action.id} ${action.done}`, () => api.longAction(action.id));
  if (loaded.state === 'refused') return <RefusalNotice refusal={loaded.refusal} again={loaded.again} />;
  if (loaded.state === 'loading') return null;
  if (loaded.body.odd.length === 0) return <p className="muted">{words.t('action.all-well')}</p>;
  return (
    <ScrollList label={words.t('action.odd')} testId="odd">
      {loaded.body.odd.map((item) => (
        <li key={item.number}>
          <span>{nameItem(item)}</span>
          <span className="bad">{words.named('odd', String(item.outcome?.code ?? item.state))}</span>
        </li>
      ))}
    </ScrollList>
  );
}

const nameItem = ({ number, body }: OddItem): string =>
  [body.orderKey ?? body.showId ?? number, body.title].filter(Boolean).join(' · ');
