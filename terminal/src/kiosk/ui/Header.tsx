import { memo } from 'react';
import { Icon } from '../../ui-kit/Icon.tsx';
import { languages } from '../../ui-kit/languages.ts';
import { useWords } from '../../ui-kit/words.ts';
import type { KioskState, Screen } from './kiosk-state.ts';
import type { KioskStore } from './kiosk-store.ts';
import { chosenScreening, isFreeSeating } from './show-facts.ts';

interface HeaderProps {
  state: KioskState;
  nowMs: number;
  closed: boolean;
  dispatch: KioskStore['dispatch'];
  onRestart: () => void;
}

type Step = 'films' | 'tickets' | 'seats' | 'pay';
const steps: readonly Step[] = ['films', 'tickets', 'seats', 'pay'];
const stepsWithoutSeats = steps.filter((step) => step !== 'seats');
const stepOf: Partial<Record<Screen, Step>> = {
  films: 'films',
  film: 'films',
  tickets: 'tickets',
  seats: 'seats',
  pay: 'pay',
  charging: 'pay',
};
const withoutBack: readonly Screen[] = ['attract', 'charging', 'unsettled', 'sold', 'pick-up-done'];
const withoutRestart: readonly Screen[] = ['attract', 'films', 'charging', 'unsettled', 'sold', 'pick-up-done'];

export function Header({ state, nowMs, closed, dispatch, onRestart }: HeaderProps) {
  const { t, time } = useWords();
  const { screen, terminal, language } = state;
  const step = closed ? undefined : stepOf[screen];
  const back = () => (screen === 'films' ? onRestart() : dispatch({ type: 'back' }));
  return (
    <header className="header">
      <div className="header-row">
        {!closed && !withoutBack.includes(screen) && (
          <button
            type="button"
            className="button round"
            data-testid="back"
            aria-label={t('header.back')}
            onClick={back}
          >
            <Icon name="back" />
          </button>
        )}
        <p className="cinema" translate="no">
          <span className="bulbs" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className="cinema-name" dir="auto">
            {terminal?.cinemaName ?? ''}
          </span>
        </p>
        {terminal && (
          <time className="clock" data-testid="clock">
            {time(nowMs)}
          </time>
        )}
        <LanguageSwitch language={language} dispatch={dispatch} />
        {!closed && !withoutRestart.includes(screen) && (
          <button
            type="button"
            className="button small quiet"
            data-testid="restart"
            aria-label={t('header.restart')}
            onClick={onRestart}
          >
            <Icon name="restart" />
            <span className="restart-word">{t('header.restart')}</span>
          </button>
        )}
      </div>
      <div className="header-row header-steps">
        {step && <Steps now={step} free={isFreeSeating(chosenScreening(state))} />}
        {terminal?.drillEndsAtMs != null && (
          <p className="offline" data-testid="drill">
            <Icon name="clock" />
            {t('header.drill', { time: time(terminal.drillEndsAtMs) })}
          </p>
        )}
        {terminal?.link === 'offline' && !closed && (
          <p className="offline" data-testid="offline">
            <Icon name="ticket" />
            {t('header.offline', { count: terminal.sellableOffline })}
          </p>
        )}
      </div>
    </header>
  );
}

const LanguageSwitch = memo(function LanguageSwitch({
  language,
  dispatch,
}: Pick<KioskState, 'language'> & Pick<HeaderProps, 'dispatch'>) {
  const { t } = useWords();
  return (
    <fieldset className="languages">
      <legend className="unseen">{t('header.language')}</legend>
      {languages.map(({ code, name, locale }) => (
        <button
          key={code}
          type="button"
          lang={locale}
          data-testid={`language-${code}`}
          aria-pressed={code === language}
          onClick={() => dispatch({ type: 'language-chosen', language: code })}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
});

const Steps = memo(function Steps({ now, free }: { now: Step; free: boolean }) {
  const { t } = useWords();
  const shown = free ? stepsWithoutSeats : steps;
  const at = shown.indexOf(now);
  return (
    <ol className="steps">
      {shown.map((step, index) => (
        <li key={step} data-done={index < at} aria-current={step === now ? 'step' : undefined}>
          {t(`step.${step}`)}
        </li>
      ))}
    </ol>
  );
});
