import { useCallback } from 'react';
import { Icon } from '../../ui-kit/Icon.tsx';
import { SeatLegend } from '../../ui-kit/seats/SeatLegend.tsx';
import { SeatMap } from '../../ui-kit/seats/SeatMap.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { SingleSeatDialog } from './dialogs.tsx';
import { countTickets, listTickets, priceChoiceMinor } from './kiosk-reduce.ts';
import { NoticePanel } from './NoticePanel.tsx';
import { ScreenTitle } from './ScreenTitle.tsx';
import { SeatsHere } from './SeatsHere.tsx';
import { ShowStrip } from './ShowStrip.tsx';
import type { ScreenProps } from './screen-props.ts';

export function SeatsScreen({ state, actions, dispatch }: ScreenProps) {
  const { t, money } = useWords();
  const { map, chosen, working, singleSeatIds } = state;
  const onTap = useCallback((seatId: number) => dispatch({ type: 'seat-tapped', seatId }), [dispatch]);
  const count = countTickets(state.tickets);
  const missing = count - chosen.length;
  const firstClass = listTickets(state.tickets)[0]?.ticketClass;
  const basePriceMinor = map?.classPrices.find((price) => price.ticketClass === firstClass)?.priceMinor ?? 0;
  const labelOf = (seatId: number) => map?.seats.find((seat) => seat.seatId === seatId)?.label ?? '';
  return (
    <main className="screen seats-screen">
      <section className="seats-side">
        <ShowStrip state={state} />
        <div className="seats-head">
          <ScreenTitle>{t('seats.title')}</ScreenTitle>
          <p className="muted">{t('seats.hint')}</p>
        </div>
        {map && <SeatsHere screening={map.screening} link={state.terminal?.link ?? 'online'} />}
        {map && <SeatLegend seats={map.seats} />}
        <NoticePanel notice={state.notice} dispatch={dispatch} />
      </section>
      <section className="seats-room">
        <ScreenArc word={t('map.screen')} />
        {map && <SeatMap seats={map.seats} chosen={chosen} basePriceMinor={basePriceMinor} onTap={onTap} />}
      </section>
      <footer className="actions seats-actions">
        <div className="actions-sum">
          <p className="chosen-seats" aria-live="polite" data-testid="chosen-seats">
            <span className="muted">
              {missing > 0 ? t('seats.missing', { count: missing }) : t('seats.yours', { count })}
            </span>
            <span className="seat-tags">
              {chosen.map((seatId) => (
                <b key={seatId}>{labelOf(seatId)}</b>
              ))}
            </span>
          </p>
          <strong data-testid="total">{money(priceChoiceMinor(state))}</strong>
        </div>
        <button
          type="button"
          className="button"
          data-testid="choose-for-me"
          disabled={working}
          onClick={actions.proposeSeats}
        >
          <Icon name="spark" />
          {t('seats.again')}
        </button>
        <button
          type="button"
          className="button primary next"
          data-testid="seats-continue"
          disabled={missing !== 0 || working}
          data-working={working}
          onClick={() => actions.confirmSeats()}
        >
          {t('seats.continue')}
          <Icon name="forward" />
        </button>
      </footer>
      {singleSeatIds && (
        <SingleSeatDialog
          labels={singleSeatIds.map(labelOf).join(', ')}
          count={Math.max(1, singleSeatIds.length)}
          onMove={actions.proposeSeats}
          onKeep={() => actions.confirmSeats({ allowSingleSeat: true })}
          onClose={() => dispatch({ type: 'single-seat-closed' })}
        />
      )}
    </main>
  );
}

function ScreenArc({ word }: { word: string }) {
  return (
    <div className="screen-arc" aria-hidden="true">
      <svg viewBox="0 0 400 24" preserveAspectRatio="none" aria-hidden="true">
        <path className="arc-glow" d="M10 20Q200 -6 390 20L376 24Q200 4 24 24Z" />
        <path className="arc-line" d="M10 20Q200 -6 390 20" />
      </svg>
      <span>{word}</span>
    </div>
  );
}
