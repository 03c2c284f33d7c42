import { useState } from 'react';
import type { Refusal } from '../api.ts';
import type { Device } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { GoodNotice, RefusalNotice, Sheet, Waiting } from '../parts/parts.tsx';
import { Brand } from './Brand.tsx';
import { RegisterDevice } from './RegisterDevice.tsx';

export function AccountScreen() {
  const { api, words } = useApp();
  const me = useLoaded('me', () => api.me());
  return (
    <div className="screen account">
      <Brand />
      <section className="welcome">
        <h1>{me.state === 'here' ? words.t('account.hello', { name: me.body.name }) : words.t('account.title')}</h1>
        {me.state === 'here' && <p className="muted">{me.body.phone}</p>}
      </section>
      <Devices />
      <section className="log-out">
        <button type="button" className="plain wide" onClick={() => void api.logOut()}>
          {words.t('account.log-out')}
        </button>
        <p className="small centred">{words.t('account.log-out-why')}</p>
      </section>
    </div>
  );
}

function Devices() {
  const { api, words } = useApp();
  const listed = useLoaded('devices', () => api.devices());
  const [changed, setChanged] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<Device | null>(null);
  return (
    <section className="card">
      <h2>{words.t('devices.title')}</h2>
      <p className="muted">{words.t('devices.why')}</p>
      {changed && <GoodNotice>{changed}</GoodNotice>}
      {listed.state === 'loading' && <Waiting />}
      {listed.state === 'refused' && <RefusalNotice refusal={listed.refusal} again={listed.again} />}
      {listed.state === 'here' && listed.body.devices.length === 0 && (
        <p className="small">{words.t('devices.none')}</p>
      )}
      {listed.state === 'here' && (
        <ul className="devices">
          {listed.body.devices.map((device) => (
            <DeviceRow key={device.id} device={device} onRevoke={() => setRevoking(device)} />
          ))}
        </ul>
      )}
      <RegisterDevice
        onRegistered={(name) => {
          setChanged(words.t('devices.added', { name }));
          listed.again();
        }}
      />
      {revoking && (
        <RevokeSheet
          device={revoking}
          onClose={() => setRevoking(null)}
          onRevoked={() => {
            setChanged(words.t('devices.revoked', { name: revoking.name }));
            setRevoking(null);
            listed.again();
          }}
        />
      )}
    </section>
  );
}

function DeviceRow({ device, onRevoke }: { device: Device; onRevoke: () => void }) {
  const { words } = useApp();
  const { name, state, createdAtMs, lastUsedAtMs } = device;
  return (
    <li>
      <Icon name={state === 'cloned' ? 'alert' : 'phone'} />
      <span>
        <strong>{name}</strong>
        <span className="small">
          {state === 'cloned'
            ? words.t('devices.cloned')
            : lastUsedAtMs === null
              ? words.t('devices.since', { time: words.dayAndTime(createdAtMs) })
              : words.t('devices.used', { time: words.dayAndTime(lastUsedAtMs) })}
        </span>
      </span>
      <button type="button" className="plain" aria-label={words.t('devices.revoke', { name })} onClick={onRevoke}>
        {words.t('devices.revoke-short')}
      </button>
    </li>
  );
}

function RevokeSheet({
  device: { id, name },
  onClose,
  onRevoked,
}: {
  device: Device;
  onClose: () => void;
  onRevoked: () => void;
}) {
  const { api, words } = useApp();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const revoke = async () => {
    const answer = await api.revokeDevice(id);
    if (answer.ok) onRevoked();
    else setRefusal(answer.refusal);
  };
  return (
    <Sheet title={words.t('devices.revoke', { name })} onClose={onClose}>
      <p>{words.t('devices.revoke-ask', { name })}</p>
      {refusal && <RefusalNotice refusal={refusal} />}
      <button type="button" className="main danger" onClick={() => void revoke()}>
        {words.t('devices.revoke', { name })}
      </button>
    </Sheet>
  );
}
