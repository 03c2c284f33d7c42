import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { ScreenTitle } from './ScreenTitle.tsx';
import type { ScreenProps } from './screen-props.ts';

/** While the reader has the word. There is nothing to press here: only the reader can stop what it began. */
export function ChargingScreen({ state }: ScreenProps) {
  const { t, money } = useWords();
  const cash = state.tender === 'cash';
  return (
    <main className="screen centred charging-screen" data-testid="charging">
      {cash ? <Icon name="cash" /> : <ReaderPicture />}
      <ScreenTitle>{t(cash ? 'card.cash-title' : 'card.title')}</ScreenTitle>
      <p className="lead">{t(cash ? 'card.cash-sub' : 'card.sub')}</p>
      <p className="amount">
        <span className="label">{t('card.amount')}</span>
        <strong>{money(state.basket?.totalMinor ?? 0)}</strong>
      </p>
      {!cash && (
        <>
          <p className="waiting" role="status">
            <span className="waiting-dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {t('card.waiting')}
          </p>
          <p className="muted">{t('card.cancel-hint')}</p>
        </>
      )}
    </main>
  );
}

function ReaderPicture() {
  return (
    <svg className="reader" viewBox="0 0 320 300" aria-hidden="true">
      <g className="reader-waves">
        <path d="M122 76q38-30 76 0" />
        <path d="M104 54q56-44 112 0" />
        <path d="M86 32q74-58 148 0" />
      </g>
      <rect className="reader-body" x="86" y="104" width="148" height="184" rx="22" />
      <rect className="reader-glass" x="106" y="124" width="108" height="56" rx="8" />
      <g className="reader-keys">
        {[0, 1, 2].flatMap((row) =>
          [0, 1, 2].map((column) => (
            <rect key={`${row}${column}`} x={110 + column * 36} y={196 + row * 26} width="28" height="16" rx="5" />
          )),
        )}
      </g>
      <g className="reader-card">
        <rect x="176" y="60" width="124" height="78" rx="10" />
        <path d="M176 82h124" />
        <rect className="reader-chip" x="190" y="98" width="24" height="18" rx="4" />
      </g>
    </svg>
  );
}

/** Neither paid nor unpaid: the one thing a guest must not do is pay again. */
export function UnsettledScreen({ state, actions }: ScreenProps) {
  const { t, money } = useWords();
  return (
    <main className="screen centred unsettled-screen" data-testid="unsettled">
      <span className="emblem" aria-hidden="true">
        <Icon name="clock" />
      </span>
      <ScreenTitle>{t('unsettled.title')}</ScreenTitle>
      <p className="lead">{t('unsettled.sub')}</p>
      <p className="amount">
        <span className="label">{t('unsettled.reference')}</span>
        <strong data-testid="reference" dir="ltr">
          {state.basket?.basketId}
        </strong>
        <span className="muted">{money(state.basket?.totalMinor ?? 0)}</span>
      </p>
      <button type="button" className="button primary next" data-testid="unsettled-done" onClick={actions.leave}>
        {t('unsettled.done')}
      </button>
    </main>
  );
}
