import { type FormEvent, useState } from 'react';
import type { Api, Refusal } from '../api.ts';
import { useWords } from '../app.ts';
import { Brand } from '../parts/Brand.tsx';
import { Field, RefusalNotice } from '../parts/parts.tsx';
import type { Language } from '../words/words.ts';

export function LogInScreen({
  api,
  onLanguage,
  onSignedIn,
}: {
  api: Api;
  onLanguage: (language: Language) => void;
  onSignedIn: () => void;
}) {
  const words = useWords();
  const [phone, setPhone] = useState('');
  const [password, setPassword] = useState('');
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const logIn = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    const answer = await api.logIn({ phone: phone.replaceAll(/[\s()-]/g, ''), password, device: 'Dashboard' });
    setSending(false);
    if (answer.ok) onSignedIn();
    else setRefusal(answer.refusal);
  };
  return (
    <main className="log-in">
      <form onSubmit={(event) => void logIn(event)}>
        <Brand />
        <h1>{words.t('log-in.title')}</h1>
        <p className="muted">{words.t('log-in.lead')}</p>
        <Field label={words.t('log-in.phone')}>
          {(id) => (
            <input
              id={id}
              type="tel"
              autoComplete="username"
              placeholder="+49 170 1234567"
              required
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.t('log-in.password')}>
          {(id) => (
            <input
              id={id}
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {refusal && <RefusalNotice refusal={refusal} />}
        <button type="submit" className="button primary" disabled={isSending}>
          {words.t('log-in.go')}
        </button>
        <button
          type="button"
          className="link"
          lang={words.language === 'en' ? 'zh-Hans' : 'en'}
          onClick={() => onLanguage(words.language === 'en' ? 'zh' : 'en')}
        >
          {words.t('nav.language')}
        </button>
      </form>
    </main>
  );
}
