import { useEffect, useRef, useState } from 'react';
import type { WalletTicket } from '../api-types.ts';
import { useApp } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { BackBar, Empty, Qr } from '../parts/parts.tsx';
import { nowMs } from '../platform.ts';
import { useWallet } from '../use-wallet.ts';
import { PassSheet } from './PassSheet.tsx';

/** The tickets of a booking, one beside the other, to be held under a scanner. */
export function ShowScreen({ id }: { id: string }) {
  const { words } = useApp();
  const { wallet, reload } = useWallet();
  const row = useRef<HTMLDivElement>(null);
  const asked = wallet.tickets.find((ticket) => ticket.id === id);
  const tickets = wallet.tickets.filter(
    ({ orderKey, startsAtMs }) => orderKey === asked?.orderKey && startsAtMs === asked.startsAtMs,
  );
  const [passing, setPassing] = useState<WalletTicket | null>(null);
  useKeepAwake();
  useEffect(() => {
    document.getElementById(`ticket ${id}`)?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [id]);
  return (
    <div className="screen show">
      <BackBar title={asked?.title ?? ''} to="tickets" />
      {!asked && (
        <Empty icon="ticket">
          <p>{words.t('ticket.gone')}</p>
        </Empty>
      )}
      <div ref={row} className="ticket-row">
        {tickets.map((ticket, at) => (
          <TicketCard
            key={ticket.id}
            ticket={ticket}
            place={tickets.length > 1 ? words.t('ticket.one-of', { at: at + 1, n: tickets.length }) : ''}
            onPass={() => setPassing(ticket)}
          />
        ))}
      </div>
      {asked && (
        <p className="bright">
          <Icon name="sun" /> {words.t('ticket.bright')}
        </p>
      )}
      {passing && <PassSheet ticket={passing} onClose={() => setPassing(null)} onChanged={reload} />}
    </div>
  );
}

function TicketCard({ ticket, place, onPass }: { ticket: WalletTicket; place: string; onPass: () => void }) {
  const { words } = useApp();
  const { code, label, row, seating, startsAtMs, endsAtMs, timeZone, validFromMs, validUntilMs } = ticket;
  const isNow = validFromMs <= nowMs() && nowMs() <= validUntilMs;
  return (
    <article id={`ticket ${ticket.id}`} className="ticket-card">
      <header>
        <strong>
          {words.day(startsAtMs, timeZone)}
          <br />
          <time>{words.time(startsAtMs, timeZone)}</time>–{words.time(endsAtMs, timeZone)}
        </strong>
        <span>
          {ticket.cinemaName}
          <br />
          {ticket.venueName}
        </span>
      </header>
      <Qr code={code} label={words.t('ticket.code', { label })} />
      {seating === 'numbered' ? (
        <dl className="place">
          <div>
            <dt>{words.t('ticket.row')}</dt>
            <dd>{row}</dd>
          </div>
          <div>
            <dt>{words.t('ticket.seat')}</dt>
            <dd>{label.startsWith(row) ? label.slice(row.length) : label}</dd>
          </div>
        </dl>
      ) : (
        <p className="place-free">{words.t('ticket.free-seating')}</p>
      )}
      <p className="ticket-facts">
        <span>{words.t(`class.${ticket.ticketClass}`)}</span>
        {ticket.kind !== 'standard' && <span>{words.t(`seats.${ticket.kind}`)}</span>}
        <span>{ticket.display}</span>
        {ticket.rating && <span>{ticket.rating}</span>}
        {place && <span>{place}</span>}
      </p>
      {ticket.received && <p className="small">{words.t('ticket.received')}</p>}
      {!isNow && (
        <p className="small">
          {words.t('ticket.not-now', {
            from: words.dayAndTime(validFromMs, timeZone),
            until: words.dayAndTime(validUntilMs, timeZone),
          })}
        </p>
      )}
      <footer>
        <span className="order-key">
          {ticket.orderKey}
          {ticket.pickUpCode !== null && (
            <>
              <br />
              {words.t('ticket.pick-up')} <b translate="no">{ticket.pickUpCode}</b>
            </>
          )}
        </span>
        {startsAtMs > nowMs() && (
          <button type="button" className="plain" onClick={onPass}>
            <Icon name="share" /> {words.t('ticket.pass')}
          </button>
        )}
      </footer>
    </article>
  );
}

/** A screen that goes dark at the door is a nuisance; where a browser can't prevent it, nothing is lost. */
function useKeepAwake(): void {
  useEffect(() => {
    const asked = navigator.wakeLock?.request('screen').catch(() => null);
    return () => void asked?.then((lock) => lock?.release());
  }, []);
}
