import { formatFault } from '@marquee/shared/errors';
import { useEffect, useRef, useState } from 'react';
import type { PickUpPrinting, PrintState, SaleView, TerminalView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { ScreenTitle } from './ScreenTitle.tsx';
import type { ScreenProps } from './screen-props.ts';
import { chosenScreening, findFilm, isFreeSeating } from './show-facts.ts';

/** Once all is printed there is nothing left to read; the next guest may be waiting. */
const leaveAfterMs = 20_000;

/** The printer's trouble as a code: what the terminal reports, or the general one where a ticket failed to print. */
export function printerFault(
  sale: Pick<PickUpPrinting, 'tickets'> | SaleView,
  terminal: TerminalView | null,
): string | null {
  const known = terminal?.faults.find(({ code }) => code.startsWith('printer-'));
  const unprinted = sale.tickets.some(({ print }) => print !== 'printed');
  if (known && unprinted) return formatFault(known.code);
  return sale.tickets.some(({ print }) => print === 'failed') ? formatFault('printer-failed') : null;
}

export function SoldScreen({ state, actions }: ScreenProps) {
  const { t } = useWords();
  const sale = state.basket?.sale ?? null;
  const [collectCode, setCollectCode] = useState<string | null>(null);
  const printed = sale?.tickets.every(({ print }) => print === 'printed') ?? false;
  useLeaveOncePrinted(printed, actions.leave);
  const film = findFilm(state.films, state.movieId);
  if (!sale) return null;
  const free = isFreeSeating(chosenScreening(state));
  const fault = printerFault(sale, state.terminal);
  return (
    <main className="screen sold-screen" data-testid="sold">
      {film && <img className="film-backdrop" src={film.posterUrl} alt="" />}
      <div className="scroll sold-scroll">
        <div className="sold-head">
          <span className="emblem good" aria-hidden="true">
            <Icon name="check" />
          </span>
          <ScreenTitle>{t('sold.title')}</ScreenTitle>
          {film && (
            <p className="sold-film">
              <bdi>{film.title}</bdi>
            </p>
          )}
        </div>
        <article className="stub sold-stub">
          <p className="order-key">
            <span className="label">{t('sold.key')}</span>
            <strong data-testid="order-key" translate="no" dir="ltr">
              {sale.orderKey}
            </strong>
          </p>
          <ul className="papers">
            {sale.tickets.map((ticket) => (
              <Paper key={ticket.line} testId={`ticket-${ticket.line}`} print={ticket.print}>
                <TicketName ticket={ticket} free={free} />
              </Paper>
            ))}
            <Paper testId="receipt" print={sale.receipt}>
              <span className="muted">{t('sold.receipt')}</span>
            </Paper>
          </ul>
        </article>
      </div>
      <footer className="actions sold-actions" aria-live="polite">
        {fault === null ? (
          <TakePapers printed={printed} />
        ) : collectCode === null ? (
          <PaperTrouble>{t('sold.paper-sub', { code: fault })}</PaperTrouble>
        ) : (
          <CollectCode code={collectCode} />
        )}
        {/* Without the network nobody else would know of this code yet. */}
        {fault !== null && collectCode === null && state.terminal?.link === 'online' && (
          <button
            type="button"
            className="button"
            data-testid="collect-elsewhere"
            onClick={() => actions.collectElsewhere(setCollectCode)}
          >
            {t('sold.elsewhere')}
          </button>
        )}
        <button type="button" className="button primary" data-testid="done" onClick={actions.leave}>
          {t('sold.done')}
        </button>
      </footer>
    </main>
  );
}

/** The seat is what a guest looks for on a ticket; without one it is whose ticket it is. */
function TicketName({ ticket, free }: { ticket: SaleView['tickets'][number]; free: boolean }) {
  const { t } = useWords();
  const ofClass = t(`class.${ticket.ticketClass}`);
  const [first, second] = free ? [ofClass, t('seating.free')] : [t('sold.seat', { label: ticket.seatLabel }), ofClass];
  return (
    <>
      <strong>{first}</strong> <span className="muted">{second}</span>
    </>
  );
}

export function Paper({ print, testId, children }: { print: PrintState; testId: string; children: React.ReactNode }) {
  const { t } = useWords();
  return (
    <li className="paper" data-testid={testId} data-print={print}>
      <span className="paper-name">{children}</span>
      <span className="paper-state">
        {print === 'printed' && <Icon name="check" />}
        {print === 'printing' && <span className="paper-run" aria-hidden="true" />}
        {t(`print.${print}`)}
      </span>
    </li>
  );
}

export function useLeaveOncePrinted(printed: boolean, leave: () => void): void {
  const latest = useRef(leave);
  latest.current = leave;
  useEffect(() => {
    if (!printed) return;
    const timer = setTimeout(() => latest.current(), leaveAfterMs);
    return () => clearTimeout(timer);
  }, [printed]);
}

export function TakePapers({ printed }: { printed: boolean }) {
  const { t } = useWords();
  return (
    <p className="take" data-printed={printed}>
      <span className="slot" aria-hidden="true">
        <i />
      </span>
      <strong>{t(printed ? 'sold.take' : 'sold.collect')}</strong>
    </p>
  );
}

/** By it every till and kiosk of this cinema prints the tickets. */
function CollectCode({ code }: { code: string }) {
  const { t } = useWords();
  return (
    <div className="collect-code">
      <p>
        <span className="label">{t('sold.elsewhere-code')}</span>
        <strong data-testid="collect-code" translate="no" dir="ltr">
          {`${code.slice(0, 4)}-${code.slice(4)}`}
        </strong>
      </p>
      <p className="muted">{t('sold.elsewhere-sub')}</p>
    </div>
  );
}

export function PaperTrouble({ children }: { children: React.ReactNode }) {
  const { t } = useWords();
  return (
    <div className="paper-trouble" data-testid="printer-trouble">
      <Icon name="printer" />
      <p>
        <strong>{t('sold.paper')}</strong>
        <span>{children}</span>
      </p>
    </div>
  );
}
