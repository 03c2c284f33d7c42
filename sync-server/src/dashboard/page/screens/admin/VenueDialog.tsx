import { useState } from 'react';
import { useApp } from '../../app.ts';
import type { ManagedVenue } from '../../calls/catalogue.ts';
import { Dialog, Field, OrderBar, useOrder } from '../../parts/parts.tsx';
import { go } from '../../route.ts';
import { addPattern, firstPattern, readPattern } from '../../seat-plan/pattern.ts';
import { finishPlan, makePlan } from '../../seat-plan/plan.ts';
import { PatternFields } from './PatternFields.tsx';

interface VenueDialogProps {
  venue: ManagedVenue | null;
  onClose: () => void;
  onDone: () => void;
}

/** A new venue begins with rows by pattern: its map is drawn on afterwards. */
export function VenueDialog({ venue, onClose, onDone }: VenueDialogProps) {
  const { api, words, tell, cinema } = useApp();
  const [name, setName] = useState(venue?.name ?? '');
  const [category, setCategory] = useState(venue?.category ?? '2D');
  const [information, setInformation] = useState(venue?.information ?? '');
  const [pattern, setPattern] = useState(firstPattern);
  const empty = makePlan([]);
  const read = readPattern(pattern, empty);
  const seats = read.ok ? finishPlan(addPattern(empty, pattern, read.read)) : [];
  const fields = { name: name.trim(), category: category.trim(), information };
  const order = useOrder(
    (key) => (venue ? api.changeVenue(venue.id, key, fields) : api.enterVenue(cinema.id, key, { ...fields, seats })),
    ({ id }) => {
      tell(words.t(venue ? 'venues.changed' : 'venues.entered', { name: fields.name }));
      onDone();
      onClose();
      if (!venue) go('admin', cinema.id, '', `venues-${id}`);
    },
  );
  const isReady = fields.name !== '' && fields.category !== '' && (venue !== null || read.ok);
  return (
    <Dialog
      title={venue ? words.t('rename.title', { name: venue.name }) : words.t('venues.new')}
      isWide
      onClose={onClose}
    >
      <div className="pair">
        <Field label={words.t('venues.name')}>
          {(id) => (
            <input
              id={id}
              maxLength={80}
              value={name}
              data-testid="venue-name"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.t('venues.category')} hint={words.t('venues.category.hint')}>
          {(id) => (
            <input
              id={id}
              maxLength={20}
              value={category}
              data-testid="venue-category"
              onChange={(event) => setCategory(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Field label={words.t('venues.information')}>
        {(id) => (
          <textarea
            id={id}
            rows={2}
            maxLength={8000}
            value={information}
            onChange={(event) => setInformation(event.target.value)}
          />
        )}
      </Field>
      {!venue && <PatternFields pattern={pattern} plan={empty} onChange={setPattern} />}
      <OrderBar order={order} label={words.t(venue ? 'save' : 'venues.enter')} onClose={onClose} isReady={isReady} />
    </Dialog>
  );
}
