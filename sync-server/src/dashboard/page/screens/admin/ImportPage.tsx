import '../../looks/programme.css';
import { type DragEvent, useState } from 'react';
import type { Refusal } from '../../api.ts';
import { useApp } from '../../app.ts';
import type { Schedule, ScheduleDiff } from '../../calls/programme.ts';
import { Icon } from '../../parts/Icon.tsx';
import { LongActions } from '../../parts/LongActions.tsx';
import { Field, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';
import { DiffTable } from './DiffTable.tsx';

/** What the server takes at once. */
const bytesMax = 220_000;

interface Chosen {
  name: string;
  format: 'json' | 'csv';
  text: string;
  /** The field shows no name of it. */
  isDropped: boolean;
}

/** A schedule from a theatre-management system: chosen, looked at, and only then carried out. */
export function ImportPage() {
  const { api, words, cinema } = useApp();
  const [file, setFile] = useState<Chosen | null>(null);
  const [isTooLarge, setTooLarge] = useState(false);
  const [cleaning, setCleaning] = useState('15');
  const [removeMissing, setRemoveMissing] = useState(false);
  const [diff, setDiff] = useState<ScheduleDiff | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [runs, setRuns] = useState(0);
  const scheduleOf = (chosen: Chosen, remove: boolean, minutes: string): Schedule => ({
    format: chosen.format,
    text: chosen.text,
    cleaningMinutes: Math.min(240, Number(minutes) || 0),
    removeMissing: remove,
  });
  const look = async (chosen: Chosen, remove = removeMissing, minutes = cleaning) => {
    const answer = await api.previewImport(cinema.id, scheduleOf(chosen, remove, minutes));
    setRefusal(answer.ok ? null : answer.refusal);
    setDiff(answer.ok ? answer.body : null);
  };
  const choose = async (picked: File | undefined, isDropped = false) => {
    if (!picked) return;
    setDiff(null);
    setTooLarge(picked.size > bytesMax);
    if (picked.size > bytesMax) return setFile(null);
    const text = await picked.text();
    const isJson = /\.json$/i.test(picked.name) || /^\s*[{[]/.test(text);
    const chosen: Chosen = { name: picked.name, format: isJson ? 'json' : 'csv', text, isDropped };
    setFile(chosen);
    await look(chosen);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void choose(event.dataTransfer.files[0], true);
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('import.title')}</h1>
      </div>
      <p className="muted import-lead">{words.t('import.lead')}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: whoever has no pointer chooses the file by its button. */}
      <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <Icon name="save" />
        <label>
          {words.t('import.choose')}
          <input
            type="file"
            accept=".json,.csv,application/json,text/csv"
            data-testid="schedule-file"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
        </label>
        {file?.isDropped && <b>{file.name}</b>}
      </div>
      {isTooLarge && (
        <p className="notice bad" role="alert">
          {words.t('import.large')}
        </p>
      )}
      <div className="import-options">
        <Field label={words.t('plan.cleaning')}>
          {(id) => (
            <input
              id={id}
              value={cleaning}
              inputMode="numeric"
              onChange={(event) => setCleaning(event.target.value)}
              onBlur={() => file && void look(file)}
            />
          )}
        </Field>
        <label className="check">
          <input
            type="checkbox"
            checked={removeMissing}
            data-testid="remove-missing"
            onChange={(event) => {
              setRemoveMissing(event.target.checked);
              if (file) void look(file, event.target.checked);
            }}
          />
          {words.t('import.remove')}
        </label>
      </div>
      {refusal && <RefusalNotice refusal={refusal} />}
      {file && diff && (
        <Found
          key={diff.hash}
          diff={diff}
          schedule={{ ...scheduleOf(file, removeMissing, cleaning), name: file.name }}
          onAgain={() => void look(file)}
          onClose={() => {
            setDiff(null);
            setFile(null);
          }}
          onBegun={() => {
            setDiff(null);
            setFile(null);
            setRuns(runs + 1);
          }}
        />
      )}
      <LongActions key={runs} title={words.t('actions.title')} />
    </>
  );
}

interface FoundProps {
  diff: ScheduleDiff;
  schedule: Schedule & { name: string };
  onAgain: () => void;
  onClose: () => void;
  onBegun: () => void;
}

function Found({ diff, schedule, onAgain, onClose, onBegun }: FoundProps) {
  const { api, words, cinema, tell } = useApp();
  const order = useOrder(
    (key) => api.importSchedule(cinema.id, key, { ...schedule, hash: diff.hash }),
    ({ toDo }) => {
      tell(words.t('import.begun', { n: words.number(toDo) }));
      onBegun();
    },
  );
  if (diff.mistakes.length > 0) return <Mistakes diff={diff} />;
  return (
    <section className="found" data-testid="diff">
      <DiffTable entries={diff.entries} />
      {diff.toDo === 0 && (
        <p className="notice" role="status" data-testid="nothing">
          {words.t('import.nothing')}
        </p>
      )}
      {order.refusal?.code === 'import-changed' && (
        <button type="button" className="button" onClick={onAgain}>
          {words.t('import.again')}
        </button>
      )}
      <OrderBar
        order={order}
        label={words.t('import.go', { n: words.number(diff.toDo) })}
        onClose={onClose}
        isReady={diff.toDo > 0}
      />
    </section>
  );
}

function Mistakes({ diff }: { diff: ScheduleDiff }) {
  const { words } = useApp();
  return (
    <section className="notice bad mistakes" role="alert" data-testid="mistakes">
      <div>
        <h2>{words.t('import.mistakes')}</h2>
        <ul>
          {diff.mistakes.map(({ line, field, message }) => (
            <li key={`${line} ${field} ${message}`}>
              <b>{line === 0 ? words.t('import.file') : words.t('import.line', { n: line })}</b> {field} {message}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
