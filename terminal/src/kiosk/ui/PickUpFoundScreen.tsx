import type { PickUpView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { NoticePanel } from './NoticePanel.tsx';
import { ScreenTitle } from './ScreenTitle.tsx';
import { Paper, PaperTrouble, printerFault, TakePapers, useLeaveOncePrinted } from './SoldScreen.tsx';
import type { ScreenProps } from './screen-props.ts';
import { findFilm } from './show-facts.ts';

/** What the code was for, before anything is printed. */
export function PickUpFoundScreen({ state, actions, dispatch }: ScreenProps) {
  const { t } = useWords();
  const { found } = state.pickUp;
  if (!found) return null;
  const film = findFilm(state.films, found.movieId);
  return (
    <main className="screen sold-screen" data-testid="pick-up-found">
      {film && <img className="film-backdrop" src={film.posterUrl} alt="" />}
      <div className="scroll sold-scroll pick-up-booking">
        <div className="sold-head">
          <ScreenTitle>{t('pick-up.found')}</ScreenTitle>
          <NoticePanel notice={state.notice} dispatch={dispatch} />
        </div>
        <article className="stub sold-stub">
          <Show pickUp={found} />
          <ul className="papers">
            {found.tickets.map((ticket) => (
              <li key={ticket.line} className="paper" data-testid={`pick-up-ticket-${ticket.line}`}>
                <TicketName ticket={ticket} />
              </li>
            ))}
          </ul>
          {found.printed > 0 && (
            <p className="pick-up-copy" data-testid="pick-up-copy">
              <Icon name="info" />
              {t('pick-up.copy')}
            </p>
          )}
        </article>
      </div>
      <footer className="actions pick-up-actions">
        <button type="button" className="button" data-testid="pick-up-other" onClick={() => dispatch({ type: 'back' })}>
          {t('pick-up.other')}
        </button>
        <button
          type="button"
          className="button primary"
          data-testid="pick-up-print"
          data-working={state.working}
          disabled={state.working}
          onClick={actions.printPickUp}
        >
          <Icon name="printer" />
          {t('pick-up.print', { count: found.tickets.length })}
        </button>
      </footer>
    </main>
  );
}

function Show({ pickUp }: { pickUp: PickUpView }) {
  const { t, date, time } = useWords();
  return (
    <div className="pick-up-show">
      <h2>{pickUp.filmTitle}</h2>
      <p className="pick-up-when">
        <strong>{time(pickUp.startsAtMs)}</strong> <span>{date(pickUp.startsAtMs)}</span>
      </p>
      <p className="muted">
        {pickUp.venueName} · {pickUp.display} · {t('pick-up.order')} <span translate="no">{pickUp.orderKey}</span>
      </p>
    </div>
  );
}

/** The seat is what a guest looks for on a ticket; without one it is whose ticket it is. */
function TicketName({ ticket }: { ticket: PickUpView['tickets'][number] }) {
  const { t } = useWords();
  const ofClass = t(`class.${ticket.ticketClass}`);
  const { seatLabel } = ticket;
  const [first, second] =
    seatLabel === null ? [ofClass, t('seating.free')] : [t('sold.seat', { label: seatLabel }), ofClass];
  return (
    <>
      <strong>{first}</strong> <span className="muted">{second}</span>
    </>
  );
}

/** The papers on their way, as after a sale. */
export function PickUpDoneScreen({ state, actions }: ScreenProps) {
  const { t } = useWords();
  const { found, printing } = state.pickUp;
  const printed = printing?.tickets.every(({ print }) => print === 'printed') ?? false;
  useLeaveOncePrinted(printed, actions.leave);
  if (!found || !printing) return null;
  const film = findFilm(state.films, found.movieId);
  const fault = printerFault(printing, state.terminal);
  const states = new Map(printing.tickets.map(({ line, print }) => [line, print]));
  return (
    <main className="screen sold-screen" data-testid="pick-up-done">
      {film && <img className="film-backdrop" src={film.posterUrl} alt="" />}
      <div className="scroll sold-scroll">
        <div className="sold-head">
          <span className="emblem good" aria-hidden="true">
            <Icon name="check" />
          </span>
          <ScreenTitle>{t('sold.title')}</ScreenTitle>
          <p className="sold-film">{found.filmTitle}</p>
        </div>
        <article className="stub sold-stub">
          <ul className="papers">
            {found.tickets
              .filter(({ line }) => states.has(line))
              .map((ticket) => (
                <Paper key={ticket.line} testId={`ticket-${ticket.line}`} print={states.get(ticket.line) ?? 'queued'}>
                  <TicketName ticket={ticket} />
                </Paper>
              ))}
          </ul>
        </article>
      </div>
      <footer className="actions sold-actions" aria-live="polite">
        {fault === null ? (
          <TakePapers printed={printed} />
        ) : (
          <PaperTrouble>{t('pick-up.paper-sub', { code: fault })}</PaperTrouble>
        )}
        <button type="button" className="button primary" data-testid="done" onClick={actions.leave}>
          {t('sold.done')}
        </button>
      </footer>
    </main>
  );
}
