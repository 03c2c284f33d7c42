import { formatFault } from '@marquee/shared/errors';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { languageOf, tillLanguages } from '../../ui-kit/languages.ts';
import { PlaceContext, useWords } from '../../ui-kit/words.ts';
import { BasketPane } from './BasketPane.tsx';
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
import type { TillState } from './till-state.ts';
import type { TillStore } from './till-store.ts';
import { useKeys, useTill } from './use-till.ts';
import '../../ui-kit/sign-in.css';
import './till.css';
import './till-basket.css';
import './till-dialogs.css';
import './till-after-sale.css';

export function TillApp({ bridge, store }: { bridge: Bridge; store: TillStore }) {
  const { state, actions } = useTill(bridge, store);
  usePageLook(state);
  useKeys({ state, actions });
  const { timeZone, currency } = state.terminal ?? { timeZone: 'UTC', currency: 'EUR' };
  const place = useMemo(() => ({ timeZone, currency }), [timeZone, currency]);
  return (
    <PlaceContext value={place}>
      <div className="till" data-testid="till">
        {actions && state.terminal && state.staff ? (
          <>
            <TillHeader {...{ state, actions, dispatch: store.dispatch }} />
            <TillScreen {...{ state, actions, dispatch: store.dispatch }} />
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
        <BasketPane {...props} />
      </main>
      <OpenDialog {...props} />
      {state.charging && <ChargingVeil {...props} />}
    </>
  );
}

function OpenDialog(props: TillProps) {
  const { state } = props;
  if (state.charging) return null;
  switch (state.dialog) {
    case null:
      return null;
    case 'cash':
      return state.basket && <CashDialog {...props} />;
    case 'mixed':
      return state.basket && <MixedDialog {...props} />;
    case 'park':
      return state.basket && <ParkDialog {...props} />;
    case 'parked':
      return <ParkedDialog {...props} />;
    case 'sales':
      return <SalesDialog {...props} />;
    case 'pick-up':
      return <PickUpDialog {...props} />;
    case 'shift':
      return <ShiftDialog key="shift" {...props} />;
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

/** Language and theme belong to the whole document. */
function usePageLook({ language, theme }: TillState): void {
  const { i18n } = useTranslation();
  useEffect(() => {
    document.documentElement.lang = languageOf(language).locale;
    if (i18n.language !== language) void i18n.changeLanguage(language);
  }, [language, i18n]);
  useEffect(() => {
    // The seat map is a kiosk's too, and names it.
    for (const { code } of tillLanguages) {
      const say = i18n.getFixedT(code);
      i18n.addResources(code, 'translation', {
        'legend.unavailable': say('till.not-here'),
        'seat.state.not-ours-now': say('till.not-here'),
      });
    }
  }, [i18n]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
