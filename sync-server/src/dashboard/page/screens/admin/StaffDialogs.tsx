import { useState } from 'react';
import { useApp } from '../../app.ts';
import { Dialog, Field, OrderBar, useOrder } from '../../parts/parts.tsx';
import { type StaffMember, type StaffRole, staffRoles } from '../../people-types.ts';
import { drawPin } from '../../platform.ts';
import { isGoodPin } from './pins.ts';

interface StaffDialogProps {
  member: StaffMember;
  onClose: () => void;
  onDone: () => void;
}

function drawGoodPin(): string {
  const pin = drawPin();
  return isGoodPin(pin) ? pin : drawGoodPin();
}

/** Somebody new with a PIN, or another name and role. */
export function PersonDialog({
  member,
  onClose,
  onDone,
}: Omit<StaffDialogProps, 'member'> & { member: StaffMember | null }) {
  const { api, words, cinema, tell } = useApp();
  const [name, setName] = useState(member?.name ?? '');
  const [role, setRole] = useState<StaffRole>(member?.role ?? 'cashier');
  const [pin, setPin] = useState(drawGoodPin);
  const [isTold, setTold] = useState(false);
  const person = { name: name.trim(), role };
  const order = useOrder(
    (key) => (member ? api.changeStaff(member.id, key, person) : api.addStaff(cinema.id, key, { ...person, pin })),
    () => {
      tell(words.t('staff.done', { name: person.name }));
      if (member) onDone();
      else setTold(true);
    },
  );
  const title = member ? words.t('staff.title.edit', { name: member.name }) : words.t('staff.title.new');
  if (isTold) return <PinOnce name={person.name} pin={pin} onClose={onDone} />;
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="field-row">
        <Field label={words.t('staff.name')}>
          {(id) => (
            <input
              id={id}
              maxLength={60}
              value={name}
              data-testid="person-name"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.t('staff.role')}>
          {(id) => (
            <select
              id={id}
              value={role}
              data-testid="person-role"
              onChange={(event) => setRole(event.target.value as StaffRole)}
            >
              {staffRoles.map((each) => (
                <option key={each} value={each}>
                  {words.t(`staff.role.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {!member && <PinField pin={pin} onChange={setPin} />}
      <OrderBar
        order={order}
        label={words.t('staff.go')}
        onClose={onClose}
        isReady={person.name !== '' && (member !== null || isGoodPin(pin))}
      />
    </Dialog>
  );
}

function PinField({ pin, onChange }: { pin: string; onChange: (pin: string) => void }) {
  const { words } = useApp();
  return (
    <>
      <div className="field-row">
        <Field label={words.t('staff.pin.label')}>
          {(id) => (
            <input
              id={id}
              className="code pin"
              inputMode="numeric"
              autoComplete="off"
              maxLength={6}
              value={pin}
              data-testid="new-pin"
              onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
            />
          )}
        </Field>
        <button type="button" className="button beside-field" onClick={() => onChange(drawGoodPin())}>
          {words.t('staff.pin.draw')}
        </button>
      </div>
      {pin.length === 6 && !isGoodPin(pin) && (
        <p className="bad" role="alert" data-testid="weak">
          {words.t('staff.pin.weak')}
        </p>
      )}
    </>
  );
}

/** The server keeps nothing but a hash: whoever closes this has seen it for the last time. */
function PinOnce({ name, pin, onClose }: { name: string; pin: string; onClose: () => void }) {
  const { words } = useApp();
  return (
    <Dialog title={words.t('staff.title.pin', { name })} onClose={onClose}>
      <p>{words.t('staff.pin.once', { name })}</p>
      <p className="big-code pin-once" data-testid="pin-once">
        {pin}
      </p>
      <footer className="order-bar">
        <button type="button" className="button primary" data-testid="told" onClick={onClose}>
          {words.t('staff.pin.done')}
        </button>
      </footer>
    </Dialog>
  );
}

export function PinDialog({ member, onClose }: Omit<StaffDialogProps, 'onDone'>) {
  const { api, words } = useApp();
  const [pin, setPin] = useState(drawGoodPin);
  const order = useOrder(
    (key) => api.setPin(member.id, key, pin),
    () => undefined,
  );
  if (order.done) return <PinOnce name={member.name} pin={pin} onClose={onClose} />;
  return (
    <Dialog title={words.t('staff.title.pin', { name: member.name })} onClose={onClose}>
      <p>{words.t('staff.pin.lead')}</p>
      <PinField pin={pin} onChange={setPin} />
      <OrderBar order={order} label={words.t('staff.pin.go')} onClose={onClose} isReady={isGoodPin(pin)} />
    </Dialog>
  );
}

export function LeaveDialog({ member, onClose, onDone }: StaffDialogProps) {
  const { api, words, tell } = useApp();
  const what = member.active ? 'leave' : 'return';
  const order = useOrder(
    (key) => api.changeStaff(member.id, key, { active: !member.active }),
    () => {
      tell(words.t(member.active ? 'staff.left-done' : 'staff.returned-done', { name: member.name }));
      onDone();
    },
  );
  return (
    <Dialog title={words.t(`staff.title.${what}`, { name: member.name })} onClose={onClose}>
      <p>{words.t(`staff.${what}.lead`)}</p>
      <OrderBar order={order} label={words.t(`staff.${what}.go`)} onClose={onClose} isDanger={member.active} />
    </Dialog>
  );
}
