import { formatFault } from '@marquee/shared/errors';
import { Icon } from '../../ui-kit/Icon.tsx';
import { tillLanguages } from '../../ui-kit/languages.ts';
import { useWords } from '../../ui-kit/words.ts';
import type { TillProps } from './till-props.ts';

export function TillHeader({ state, actions, dispatch }: TillProps) {
  const { t, time } = useWords();
  const { terminal, signedIn, shift, theme, language } = state;
  const here = signedIn && !signedIn.locked;
  const other = tillLanguages.find(({ code }) => code !== language);
  return (
    <header className="till-header">
      <strong>{terminal?.cinemaName}</strong>
      <span className="muted">{terminal && t('till.title', { terminal: terminal.terminal })}</span>
      <span className="till-link" data-link={terminal?.link} data-testid="link">
        {t(terminal?.link === 'offline' ? 'till.offline' : 'till.online')}
      </span>
      {terminal && terminal.unsent > 0 && <span className="muted">{t('till.unsent', { count: terminal.unsent })}</span>}
      <span className="till-header-space" />
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
        aria-label={t('till.theme')}
        data-testid="theme"
        onClick={() => dispatch({ type: 'theme', theme: theme === 'dark' ? 'light' : 'dark' })}
      >
        <Icon name={theme === 'dark' ? 'light' : 'contrast'} />
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
  const noCard = terminal?.faults.some((fault) => fault.code === 'reader-unreachable');
  const noDrawer = terminal?.faults.some((fault) => fault.code === 'drawer-unreachable');
  if (terminal?.link !== 'offline' && !noCard && !noDrawer) return null;
  return (
    <p className="till-banner" role="status" data-testid="banner">
      <Icon name="info" />
      <span>
        {terminal?.link === 'offline' && t('till.offline-what', { count: terminal.sellableOffline })}{' '}
        {noCard && t('till.no-card')} {noDrawer && t('till.no-drawer', { code: formatFault('drawer-unreachable') })}
      </span>
    </p>
  );
}
