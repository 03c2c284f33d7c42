import { useState } from 'react';
import { useApp } from '../../app.ts';
import type { DiffEntry, ShowAs } from '../../calls/programme.ts';
import { Conflicts } from '../../parts/Conflicts.tsx';
import { Badge } from '../../parts/parts.tsx';

const kinds = ['new', 'changed', 'removed', 'held', 'unchanged'] as const;
const tones = { new: 'good', changed: 'warn', removed: 'bad', held: 'bad', unchanged: 'quiet' } as const;
/** A table of more is read by nobody at once. */
const shownAtOnce = 100;

/** What a schedule would change, show by show; what stays as it is can be left out. */
export function DiffTable({ entries }: { entries: readonly DiffEntry[] }) {
  const { words } = useApp();
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set(['new', 'changed', 'removed', 'held']));
  const [limit, setLimit] = useState(shownAtOnce);
  const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
  const conflicts = entries.filter((entry) => entry.conflicts.length > 0).length;
  const wanted = entries.filter(({ kind }) => shown.has(kind));
  return (
    <>
      <fieldset className="diff-kinds">
        <legend className="unseen">{words.t('import.show')}</legend>
        {kinds.map((kind) => (
          <label key={kind} className="check" data-testid={`count-${kind}`}>
            <input
              type="checkbox"
              checked={shown.has(kind)}
              onChange={(event) => {
                const next = new Set(shown);
                if (event.target.checked) next.add(kind);
                else next.delete(kind);
                setShown(next);
              }}
            />
            {words.t(`import.kind.${kind}`)}: {words.number(count(kind))}
          </label>
        ))}
      </fieldset>
      {conflicts > 0 && <p className="notice warn">{words.t('import.conflicts', { n: words.number(conflicts) })}</p>}
      {wanted.length > 0 && (
        <div className="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{words.t('import.column.kind')}</th>
                <th scope="col">{words.t('import.column.show')}</th>
                <th scope="col">{words.t('import.column.film')}</th>
                <th scope="col">{words.t('import.column.what')}</th>
              </tr>
            </thead>
            <tbody>
              {wanted.slice(0, limit).map((entry) => (
                <Row key={entry.showId} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {wanted.length > limit && (
        <button type="button" className="button more" onClick={() => setLimit(limit + shownAtOnce)}>
          {words.t('more')}
        </button>
      )}
    </>
  );
}

function Row({ entry }: { entry: DiffEntry }) {
  const { words, cinema } = useApp();
  const { kind, showId, line, before, after, conflicts, why } = entry;
  const as = after ?? before;
  return (
    <tr data-testid="diff-row" data-kind={kind}>
      <td>
        <Badge tone={tones[kind]}>{words.t(`import.kind.${kind}`)}</Badge>
      </td>
      <td>
        <code>{showId}</code>
        {line !== null && <small>{words.t('import.line', { n: line })}</small>}
      </td>
      <td>
        <b>{as?.title}</b>
        <small>{as && words.dayAndTime(as.startsAtMs, cinema.timeZone)}</small>
      </td>
      <td>
        {why && <p className="bad">{words.t(`import.why.${why}`)}</p>}
        {before && after && kind !== 'unchanged' && <Differences before={before} after={after} />}
        {conflicts.length > 0 && <Conflicts conflicts={conflicts} />}
      </td>
    </tr>
  );
}

function Differences({ before, after }: { before: ShowAs; after: ShowAs }) {
  const { words, cinema } = useApp();
  const tell: Record<keyof ShowAs, (as: ShowAs) => string> = {
    venueId: (as) => `#${as.venueId}`,
    movieId: (as) => as.title,
    title: (as) => as.title,
    startsAtMs: (as) => words.dayAndTime(as.startsAtMs, cinema.timeZone),
    endsAtMs: (as) => words.time(as.endsAtMs, cinema.timeZone),
    display: (as) => as.display,
    language: (as) => as.language,
    priceMinor: (as) => words.money(as.priceMinor, cinema.currency),
  };
  const fields = (Object.keys(tell) as (keyof ShowAs)[]).filter(
    (field) => field !== 'title' && before[field] !== after[field],
  );
  return (
    <ul className="differences">
      {fields.map((field) => (
        <li key={field}>
          {words.t(`import.field.${field as Exclude<keyof ShowAs, 'title'>}`)}: <s>{tell[field](before)}</s> →{' '}
          <b>{tell[field](after)}</b>
        </li>
      ))}
    </ul>
  );
}
