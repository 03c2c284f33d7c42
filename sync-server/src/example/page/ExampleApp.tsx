import { useCallback, useEffect, useMemo, useState } from 'react';
import { AppContext, useApp, useOnline } from './app.ts';
import { Icon } from './parts/Icon.tsx';
import { openApi, store } from './platform.ts';
import { go, type Route, readRoute, useHash } from './route.ts';
import { AcceptScreen } from './screens/AcceptScreen.tsx';
import { AccountScreen } from './screens/AccountScreen.tsx';
import { CinemaScreen } from './screens/CinemaScreen.tsx';
import { DoneScreen } from './screens/DoneScreen.tsx';
import { FilmScreen } from './screens/FilmScreen.tsx';
import { FilmsScreen } from './screens/FilmsScreen.tsx';
import { PayScreen } from './screens/PayScreen.tsx';
import { SeatsScreen } from './screens/SeatsScreen.tsx';
import { ShowScreen } from './screens/ShowScreen.tsx';
import { SignInScreen } from './screens/SignInScreen.tsx';
import { TicketsScreen } from './screens/TicketsScreen.tsx';
import { type Language, makeWords, pickLanguage, type Word } from './words/words.ts';

/** Kept when somebody logs out: it is the phone's and not theirs. */
const keptAtLogOut = ['language'];

export function ExampleApp() {
  const hash = useHash();
  const route = readRoute(hash);
  const online = useOnline();
  const [isReached, setReached] = useState(true);
  const [language, setLanguage] = useState(() => pickLanguage(store.read('language'), navigator.languages));
  const api = useMemo(
    () =>
      openApi({
        onSignedOut() {
          store.clear(keptAtLogOut);
          setSignedIn(false);
        },
        onReached: setReached,
      }),
    [],
  );
  const [isSignedIn, setSignedIn] = useState(() => api.isSignedIn());
  const words = useMemo(() => makeWords(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new screen begins at its top.
  useEffect(() => {
    // It may answer a promise, which is no clean-up.
    scrollTo(0, 0);
  }, [hash]);
  const switchLanguage = useCallback((next: Language) => {
    store.write('language', next);
    setLanguage(next);
  }, []);
  const app = useMemo(
    () => ({ api, words, setLanguage: switchLanguage, isSignedIn, noteSignedIn: () => setSignedIn(true) }),
    [api, words, switchLanguage, isSignedIn],
  );
  const tab = tabOf(route);
  return (
    <AppContext.Provider value={app}>
      {!(online && isReached) && (
        <p className="offline-bar" role="status">
          <Icon name="offline" /> {words.t('offline')}
        </p>
      )}
      <main className={tab ? 'with-tabs' : ''}>
        <Screen route={route} isSignedIn={isSignedIn} />
      </main>
      {tab && <Tabs now={tab} />}
    </AppContext.Provider>
  );
}

function Screen({ route, isSignedIn }: { route: Route; isSignedIn: boolean }) {
  switch (route.at) {
    case 'films':
      return <FilmsScreen />;
    case 'film':
      return <FilmScreen key={route.id} id={route.id} />;
    case 'cinema':
      return <CinemaScreen key={route.id} id={route.id} />;
    case 'seats':
      return <SeatsScreen key={route.id} id={route.id} />;
    case 'sign-in':
      return <SignInScreen />;
    case 'tickets':
      return isSignedIn ? <TicketsScreen /> : <SignInScreen because="tickets.sign-in" />;
    case 'account':
      return isSignedIn ? <AccountScreen /> : <SignInScreen />;
  }
  if (!isSignedIn) return <SignInScreen because="sign.needed" />;
  switch (route.at) {
    case 'pay':
      return <PayScreen key={route.id} id={route.id} />;
    case 'done':
      return <DoneScreen orderKey={route.id} />;
    case 'show':
      return <ShowScreen id={route.id} />;
    case 'accept':
      return <AcceptScreen token={route.token} />;
  }
}

type Tab = 'films' | 'tickets' | 'account';
const tabs: { tab: Tab; word: Word; icon: 'film' | 'ticket' | 'person' }[] = [
  { tab: 'films', word: 'tab.films', icon: 'film' },
  { tab: 'tickets', word: 'tab.tickets', icon: 'ticket' },
  { tab: 'account', word: 'tab.account', icon: 'person' },
];

/** Screens on the way to a booking have no tabs: they have one thing to do. */
function tabOf({ at }: Route): Tab | null {
  if (at === 'films' || at === 'tickets' || at === 'account') return at;
  return at === 'sign-in' ? 'account' : null;
}

function Tabs({ now }: { now: Tab }) {
  const { words } = useApp();
  return (
    <nav className="tabs" aria-label={words.t('nav.main')}>
      {tabs.map(({ tab, word, icon }) => (
        <button key={tab} type="button" aria-current={tab === now ? 'page' : undefined} onClick={() => go(tab)}>
          <Icon name={icon} />
          {words.t(word)}
        </button>
      ))}
    </nav>
  );
}
