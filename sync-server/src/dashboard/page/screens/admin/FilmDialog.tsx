import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { Film, FilmChange, Genre } from '../../calls/catalogue.ts';
import { Dialog, Field, Loading, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';

interface FilmDialogProps {
  id: number | 'new';
  onClose: () => void;
  onDone: (id: number) => void;
}

export function FilmDialog({ id, onClose, onDone }: FilmDialogProps) {
  const { api, words } = useApp();
  const loaded = useLoaded<{ film: Film | null; known: Genre[] }>(`film ${id}`, async () => {
    const genres = await api.genres();
    if (!genres.ok) return genres;
    const known = genres.body.classifications;
    if (id === 'new') return { ok: true as const, body: { film: null, known } };
    const film = await api.filmDetails(id);
    return film.ok ? { ok: true as const, body: { film: film.body, known } } : film;
  });
  const title =
    loaded.state === 'here' && loaded.body.film
      ? loaded.body.film.title
      : words.t(id === 'new' ? 'films.new' : 'film.open');
  return (
    <Dialog title={title} isWide onClose={onClose}>
      {loaded.state === 'loading' && <Loading rows={8} />}
      {loaded.state === 'refused' && <RefusalNotice refusal={loaded.refusal} again={loaded.again} />}
      {loaded.state === 'here' && (
        <FilmForm film={loaded.body.film} known={loaded.body.known} onClose={onClose} onDone={onDone} />
      )}
    </Dialog>
  );
}

const textFields = ['title', 'director', 'rating', 'actors', 'introduction'] as const;
const numberFields = ['lengthMinutes', 'releasedYear', 'scoreTenths'] as const;
const dateFields = ['releasedOn', 'showDate'] as const;
const fields = [...textFields, ...numberFields, ...dateFields] as const;
type FieldName = (typeof fields)[number];
type Draft = Record<FieldName, string>;

const draftOf = (film: Film | null): Draft =>
  Object.fromEntries(fields.map((name) => [name, writeField(name, film?.[name] ?? null)])) as Draft;

function writeField(name: FieldName, value: string | number | null): string {
  if (value === null) return '';
  return name === 'scoreTenths'
    ? String(Number(value) / 10)
    : String(value).slice(0, name === 'releasedOn' ? 10 : undefined);
}

function readField(name: FieldName, text: string): string | number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (name === 'scoreTenths') return Math.round(Number(trimmed) * 10);
  return numberFields.some((each) => each === name) ? Number(trimmed) : trimmed;
}

/** Only what was changed: somebody else may be changing the rest. */
function changeOf(
  film: Film | null,
  draft: Draft,
  genres: ReadonlySet<number>,
  before: ReadonlySet<number>,
): FilmChange {
  const was = draftOf(film);
  const changed = fields.filter((name) => draft[name] !== was[name]);
  const isSame = genres.size === before.size && [...genres].every((id) => before.has(id));
  return {
    ...(Object.fromEntries(changed.map((name) => [name, readField(name, draft[name])])) as FilmChange),
    ...(isSame ? {} : { classificationIds: [...genres] }),
  };
}

interface FilmFormProps {
  film: Film | null;
  known: readonly Genre[];
  onClose: () => void;
  onDone: (id: number) => void;
}

function FilmForm({ film, known, onClose, onDone }: FilmFormProps) {
  const { api, words, tell, isAdmin } = useApp();
  const [draft, setDraft] = useState(() => draftOf(film));
  const before = new Set(known.filter(({ name }) => film?.classification.includes(name)).map(({ id }) => id));
  const [genres, setGenres] = useState<ReadonlySet<number>>(before);
  const change = changeOf(film, draft, genres, before);
  const order = useOrder(
    (key) => (film ? api.changeFilm(film.id, key, change) : api.enterFilm(key, change)),
    (done) => {
      tell(words.t(film ? 'film.changed' : 'film.entered', { title: draft.title.trim() }));
      onDone(done.id);
      onClose();
    },
  );
  const set = (name: FieldName) => (value: string) => setDraft((now) => ({ ...now, [name]: value }));
  const input = (name: FieldName, rest: object = {}) => (
    <FilmField name={name} value={draft[name]} onChange={set(name)} isFixed={!isAdmin} {...rest} />
  );
  const isReady = draft.title.trim() !== '' && Object.keys(change).length > 0;
  return (
    <div className="film-form">
      {film && <img className="poster" src={film.posterUrl} alt={words.t('film.poster')} width="120" height="180" />}
      <div className="film-main">
        {input('title', { max: 200 })}
        <div className="pair">
          {input('director', { max: 120 })}
          {input('rating', { max: 12 })}
        </div>
      </div>
      <div className="triple">
        {input('lengthMinutes', { type: 'number', from: 1, to: 1000 })}
        {input('releasedYear', { type: 'number', from: 1880, to: 2100 })}
        {input('scoreTenths', { type: 'number', from: 0, to: 10, step: 0.1 })}
      </div>
      <div className="pair">
        {input('releasedOn', { type: 'date' })}
        {input('showDate', { type: 'date' })}
      </div>
      <GenrePicker known={known} chosen={genres} onChange={setGenres} isFixed={!isAdmin} />
      {input('actors', { max: 2000 })}
      {input('introduction', { max: 8000, isLong: true })}
      {isAdmin ? (
        <OrderBar order={order} label={words.t(film ? 'save' : 'films.enter')} onClose={onClose} isReady={isReady} />
      ) : (
        <p className="muted">{words.t('films.chain')}</p>
      )}
    </div>
  );
}

interface FilmFieldProps {
  name: FieldName;
  value: string;
  onChange: (value: string) => void;
  isFixed: boolean;
  type?: 'number' | 'date';
  max?: number;
  from?: number;
  to?: number;
  step?: number;
  isLong?: boolean;
}

function FilmField({ name, value, onChange, isFixed, type, max, from, to, step, isLong = false }: FilmFieldProps) {
  const { words } = useApp();
  const common = { value, disabled: isFixed, 'data-testid': `film-${name}`, maxLength: max };
  return (
    <Field label={words.t(`film.field.${name}`)}>
      {(id) =>
        isLong ? (
          <textarea id={id} rows={4} {...common} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <input
            id={id}
            type={type ?? 'text'}
            min={from}
            max={to}
            step={step}
            {...common}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}

interface GenrePickerProps {
  known: readonly Genre[];
  chosen: ReadonlySet<number>;
  onChange: (chosen: ReadonlySet<number>) => void;
  isFixed: boolean;
}

function GenrePicker({ known, chosen, onChange, isFixed }: GenrePickerProps) {
  const { words } = useApp();
  const toggle = (id: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <fieldset className="genres">
      <legend>{words.t('film.genres')}</legend>
      {known.map(({ id, name }) => (
        <label key={id} className="chip">
          <input type="checkbox" checked={chosen.has(id)} disabled={isFixed} onChange={() => toggle(id)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
