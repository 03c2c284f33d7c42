import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import type { Cinema } from '../api-types.ts';
import { useApp, useLoaded, useNews } from '../app.ts';
import { Brand } from '../parts/Brand.tsx';
import { Icon } from '../parts/Icon.tsx';
import { store } from '../platform.ts';
import { go, pathTo, readRoute, type Section, sections, shiftDay, useHash } from '../route.ts';
import { applyTheme, pickTheme, type Theme, themes } from '../theme.ts';
import type { Language } from '../words/words.ts';

const toastMs = 7000;

interface ShellProps {
  section: Section | null;
  /** The screen needs all the room there is. */
  isWide: boolean;
  cinemas: readonly Cinema[];
  onLanguage: (language: Language) => void;
  toast: string;
  onToastSeen: () => void;
  children: ReactNode;
}

export function Shell({ section, isWide, cinemas, onLanguage, toast, onToastSeen, children }: ShellProps) {
  const { words } = useApp();
  useEffect(() => {
    if (toast === '') return;
    const timer = setTimeout(onToastSeen, toastMs);
    return () => clearTimeout(timer);
  }, [toast, onToastSeen]);
  return (
    <div className={useIsBelow(isWide ? 90 : 75) ? 'shell is-rail' : 'shell'}>
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        {words.t('nav.skip')}
      </button>
      <SideBar section={section} onLanguage={onLanguage} />
      <div className="stage">
        <TopBar section={section} cinemas={cinemas} />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <div className="toast" role="status" aria-live="polite">
        {toast !== '' && (
          <p>
            <Icon name="check" />
            {toast}
          </p>
        )}
      </div>
    </div>
  );
}

/** Whether the window is narrower than so many letters. */
function useIsBelow(rem: number): boolean {
  const query = matchMedia(`(max-width: ${rem}rem)`);
  const subscribe = (told: () => void) => {
    query.addEventListener('change', told);
    return () => query.removeEventListener('change', told);
  };
  return useSyncExternalStore(subscribe, () => query.matches);
}

function SideBar({ section, onLanguage }: { section: Section | null; onLanguage: (language: Language) => void }) {
  const { api, words, actor, cinema } = useApp();
  const inbox = useLoaded(`open ${cinema.id}`, () => api.inbox(cinema.id, { state: 'open', kind: null, cursor: null }));
  useNews({ exceptions: inbox.again, returned: inbox.again });
  const open = inbox.state === 'here' ? inbox.body.open.reduce((total, { n }) => total + n, 0) : 0;
  return (
    <aside className="side" aria-label={words.t('brand.managers')}>
      <Brand />
      <nav aria-label={words.t('nav.main')}>
        {sections.map((at) => (
          <a
            key={at}
            href={pathTo(at, cinema.id)}
            aria-current={section === at ? 'page' : undefined}
            title={words.t(`nav.${at}`)}
          >
            <Icon name={at} />
            <span>{words.t(`nav.${at}`)}</span>
            {at === 'exceptions' && open > 0 && <b className="pill">{words.number(open)}</b>}
          </a>
        ))}
      </nav>
      <footer>
        <p className="actor" title={actor}>
          {actor}
        </p>
        <ThemePicker />
        <button
          type="button"
          className="side-button"
          lang={words.language === 'en' ? 'zh-Hans' : 'en'}
          onClick={() => onLanguage(words.language === 'en' ? 'zh' : 'en')}
        >
          <span className="glyph" aria-hidden="true">
            {words.language === 'en' ? '中' : 'A'}
          </span>
          <span>{words.t('nav.language')}</span>
        </button>
        <button
          type="button"
          className="side-button"
          title={words.t('nav.log-out')}
          onClick={() => void api.logOut()}
          data-testid="log-out"
        >
          <Icon name="out" />
          <span>{words.t('nav.log-out')}</span>
        </button>
      </footer>
    </aside>
  );
}

function ThemePicker() {
  const { words } = useApp();
  const [theme, setTheme] = useState<Theme>(() => pickTheme(store.read('theme')));
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  const name = `${words.t('nav.theme')}: ${words.t(`nav.theme.${theme}`)}`;
  return (
    <button
      type="button"
      className="side-button"
      title={name}
      onClick={() => {
        store.write('theme', next);
        applyTheme(next);
        setTheme(next);
      }}
    >
      <Icon name="sun" />
      <span>{name}</span>
    </button>
  );
}

function TopBar({ section, cinemas }: { section: Section | null; cinemas: readonly Cinema[] }) {
  const { words, cinema, day } = useApp();
  const at = section ?? 'house';
  return (
    <header className="top">
      <label className="cinema-picker">
        <span className="unseen">{words.t('nav.cinema')}</span>
        <select value={cinema.id} onChange={(event) => go(at, event.target.value)}>
          {cinemas.map(({ id, name, city }) => (
            <option key={id} value={id}>
              {name}, {city}
            </option>
          ))}
        </select>
      </label>
      {(section === 'house' || section === 'money') && <DayPicker key={day} section={at} />}
      <LiveMark />
    </header>
  );
}

function DayPicker({ section }: { section: Section }) {
  const { words, cinema, day } = useApp();
  const route = readRoute(useHash());
  // A page of the money stays open; a screening is of its day alone.
  const page = section === 'money' && 'page' in route ? route.page : null;
  const to = (picked: string) => picked !== '' && go(section, cinema.id, picked, page);
  return (
    <div className="day-picker">
      <button type="button" className="round" aria-label={words.t('day.before')} onClick={() => to(shiftDay(day, -1))}>
        <Icon name="back" />
      </button>
      <label>
        <span aria-hidden="true">{words.day(day)}</span>
        <input type="date" aria-label={words.t('day.pick')} value={day} onChange={(event) => to(event.target.value)} />
      </label>
      <button type="button" className="round" aria-label={words.t('day.after')} onClick={() => to(shiftDay(day, 1))}>
        <Icon name="forward" />
      </button>
      {day !== cinema.today && (
        <button type="button" className="button small" onClick={() => to(cinema.today)}>
          {words.t('day.today')}
        </button>
      )}
    </div>
  );
}

function LiveMark() {
  const { words, live } = useApp();
  return (
    <p className={`live ${live}`} role="status" title={words.t(`live.${live}`)} data-testid="live">
      <i aria-hidden="true" />
      <span>{words.t(live === 'lost' ? 'live.lost.short' : `live.${live}`)}</span>
    </p>
  );
}
