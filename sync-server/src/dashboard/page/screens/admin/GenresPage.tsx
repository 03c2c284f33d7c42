import '../../looks/catalogue.css';
import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { Genre } from '../../calls/catalogue.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Dialog, Empty, Field, Loading, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';

export function GenresPage() {
  const { api, words, isAdmin } = useApp();
  const genres = useLoaded('genres', () => api.genres());
  const [open, setOpen] = useState<Genre | 'new' | null>(null);
  return (
    <>
      <div className="head">
        <h1>{words.t('genres.title')}</h1>
        {isAdmin && (
          <button type="button" className="button primary" onClick={() => setOpen('new')} data-testid="new-genre">
            <Icon name="plus" />
            {words.t('genres.new')}
          </button>
        )}
      </div>
      <p className="muted chain-note">{words.t(isAdmin ? 'genres.lead' : 'films.chain')}</p>
      {genres.state === 'loading' && <Loading rows={8} />}
      {genres.state === 'refused' && <RefusalNotice refusal={genres.refusal} again={genres.again} />}
      {genres.state === 'here' && genres.body.classifications.length === 0 && <Empty title={words.t('genres.none')} />}
      {genres.state === 'here' && genres.body.classifications.length > 0 && (
        <ul className="genre-list" data-testid="genres">
          {genres.body.classifications.map((genre) => (
            <li key={genre.id}>
              <span>{genre.name}</span>
              {isAdmin && (
                <button
                  type="button"
                  className="link"
                  aria-label={words.t('genres.rename-of', { name: genre.name })}
                  onClick={() => setOpen(genre)}
                >
                  {words.t('terminals.rename')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {open !== null && (
        <GenreDialog genre={open === 'new' ? null : open} onClose={() => setOpen(null)} onDone={genres.again} />
      )}
    </>
  );
}

interface GenreDialogProps {
  genre: Genre | null;
  onClose: () => void;
  onDone: () => void;
}

function GenreDialog({ genre, onClose, onDone }: GenreDialogProps) {
  const { api, words, tell } = useApp();
  const [name, setName] = useState(genre?.name ?? '');
  const order = useOrder(
    (key) => (genre ? api.renameGenre(genre.id, key, name.trim()) : api.enterGenre(key, name.trim())),
    () => {
      tell(words.t('genres.done', { name: name.trim() }));
      onDone();
      onClose();
    },
  );
  return (
    <Dialog title={genre ? words.t('genres.rename-of', { name: genre.name }) : words.t('genres.new')} onClose={onClose}>
      <Field label={words.t('genres.name')}>
        {(id) => (
          <input
            id={id}
            maxLength={60}
            value={name}
            data-testid="genre-name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <OrderBar
        order={order}
        label={words.t('save')}
        onClose={onClose}
        isReady={name.trim() !== '' && name.trim() !== genre?.name}
      />
    </Dialog>
  );
}
