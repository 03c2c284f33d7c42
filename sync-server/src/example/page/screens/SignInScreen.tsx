import { type FormEvent, useState } from 'react';
import type { Answer, Refusal } from '../api.ts';
import { useApp } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { Field, RefusalNotice } from '../parts/parts.tsx';
import { nameThisPhone } from '../platform.ts';
import { go, readRoute } from '../route.ts';
import type { Word } from '../words/words.ts';
import { Brand } from './Brand.tsx';

/** What the local CAPTCHA of a server without a provider gives. An app shows its provider's own here and takes its token. */
const localCaptcha = 'development';
const isTestMachine = ['localhost', '127.0.0.1'].includes(location.hostname);

export function SignInScreen({ because }: { because?: Word }) {
  const { words, noteSignedIn } = useApp();
  const [way, setWay] = useState<'log-in' | 'register'>('log-in');
  const entered = () => {
    noteSignedIn();
    if (readRoute(location.hash).at === 'sign-in') go('');
  };
  return (
    <div className="screen sign-in">
      <Brand />
      <section className="welcome">
        <h1>{words.t('sign.welcome')}</h1>
        <p className="muted">{words.t(because ?? 'sign.why')}</p>
      </section>
      <fieldset className="switch">
        <legend className="unseen">{words.t('account.title')}</legend>
        {(['log-in', 'register'] as const).map((each) => (
          <label key={each}>
            <input type="radio" name="way" checked={way === each} onChange={() => setWay(each)} />
            <span>{words.t(`sign.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      {way === 'log-in' ? <LogIn onEntered={entered} /> : <Register onEntered={entered} />}
    </div>
  );
}

/** A form that sends something once at a time, and shows its refusal. */
function useSending() {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function sending<B>(work: () => Promise<Answer<B>>, done: (body: B) => void) {
    setBusy(true);
    setRefusal(null);
    const answer = await work();
    setBusy(false);
    if (answer.ok) done(answer.body);
    else setRefusal(answer.refusal);
  }
  const submit = (work: () => void) => (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) work();
  };
  return { refusal, isBusy, sending, submit };
}

const tidy = (phone: string) => phone.replaceAll(/[\s()./-]/g, '');

function LogIn({ onEntered }: { onEntered: () => void }) {
  const { api, words } = useApp();
  const { refusal, isBusy, sending, submit } = useSending();
  const [phone, setPhone] = useState('');
  const [password, setPassword] = useState('');
  const logIn = () =>
    void sending(() => api.logIn({ phone: tidy(phone), password, device: nameThisPhone() }), onEntered);
  return (
    <form className="card" onSubmit={submit(logIn)}>
      <Field
        label={words.t('sign.phone')}
        hint={words.t('sign.phone-why')}
        type="tel"
        autoComplete="username"
        value={phone}
        onValue={setPhone}
      />
      <Field
        label={words.t('sign.password')}
        type="password"
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
      />
      {refusal && <RefusalNotice refusal={refusal} />}
      <button type="submit" className="main" disabled={isBusy}>
        {words.t('sign.log-in')}
      </button>
    </form>
  );
}

function Register({ onEntered }: { onEntered: () => void }) {
  const [phone, setPhone] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo === null) return <AskPin phone={phone} onPhone={setPhone} onSent={() => setSentTo(tidy(phone))} />;
  return <NewAccount phone={sentTo} onEntered={onEntered} onBack={() => setSentTo(null)} />;
}

function AskPin({ phone, onPhone, onSent }: { phone: string; onPhone: (phone: string) => void; onSent: () => void }) {
  const { api, words } = useApp();
  const { refusal, isBusy, sending, submit } = useSending();
  const [isPerson, setPerson] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const send = () => {
    setMissing(!isPerson);
    if (isPerson)
      void sending(() => api.sendPin({ phone: tidy(phone), purpose: 'register', captcha: localCaptcha }), onSent);
  };
  return (
    <form className="card" onSubmit={submit(send)}>
      <Field
        label={words.t('sign.phone')}
        hint={words.t('sign.phone-why')}
        type="tel"
        autoComplete="tel"
        value={phone}
        onValue={onPhone}
      />
      <label className="captcha">
        <input type="checkbox" checked={isPerson} onChange={(event) => setPerson(event.target.checked)} />
        <span>
          {words.t('sign.captcha')}
          <small>{words.t('sign.captcha-why')}</small>
        </span>
        <Icon name="person" />
      </label>
      {isMissing && !isPerson && (
        <p className="field-alert" role="alert">
          {words.t('sign.captcha-missing')}
        </p>
      )}
      {refusal && <RefusalNotice refusal={refusal} />}
      <button type="submit" className="main" disabled={isBusy}>
        {words.t('sign.send-pin')}
      </button>
    </form>
  );
}

function NewAccount({ phone, onEntered, onBack }: { phone: string; onEntered: () => void; onBack: () => void }) {
  const { api, words } = useApp();
  const { refusal, isBusy, sending, submit } = useSending();
  const [pin, setPin] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const register = () =>
    void sending(() => api.register({ phone, pin: pin.trim(), name, password, device: nameThisPhone() }), onEntered);
  return (
    <form className="card" onSubmit={submit(register)}>
      <p>{words.t('sign.pin-sent', { phone })}</p>
      {isTestMachine && (
        <a className="small" href="/dev/sms" target="_blank" rel="noreferrer">
          {words.t('sign.test-sms')}
        </a>
      )}
      <Field
        label={words.t('sign.pin')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        value={pin}
        onValue={setPin}
      />
      <Field label={words.t('sign.name')} autoComplete="name" maxLength={60} value={name} onValue={setName} />
      <Field
        label={words.t('sign.password')}
        hint={words.t('sign.password-why')}
        type="password"
        autoComplete="new-password"
        minLength={8}
        value={password}
        onValue={setPassword}
      />
      {refusal && <RefusalNotice refusal={refusal} />}
      <button type="submit" className="main" disabled={isBusy}>
        {words.t('sign.create')}
      </button>
      <button type="button" className="plain" onClick={onBack}>
        {words.t('sign.other-number')}
      </button>
    </form>
  );
}
