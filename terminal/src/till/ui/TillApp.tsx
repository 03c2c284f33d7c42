import { formatFault } from '@marquee/shared/errors';
import { useMemo, useState } from 'react';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { PlaceContext, useWords } from '../../ui-kit/words.ts';
import { BasketPane } from './BasketPane.tsx';
import { MemberDialog, VoucherDialog } from './CodeDialogs.tsx';
import { CompsDialog } from './CompsDialog.tsx';
import { EndDrillDialog } from './EndDrillDialog.tsx';
import { ExchangePane } from './ExchangePane.tsx';
import { ItemsDialog } from './ItemsDialog.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { NoticeBar } from './NoticeBar.tsx';
import { OpenShiftScreen } from './OpenShiftScreen.tsx';
import { ParkDialog, ParkedDialog } from './ParkDialogs.tsx';
import { CashDialog, ChargingVeil, MixedDialog } from './PayDialogs.tsx';
import { PickUpDialog } from './PickUpDialog.tsx';
import { RoomPane } from './RoomPane.tsx';
import { SalesDialog } from './SalesDialog.tsx';
import { ShiftDialog, ShiftFormDialog } from './ShiftDialog.tsx';
import { ShowList } from './ShowList.tsx';
import { SignInScreen } from './SignInScreen.tsx';
import { TillBanner, TillHeader } from './TillHeader.tsx';
import type { TillProps } from './till-props.ts';
import type { TillStore } from './till-store.ts';
import { useAutoLock } from './use-auto-lock.ts';
import { useBehind } from './use-behind.ts';
import { useOwnLook, usePageLook, useTellLook } from './use-look.ts';
import { useScanner } from './use-scanner.ts';
import { useKeys, useTill } from './use-till.ts';

export function TillApp({ bridge, store }: { bridge: Bridge; store: TillStore }) {
  const { state, actions } = useTill(bridge, store);
  usePageLook(state);
  useOwnLook(state, store);
  const isOn = state.signedIn !== null && !state.signedIn.locked;
  useScanner({ bridge, actions, store }, isOn);
  useKeys({ store, actions, isOn });
  const secondsLeft = useAutoLock(state, actions);
  useTellLook(bridge, state);
  const hasDialog = isOn && state.dialog !== null && !state.charging;
  const isBehind = useBehind(hasDialog);
  const { timeZone, currency } = state.terminal ?? { timeZone: 'UTC', currency: 'EUR' };
  const place = useMemo(() => ({ timeZone, currency }), [timeZone, currency]);
  return (
    <PlaceContext value={place}>
      <div className="till" data-testid="till">
        {actions && state.terminal && state.staff ? (
          <>
            <div className="till-page" inert={isBehind}>
              <TillHeader {...{ state, actions, dispatch: store.dispatch, secondsLeft }} />
              <TillScreen {...{ state, actions, dispatch: store.dispatch }} />
            </div>
            {hasDialog && <OpenDialog {...{ state, actions, dispatch: store.dispatch }} />}
            {isOn && state.charging && <ChargingVeil {...{ state, actions, dispatch: store.dispatch }} />}
          </>
        ) : (
          <Moment />
        )}
        {state.terminal && state.link !== 'open' && <Moment />}
      </div>
    </PlaceContext>
  );
}

function TillScreen(props: TillProps) {
  const { state } = props;
  const { t } = useWords();
  // A cashier without a drawer of their own may go on by card; asked again after each sign-in.
  const [laterId, setLaterId] = useState<number | null>(null);
  const { terminal, signedIn, shift } = state;
  if (!signedIn || signedIn.locked) return <SignInScreen {...props} />;
  if (shift === null && laterId !== signedIn.staffId && !state.report && !state.dialog)
    return <OpenShiftScreen {...props} onLater={() => setLaterId(signedIn.staffId)} />;
  return (
    <>
      <TillBanner {...props} />
      {terminal?.outOfService && (
        <p className="till-banner" data-grave role="alert" data-testid="closed">
          {t('till.closed', { code: formatFault(terminal.outOfService) })}
        </p>
      )}
      {!state.dialog && <NoticeBar {...props} />}
      <main className="till-sell" data-testid="sell">
        <ShowList {...props} />
        <RoomPane {...props} />
        {state.exchange && !state.sold ? (
          <ExchangePane {...props} exchange={state.exchange} />
        ) : (
          <BasketPane {...props} />
        )}
      </main>
    </>
  );
}

function OpenDialog(props: TillProps) {
  const { state } = props;
  switch (state.dialog) {
    case null:
      return null;
    case 'cash':
      return state.basket && <CashDialog {...props} />;
    case 'mixed':
      return state.basket && <MixedDialog {...props} />;
    case 'park':
      return state.basket && <ParkDialog {...props} />;
    case 'comps':
      return state.basket && <CompsDialog {...props} />;
    case 'member':
      return state.basket && <MemberDialog {...props} />;
    case 'voucher':
      return state.basket && <VoucherDialog {...props} />;
    case 'items':
      return <ItemsDialog {...props} />;
    case 'parked':
      return <ParkedDialog {...props} />;
    case 'sales':
      return <SalesDialog key={state.search.round} {...props} />;
    case 'pick-up':
      return <PickUpDialog key={state.search.round} {...props} />;
    case 'shift':
      return <ShiftDialog key="shift" {...props} />;
    case 'drill':
      return state.terminal?.drillEndsAtMs == null ? null : (
        <EndDrillDialog {...props} endsAtMs={state.terminal.drillEndsAtMs} />
      );
    case 'keys':
      return <KeysDialog {...props} />;
    default:
      return <ShiftFormDialog key={state.dialog} {...props} form={state.dialog} />;
  }
}

function Moment() {
  const { t } = useWords();
  return (
    <div className="till-veil" role="status">
      <p>
        <strong>{t('moment.title')}</strong>
      </p>
    </div>
  );
}
