import { useState } from 'react';
import type { Holding, NewCode, Terminal, TerminalRole } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { Dialog, Field, Loading, OrderBar, RefusalNotice, ScrollList, useOrder } from '../parts/parts.tsx';
import { CodeCard } from './EnrolDialog.tsx';

interface CloseProps {
  terminal: Terminal;
  /** Another machine takes its place: the code for it is made at once. */
  isReplaced: boolean;
  onClose: () => void;
  onDone: () => void;
}

/** Ends a terminal for good. The risk is spelled out, and its name is to be typed: this is never done by a slip. */
export function CloseDialog({ terminal, isReplaced, onClose, onDone }: CloseProps) {
  const { api, words, tell } = useApp();
  const [as, setAs] = useState<'dead' | 'stolen' | null>(null);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [role, setRole] = useState<TerminalRole>(terminal.role);
  const [code, setCode] = useState<NewCode | null>(null);
  const holding = useLoaded(`holding ${terminal.terminal}`, () => api.holding(terminal.terminal));
  const order = useOrder<{ quarantined: number; code?: NewCode }>(
    (key) => {
      const body = { as: as ?? 'dead', reason: reason.trim() };
      return isReplaced
        ? api.replace(terminal.terminal, key, { ...body, role })
        : api.breakTerminal(terminal.terminal, key, body);
    },
    (done) => {
      tell(words.t('break.done', { n: words.number(done.quarantined) }));
      onDone();
      if (done.code) setCode(done.code);
      else onClose();
    },
  );
  const isReady = as !== null && reason.trim() !== '' && typed.trim() === terminal.name;
  if (code)
    return (
      <Dialog title={words.t('enrol.title')} onClose={onClose}>
        <CodeCard code={code} />
      </Dialog>
    );
  return (
    <Dialog
      title={words.t(isReplaced ? 'replace.title' : 'break.title', { name: terminal.name })}
      isWide
      onClose={onClose}
    >
      <p>{words.t('break.lead')}</p>
      <fieldset className="choices">
        {(['dead', 'stolen'] as const).map((each) => (
          <label key={each} className="choice">
            <input
              type="radio"
              name="as"
              checked={as === each}
              data-testid={`as-${each}`}
              onChange={() => setAs(each)}
            />
            <span>
              <b>{words.t(`break.as.${each}`)}</b>
              <small>{words.t(`break.as.${each}.more`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {holding.state === 'loading' && <Loading rows={3} />}
      {holding.state === 'refused' && <RefusalNotice refusal={holding.refusal} again={holding.again} />}
      {holding.state === 'here' && <Risk holding={holding.body} />}
      {isReplaced && (
        <Field label={words.t('close.next-role')} hint={words.t('close.next-role.note')}>
          {(id) => (
            <select
              id={id}
              value={role}
              data-testid="next-role"
              onChange={(event) => setRole(event.target.value as TerminalRole)}
            >
              {(['kiosk', 'till', 'gate'] as const).map((each) => (
                <option key={each} value={each}>
                  {words.t(`role.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label={words.t('ask.reason')} hint={words.t('ask.reason.hint')}>
        {(id) => (
          <input
            id={id}
            maxLength={200}
            value={reason}
            data-testid="reason"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Field label={words.t('break.confirm', { name: terminal.name })}>
        {(id) => (
          <input
            id={id}
            value={typed}
            autoComplete="off"
            data-testid="confirm-name"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <OrderBar
        order={order}
        label={words.t(isReplaced ? 'replace.go' : 'break.go')}
        onClose={onClose}
        isReady={isReady && holding.state === 'here'}
        isDanger
      />
    </Dialog>
  );
}

function Risk({ holding }: { holding: Holding }) {
  const { words, cinema } = useApp();
  const { terminal, screenings } = holding;
  const n = words.number(terminal.holding);
  return (
    <section className="risk" data-testid="risk">
      <h3>{words.t('break.risk')}</h3>
      <ul>
        <li>{terminal.holding === 0 ? words.t('break.risk.none') : words.t('break.risk.held', { n })}</li>
        {terminal.holding > 0 && <li>{words.t('break.risk.unsent')}</li>}
        {terminal.isReachable && terminal.holding > 0 && <li>{words.t('break.risk.online')}</li>}
      </ul>
      {screenings.length > 0 && (
        <ScrollList label={words.t('terminals.holding')}>
          {screenings.map((row) => (
            <li key={row.id}>
              {words.t('break.screening', {
                title: row.title,
                time: words.dayAndTime(row.startsAtMs, cinema.timeZone),
                n: words.number(row.seats),
              })}
            </li>
          ))}
        </ScrollList>
      )}
    </section>
  );
}
