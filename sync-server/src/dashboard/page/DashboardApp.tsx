import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import type { Refusal } from './api.ts';
import type { Overview } from './api-types.ts';
import { type App, AppContext, useLoaded, useWords, WordsContext } from './app.ts';
import { type LiveNews, useLive } from './live.ts';
import { Empty, Loading, RefusalNotice } from './parts/parts.tsx';
import { openApi, store } from './platform.ts';
import { go, readRoute, type Section, useHash } from './route.ts';
import { ExceptionsScreen } from './screens/ExceptionsScreen.tsx';
import { HouseScreen } from './screens/HouseScreen.tsx';
import { LogInScreen } from './screens/LogInScreen.tsx';
import { ScreeningScreen } from './screens/ScreeningScreen.tsx';
import { Shell } from './screens/Shell.tsx';
import { TerminalsSection } from './screens/terminals/TerminalsSection.tsx';
import { applyTheme, pickTheme } from './theme.ts';
import { type Language, makeWords, pickLanguage } from './words/words.ts';

// What is opened now and then is loaded then: a house is on the screen sooner.
const MoneyScreen = lazy(async () => ({ default: (await import('./screens/money/MoneyScreen.tsx')).MoneyScreen }));
const AdminScreen = lazy(async () => ({ default: (await import('./screens/admin/AdminScreen.tsx')).AdminScreen }));

applyTheme(pickTheme(store.read('theme')));

export function DashboardApp() {
  const [language, setLanguage] = useState(() => pickLanguage(store.read('language'), navigator.languages));
  const [, setSessions] = useState(0);
  const api = useMemo(() => openApi(() => setSessions((n) => n + 1)), []);
  const words = useMemo(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
    return makeWords(language);
  }, [language]);
  const keepLanguage = (picked: Language) => {
    store.write('language', picked);
    setLanguage(picked);
  };
  return (
    <WordsContext value={words}>
      {api.isSignedIn() ? (
        <SignedIn api={api} onLanguage={keepLanguage} />
      ) : (
        <LogInScreen api={api} onLanguage={keepLanguage} onSignedIn={() => setSessions((n) => n + 1)} />
      )}
    </WordsContext>
  );
}

type Api = App['api'];

function SignedIn({ api, onLanguage }: { api: Api; onLanguage: (language: Language) => void }) {
  const words = useWords();
  const found = useLoaded('overview', () => api.overview());
  if (found.state === 'loading') return <Loading />;
  if (found.state === 'refused') return <NotIn api={api} refusal={found.refusal} again={found.again} />;
  if (found.body.cinemas.length === 0)
    return (
      <main className="alone">
        <Empty title={words.t('none.cinemas')}>{words.t('none.cinemas.more')}</Empty>
        <button type="button" className="button" onClick={() => void api.logOut()}>
          {words.t('nav.log-out')}
        </button>
      </main>
    );
  return <Managing api={api} overview={found.body} onLanguage={onLanguage} onRefresh={found.again} />;
}

function NotIn({ api, refusal, again }: { api: Api; refusal: Refusal; again: () => void }) {
  const words = useWords();
  const isNobodys = refusal.code === 'access-refused';
  return (
    <main className="alone">
      {isNobodys ? <Empty title={words.t('log-in.not-manager')} /> : <RefusalNotice refusal={refusal} again={again} />}
      <button type="button" className="button" onClick={() => void api.logOut()}>
        {words.t(isNobodys ? 'log-in.other' : 'nav.log-out')}
      </button>
    </main>
  );
}

interface ManagingProps {
  api: Api;
  overview: Overview;
  onLanguage: (language: Language) => void;
  onRefresh: () => void;
}

function Managing({ api, overview, onLanguage, onRefresh }: ManagingProps) {
  const words = useWords();
  const route = readRoute(useHash());
  const [toast, setToast] = useState('');
  const named = 'cinema' in route ? overview.cinemas.find(({ id }) => id === route.cinema) : undefined;
  const kept = overview.cinemas.find(({ id }) => String(id) === store.read('cinema'));
  const cinema = named ?? kept ?? overview.cinemas[0];
  const day = ('day' in route && route.day) || cinema?.today || '';
  const listeners = useRef(new Set<LiveNews>());
  const onNews = useCallback((listen: LiveNews) => {
    listeners.current.add(listen);
    return () => listeners.current.delete(listen);
  }, []);
  const tellAll = (tell: (listener: LiveNews) => void) => {
    for (const listener of listeners.current) tell(listener);
  };
  const live = useLive(api, cinema ? { cinemaId: cinema.id, day } : null, {
    screenings: (ids) => tellAll((each) => each.screenings?.(ids)),
    programme: () => tellAll((each) => each.programme?.()),
    terminals: () => tellAll((each) => each.terminals?.()),
    reach: () => tellAll((each) => each.reach?.()),
    outages: () => tellAll((each) => each.outages?.()),
    exceptions: () => tellAll((each) => each.exceptions?.()),
    longActions: (ids) => tellAll((each) => each.longActions?.(ids)),
    returned: () => tellAll((each) => each.returned?.()),
  });
  if (!cinema) return null;
  if (named) store.write('cinema', String(named.id));
  const isNowhere = route.at === 'nowhere' || ('cinema' in route && !named);
  const section: Section | null = isNowhere ? null : route.at === 'start' ? 'house' : (route.at as Section);
  const app: App = {
    api,
    words,
    actor: overview.actor.replace(/ \(user \d+\)$/, ''),
    isAdmin: overview.role === 'admin',
    cinema,
    day,
    cinemas: overview.cinemas,
    live,
    onNews: (listen) => {
      const stop = onNews(listen);
      return () => void stop();
    },
    tell: setToast,
    refresh: onRefresh,
  };
  const page = 'page' in route ? route.page : null;
  const screening = section === 'house' && page !== null ? Number(page) : null;
  return (
    <AppContext value={app}>
      <Shell
        section={section}
        isWide={(section === 'house' && screening !== null) || (section === 'admin' && /\d$/.test(page ?? ''))}
        cinemas={overview.cinemas}
        onLanguage={onLanguage}
        toast={toast}
        onToastSeen={() => setToast('')}
      >
        {section === null && <Nowhere onHome={() => go('house', cinema.id)} />}
        {section === 'house' && screening === null && <HouseScreen />}
        {section === 'house' && screening !== null && <ScreeningScreen key={screening} id={screening} />}
        {section === 'exceptions' && <ExceptionsScreen key={cinema.id} />}
        {section === 'terminals' && <TerminalsSection key={cinema.id} page={page} />}
        <Suspense fallback={<Loading />}>
          {section === 'money' && <MoneyScreen key={cinema.id} page={page} />}
          {section === 'admin' && <AdminScreen key={cinema.id} page={page} />}
        </Suspense>
      </Shell>
    </AppContext>
  );
}

export function Nowhere({ onHome }: { onHome: () => void }) {
  const words = useWords();
  return (
    <div className="nowhere">
      <Empty title={words.t('nowhere.title')}>{words.t('nowhere.more')}</Empty>
      <button type="button" className="button primary" onClick={onHome}>
        {words.t('nowhere.home')}
      </button>
    </div>
  );
}
