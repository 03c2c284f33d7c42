import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { languageOf } from '../../ui-kit/languages.ts';
import { PlaceContext } from '../../ui-kit/words.ts';
import { AccessBar } from './AccessBar.tsx';
import { AttractScreen } from './AttractScreen.tsx';
import { ChargingScreen, UnsettledScreen } from './ChargingScreen.tsx';
import { ClosedScreen, MomentScreen } from './ClosedScreen.tsx';
import { IdleDialog, LeaveDialog } from './dialogs.tsx';
import { FilmScreen } from './FilmScreen.tsx';
import { FilmsScreen } from './FilmsScreen.tsx';
import { Header } from './Header.tsx';
import { countTickets } from './kiosk-reduce.ts';
import type { KioskState } from './kiosk-state.ts';
import type { KioskStore } from './kiosk-store.ts';
import { PayScreen } from './PayScreen.tsx';
import { PickUpDoneScreen, PickUpFoundScreen } from './PickUpFoundScreen.tsx';
import { PickUpScreen } from './PickUpScreen.tsx';
import { SeatsScreen } from './SeatsScreen.tsx';
import { SoldScreen } from './SoldScreen.tsx';
import { StaffMenu } from './StaffMenu.tsx';
import { Stage } from './Stage.tsx';
import type { ScreenProps } from './screen-props.ts';
import { TicketsScreen } from './TicketsScreen.tsx';
import { useIdle } from './use-idle.ts';
import { useKiosk, useNow, usePolling } from './use-kiosk.ts';
import { useStaffGesture } from './use-staff-gesture.ts';

/** Screens on which the guest's paid or possibly paid order matters more than anything that broke since. */
const paidScreens: readonly KioskState['screen'][] = ['charging', 'unsettled', 'sold', 'pick-up-done'];

export function KioskApp({ bridge, store }: { bridge: Bridge; store: KioskStore }) {
  const { state, actions } = useKiosk(bridge, store);
  const { dispatch } = store;
  const nowMs = useNow(state.terminal);
  usePolling(state, actions);
  usePageLook(state);
  const [asking, setAsking] = useState(false);
  const idle = useIdle({
    active: state.screen !== 'attract' && state.screen !== 'charging',
    warningMs: state.terminal?.idleWarningMs ?? 60_000,
    resetMs: state.terminal?.idleResetMs ?? 90_000,
    onTouch: () => actions?.keepBasket(),
    onReset: () => leave(),
  });
  const { timeZone, currency } = state.terminal ?? { timeZone: 'UTC', currency: 'EUR' };
  const place = useMemo(() => ({ timeZone, currency }), [timeZone, currency]);

  const leave = () => {
    setAsking(false);
    actions?.leave();
  };
  // Somebody who has chosen nothing yet loses nothing and isn't asked.
  const restart = () =>
    state.screen !== 'sold' && (state.basket !== null || countTickets(state.tickets) > 0) ? setAsking(true) : leave();
  const closed = state.terminal?.outOfService ?? null;
  const shut = closed !== null && !paidScreens.includes(state.screen);
  // Where a guest is, staff are not: their order comes first.
  const [staffOpen, setStaffOpen] = useState(false);
  useStaffGesture({ active: shut || state.screen === 'attract', onOpen: () => setStaffOpen(true) });
  const ready = actions !== null && state.terminal !== null && state.films !== null;

  return (
    <PlaceContext value={place}>
      <div className="kiosk" data-screen={shut ? 'closed' : state.screen} data-testid="kiosk">
        <Stage state={state} />
        <Header state={state} nowMs={nowMs} closed={shut} dispatch={dispatch} onRestart={restart} />
        {!ready ? (
          <MomentScreen starting={state.link !== 'lost'} />
        ) : shut ? (
          <ClosedScreen fault={closed} seatsHeld={state.terminal?.sellableOffline ?? 0} />
        ) : (
          <ScreenOf state={state} actions={actions} dispatch={dispatch} nowMs={nowMs} />
        )}
        <AccessBar access={state.access} dispatch={dispatch} />
        {ready && state.link !== 'open' && <MomentScreen starting={false} over />}
        {staffOpen && state.terminal && (
          <StaffMenu
            bridge={bridge}
            terminal={state.terminal}
            onClose={() => setStaffOpen(false)}
            onRestart={() => location.reload()}
          />
        )}
        {asking && <LeaveDialog onLeave={leave} onStay={() => setAsking(false)} />}
        {idle.secondsLeft !== null && <IdleDialog secondsLeft={idle.secondsLeft} onStay={idle.stay} onLeave={leave} />}
      </div>
    </PlaceContext>
  );
}

function ScreenOf(props: ScreenProps) {
  switch (props.state.screen) {
    case 'attract':
      return <AttractScreen {...props} />;
    case 'films':
      return <FilmsScreen {...props} />;
    case 'film':
      return <FilmScreen {...props} />;
    case 'tickets':
      return <TicketsScreen {...props} />;
    case 'seats':
      return <SeatsScreen {...props} />;
    case 'pay':
      return <PayScreen {...props} />;
    case 'charging':
      return <ChargingScreen {...props} />;
    case 'unsettled':
      return <UnsettledScreen {...props} />;
    case 'sold':
      return <SoldScreen {...props} />;
    case 'pick-up':
      return <PickUpScreen {...props} />;
    case 'pick-up-found':
      return <PickUpFoundScreen {...props} />;
    case 'pick-up-done':
      return <PickUpDoneScreen {...props} />;
  }
}

/** Language, theme and text size belong to the whole document. */
function usePageLook({ language, access }: KioskState): void {
  const { i18n } = useTranslation();
  useEffect(() => {
    const root = document.documentElement;
    root.lang = languageOf(language).locale;
    root.dir = languageOf(language).direction;
    if (i18n.language !== language) void i18n.changeLanguage(language);
  }, [language, i18n]);
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.theme = access.theme;
    dataset.text = access.largeText ? 'large' : 'normal';
    dataset.reach = access.lowReach ? 'low' : 'normal';
  }, [access]);
}
