import type { WalletTicket } from '../api-types.ts';
import { useApp } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { Empty, Poster, RefusalNotice } from '../parts/parts.tsx';
import { nowMs } from '../platform.ts';
import { go } from '../route.ts';
import { useWallet } from '../use-wallet.ts';
import type { Word } from '../words/words.ts';
import { Brand } from './Brand.tsx';

/** Why a ticket went, where its owner should hear of it. */
const goneWords: Partial<Record<string, Word>> = {
  refunded: 'removed.refunded',
  'passed-on': 'removed.passed-on',
  'screening-cancelled': 'removed.screening-cancelled',
};

export function TicketsScreen() {
  const { words } = useApp();
  const { wallet, refusal, reload, noteSeen } = useWallet();
  const groups = [...Map.groupBy(wallet.tickets, ({ orderKey, startsAtMs }) => `${orderKey} ${startsAtMs}`)];
  const gone = wallet.gone.flatMap((because) => goneWords[because] ?? []);
  return (
    <div className="screen">
      <Brand />
      <h1>{words.t('tickets.title')}</h1>
      {gone.length > 0 && (
        <div className="notice" role="status">
          <Icon name="ticket" />
          <div>
            {gone.map((word) => (
              <p key={word}>{words.t(word)}</p>
            ))}
          </div>
          <button type="button" className="round" aria-label={words.t('nav.close')} onClick={noteSeen}>
            <Icon name="close" />
          </button>
        </div>
      )}
      {groups.length === 0 && !refusal && (
        <Empty icon="ticket">
          <p>{words.t('tickets.none')}</p>
          <button type="button" className="main" onClick={() => go('')}>
            {words.t('tickets.find')}
          </button>
        </Empty>
      )}
      <ul className="stubs">
        {groups.map(([key, tickets]) => (
          <li key={key}>
            <Stub tickets={tickets} />
          </li>
        ))}
      </ul>
      {refusal && refusal.status !== 0 && <RefusalNotice refusal={refusal} again={() => void reload()} />}
      {wallet.askedAtMs > 0 && (
        <p className="small centred">
          {words.t('tickets.offline')} · {words.t('tickets.as-of', { time: words.dayAndTime(wallet.askedAtMs) })}
        </p>
      )}
    </div>
  );
}

function Stub({ tickets }: { tickets: readonly WalletTicket[] }) {
  const { words } = useApp();
  const [first] = tickets;
  if (!first) return null;
  const isOver = first.endsAtMs < nowMs();
  return (
    <a className={isOver ? 'stub over' : 'stub'} href={`#/show/${first.id}`}>
      <Poster url={`/posters/${first.movieId}.svg`} className="small-poster" />
      <span className="stub-inside">
        <strong>{first.title}</strong>
        <span>
          {words.day(first.startsAtMs, first.timeZone)}, {words.time(first.startsAtMs, first.timeZone)}
        </span>
        <span className="small">
          {first.cinemaName} · {first.venueName}
        </span>
        <span className="stub-seats">
          {first.seating === 'numbered' && tickets.map(({ id, label }) => <b key={id}>{label}</b>)}
          <em>
            {isOver
              ? words.t('tickets.over')
              : words.t(tickets.length === 1 ? 'tickets.count-one' : 'tickets.count', { n: tickets.length })}
          </em>
        </span>
      </span>
    </a>
  );
}
