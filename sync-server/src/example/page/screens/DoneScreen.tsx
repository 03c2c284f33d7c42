import { useApp } from '../app.ts';
import { RefusalNotice } from '../parts/parts.tsx';
import { go } from '../route.ts';
import { useWallet } from '../use-wallet.ts';

export function DoneScreen({ orderKey }: { orderKey: string }) {
  const { words } = useApp();
  const { wallet, refusal, reload } = useWallet();
  const tickets = wallet.tickets.filter((ticket) => ticket.orderKey === orderKey);
  const first = tickets[0];
  return (
    <div className="screen done">
      <svg className="done-tick" viewBox="0 0 80 80" aria-hidden="true">
        <circle cx="40" cy="40" r="36" />
        <path d="M24 41l12 12 21-25" />
      </svg>
      <h1>{words.t('done.title')}</h1>
      {first && (
        <p className="done-what">
          <strong>{first.title}</strong>
          <br />
          {words.day(first.startsAtMs, first.timeZone)}, {words.time(first.startsAtMs, first.timeZone)}
          <br />
          {tickets.map(({ label }) => label).join(', ')}
        </p>
      )}
      <p className="muted">{words.t('done.order', { key: orderKey })}</p>
      {refusal && <RefusalNotice refusal={refusal} again={() => void reload()} />}
      {first && <p className="muted">{words.t('done.kept')}</p>}
      <button
        type="button"
        className="main"
        onClick={() => go(first ? `show/${first.id}` : 'tickets', { replace: true })}
      >
        {words.t('done.show')}
      </button>
    </div>
  );
}
