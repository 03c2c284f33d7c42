import { useState } from 'react';
import type { NewCode, OpenCode, TerminalRole } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { type CsvFault, readMachines, writeCsv } from '../parts/csv.ts';
import { drawQr } from '../parts/draw-qr.ts';
import { Icon } from '../parts/Icon.tsx';
import { Dialog, Field, OrderBar, RefusalNotice, ScrollList, useOrder } from '../parts/parts.tsx';
import { saveFile } from '../platform.ts';
import type { Words } from '../words/words.ts';

const roles = ['kiosk', 'till', 'gate'] as const;

/** One machine by a code and its QR, or up to fifty from one file. */
export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const { words } = useApp();
  const [isMany, setMany] = useState(false);
  const [codes, setCodes] = useState<readonly NewCode[] | null>(null);
  const [first] = codes ?? [];
  return (
    <Dialog title={words.t('enrol.title')} isWide onClose={onClose}>
      {codes === null ? (
        <>
          <div className="tabs">
            <button type="button" aria-pressed={!isMany} onClick={() => setMany(false)}>
              {words.t('enrol.one')}
            </button>
            <button type="button" aria-pressed={isMany} data-testid="many" onClick={() => setMany(true)}>
              {words.t('enrol.many')}
            </button>
          </div>
          {isMany ? (
            <EnrolMany onClose={onClose} onMade={setCodes} />
          ) : (
            <EnrolOne onClose={onClose} onMade={setCodes} />
          )}
          <OpenCodes />
        </>
      ) : codes.length === 1 && first ? (
        <CodeCard code={first} />
      ) : (
        <CodeList codes={codes} />
      )}
    </Dialog>
  );
}

interface EnrolProps {
  onClose: () => void;
  onMade: (codes: readonly NewCode[]) => void;
}

function EnrolOne({ onClose, onMade }: EnrolProps) {
  const { api, words, cinema } = useApp();
  const [name, setName] = useState('');
  const [role, setRole] = useState<TerminalRole>('kiosk');
  const order = useOrder(
    () => api.makeCodes(cinema.id, [{ name: name.trim(), role }]),
    ({ codes }) => onMade(codes),
  );
  return (
    <>
      <div className="field-row">
        <Field label={words.t('terminals.name')}>
          {(id) => (
            <input
              id={id}
              maxLength={60}
              value={name}
              data-testid="name"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.t('terminals.role')}>
          {(id) => (
            <select id={id} value={role} onChange={(event) => setRole(event.target.value as TerminalRole)}>
              {roles.map((each) => (
                <option key={each} value={each}>
                  {words.t(`role.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <OrderBar order={order} label={words.t('enrol.go')} onClose={onClose} isReady={name.trim() !== ''} />
    </>
  );
}

const tellFault = (words: Words, { word, ...values }: CsvFault): string => words.t(word, values as { line: number });

function EnrolMany({ onClose, onMade }: EnrolProps) {
  const { api, words, cinema } = useApp();
  const [text, setText] = useState('');
  const { machines, faults } = readMachines(text);
  const order = useOrder(
    () => api.makeCodes(cinema.id, machines),
    ({ codes }) => onMade(codes),
  );
  return (
    <>
      <Field label={words.t('enrol.csv')} hint={words.t('enrol.csv.count', { n: machines.length })}>
        {(id) => (
          <textarea
            id={id}
            className="code"
            rows={7}
            spellCheck={false}
            placeholder={'name,role\nLobby 1,kiosk\nTill 2,till'}
            value={text}
            data-testid="csv"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <input
        type="file"
        accept=".csv,text/csv"
        aria-label={words.t('enrol.csv.file')}
        onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
      />
      {text !== '' && faults.length > 0 && (
        <ul className="notice bad" role="alert" data-testid="csv-faults">
          {faults.slice(0, 20).map((fault) => (
            <li key={JSON.stringify(fault)}>{tellFault(words, fault)}</li>
          ))}
        </ul>
      )}
      <OrderBar
        order={order}
        label={words.t('enrol.go-many', { n: machines.length })}
        onClose={onClose}
        isReady={faults.length === 0}
      />
    </>
  );
}

/** The code, and the same to be scanned. It is shown once: the server keeps nothing but its hash. */
export function CodeCard({ code }: { code: NewCode }) {
  const { words, cinema } = useApp();
  const { side, path } = drawQr(code.code);
  return (
    <div className="code-card">
      <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={code.code}>
        <rect width={side} height={side} />
        <path d={path} />
      </svg>
      <div>
        <p>
          <b>{code.name}</b> · {words.t(`role.${code.role}`)}
        </p>
        <p className="big-code" data-testid="code">
          {code.code}
        </p>
        <p className="muted">{words.t('enrol.code', { time: words.dayAndTime(code.expiresAtMs, cinema.timeZone) })}</p>
      </div>
    </div>
  );
}

function CodeList({ codes }: { codes: readonly NewCode[] }) {
  const { words, cinema } = useApp();
  const rows = codes.map(({ name, role, code }) => [name, role, code]);
  return (
    <>
      <p className="muted">
        {words.t('enrol.codes', { time: words.dayAndTime(codes[0]?.expiresAtMs ?? 0, cinema.timeZone) })}
      </p>
      <ScrollList label={words.t('enrol.title')}>
        {codes.map(({ name, role, code }) => (
          <li key={code}>
            <b>{name}</b>
            <span className="muted">{words.t(`role.${role}`)}</span>
            <code>{code}</code>
          </li>
        ))}
      </ScrollList>
      <button
        type="button"
        className="button primary"
        onClick={() => saveFile('enrolment-codes.csv', writeCsv([['name', 'role', 'code'], ...rows]))}
      >
        <Icon name="save" />
        {words.t('enrol.save')}
      </button>
    </>
  );
}

function OpenCodes() {
  const { api, words, cinema, tell } = useApp();
  const open = useLoaded(`codes ${cinema.id}`, () => api.codes(cinema.id));
  if (open.state === 'refused') return <RefusalNotice refusal={open.refusal} again={open.again} />;
  if (open.state === 'loading' || open.body.codes.length === 0) return null;
  const withdraw = async ({ id }: OpenCode) => {
    const answer = await api.endCode(cinema.id, id);
    tell(answer.ok ? words.t('enrol.withdrawn') : words.refusal(answer.refusal));
    open.again();
  };
  return (
    <details className="open-codes">
      <summary>
        {words.t('enrol.open')} ({open.body.codes.length})
      </summary>
      <ul className="plain-list">
        {open.body.codes.map((code) => (
          <li key={code.id}>
            <b>{code.name || '–'}</b>
            <span className="muted">
              {words.t(`role.${code.role}`)},{' '}
              {words.t('enrol.until', { time: words.dayAndTime(code.expiresAtMs, cinema.timeZone) })}
            </span>
            <button type="button" className="link" onClick={() => void withdraw(code)}>
              {words.t('enrol.withdraw')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
