import { type FaultCode, formatFault } from '@marquee/shared/errors';
import { Icon, type IconName } from '../../ui-kit/Icon.tsx';
import { tillLanguages } from '../../ui-kit/languages.ts';
import { useWords } from '../../ui-kit/words.ts';
import type { TillProps } from './till-props.ts';
import { type Theme, themes } from './till-state.ts';

const themeIcons = { dark: 'moon', light: 'light', contrast: 'contrast' } as const satisfies Record<Theme, IconName>;

export function TillHeader({ state, actions, dispatch, secondsLeft }: TillProps & { secondsLeft: number | null }) {
  const { t, time } = useWords();
  const { terminal, signedIn, shift, theme, language } = state;
  const here = signedIn && !signedIn.locked;
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'dark';
  const other = tillLanguages.find(({ code }) => code !== language);
  return (
    <header className="till-header">
      <strong>{terminal?.cinemaName}</strong>
      <span className="muted">{terminal && t('till.title', { terminal: terminal.terminal })}</span>
      <span className="till-link" data-link={terminal?.link} data-testid="link">
        {t(terminal?.link === 'offline' ? 'till.offline' : 'till.online')}
      </span>
      {terminal?.drillEndsAtMs != null && (
        <button
          type="button"
          className="button small till-drill"
          data-testid="drill"
          disabled={!here}
          onClick={() => actions.open('drill')}
        >
          <Icon name="clock" />
          {t('till.drill', { time: time(terminal.drillEndsAtMs) })}
        </button>
      )}
      {terminal && terminal.unsent > 0 && <span className="muted">{t('till.unsent', { count: terminal.unsent })}</span>}
      <span className="till-header-space" />
      {secondsLeft !== null && (
        <span className="till-lock-soon" role="timer" data-testid="lock-soon">
          <Icon name="clock" />
          {t('till.lock-soon', { seconds: secondsLeft })}
        </span>
      )}
      {here && (
        <span data-testid="who">
          <b>{signedIn.name}</b> {shift && <span className="muted">· {shift.drawer}</span>}
        </span>
      )}
      {terminal && <time>{time(terminal.nowMs)}</time>}
      {other && (
        <button
          type="button"
          className="button small"
          data-testid="language"
          onClick={() => dispatch({ type: 'language', language: other.code })}
        >
          {other.name}
        </button>
      )}
      <button
        type="button"
        className="button small square"
        aria-label={`${t('till.theme')}: ${t(`till.theme-to.${nextTheme}`)}`}
        data-testid="theme"
        onClick={() => dispatch({ type: 'theme', theme: nextTheme })}
      >
        <Icon name={themeIcons[nextTheme]} />
      </button>
      {here && (
        <>
          <button type="button" className="button small" data-testid="keys" onClick={() => actions.open('keys')}>
            {t('till.keys')} <kbd>?</kbd>
          </button>
          <button type="button" className="button small" data-testid="lock" onClick={actions.lock}>
            {t('till.lock')} <kbd>F9</kbd>
          </button>
        </>
      )}
    </header>
  );
}

/** What works now, said once and in full: a cashier has to tell the guests. */
export function TillBanner({ state }: TillProps) {
  const { t } = useWords();
  const { terminal } = state;
  const has = (code: FaultCode) => terminal?.faults.some((fault) => fault.code === code);
  const says = [
    terminal?.link === 'offline' && t('till.offline-what', { count: terminal.sellableOffline }),
    has('reader-unreachable') && t('till.no-card'),
    has('drawer-unreachable') && t('till.no-drawer', { code: formatFault('drawer-unreachable') }),
    has('paper-low') && t('till.paper-low', { code: formatFault('paper-low') }),
  ].filter((said) => typeof said === 'string');
  if (says.length === 0) return null;
  return (
    <p className="till-banner" role="status" data-testid="banner">
      <Icon name="info" />
      <span>{says.join(' ')}</span>
    </p>
  );
}
