import { type FormEvent, useState } from 'react';
import type { Refusal } from '../api.ts';
import { useApp } from '../app.ts';
import { makeKey } from '../keys.ts';
import { Icon } from '../parts/Icon.tsx';
import { Field, RefusalNotice } from '../parts/parts.tsx';

/** Makes a key of this phone, and tells the server its public half. */
export function RegisterDevice({ onRegistered }: { onRegistered: (name: string) => void }) {
  const { api, words } = useApp();
  const [name, setName] = useState(() => words.t('devices.default'));
  const [password, setPassword] = useState('');
  const [mustProve, setMustProve] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const register = async (): Promise<Refusal | null> => {
    const options = await api.askDeviceOptions(mustProve ? { password } : {});
    if (!options.ok) return options.refusal;
    const made = await makeKey(options.body.publicKey);
    if (!made.ok) return made.refusal;
    const registered = await api.registerDevice(name.trim(), made.body);
    if (!registered.ok) return registered.refusal;
    onRegistered(registered.body.device.name);
    return null;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    const why = await register();
    setBusy(false);
    if (why?.code === 'log-in-again' && !mustProve) setMustProve(true);
    else setRefusal(why);
  };
  return (
    <form className="register-device" onSubmit={(event) => void submit(event)}>
      <Field label={words.t('devices.name')} maxLength={40} value={name} onValue={setName} />
      {mustProve && (
        <Field
          label={words.t('devices.password')}
          hint={words.t('devices.password-why')}
          type="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
        />
      )}
      {refusal && <RefusalNotice refusal={refusal} />}
      <button type="submit" className="second" disabled={isBusy}>
        <Icon name="finger" /> {words.t('devices.add')}
      </button>
    </form>
  );
}
