import { useState } from 'react';
import { useApp } from '../../app.ts';
import { Dialog, Field, OrderBar, useOrder } from '../../parts/parts.tsx';

const minutesMax = 60;

export function DrillDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { api, words, cinema, tell } = useApp();
  const [typed, setTyped] = useState('5');
  const minutes = Number(typed);
  const isReady = /^\d{1,2}$/.test(typed) && minutes >= 1 && minutes <= minutesMax;
  const order = useOrder(
    (key) => api.drill(cinema.id, key, minutes),
    ({ terminals, unheard }) => {
      tell(words.t('drill.started', { n: words.number(terminals.length), left: words.number(unheard.length) }));
      onDone();
      onClose();
    },
  );
  return (
    <Dialog title={words.t('drill.title')} onClose={onClose}>
      <p>{words.t('drill.lead', { cinema: cinema.name })}</p>
      <p className="drill-warning">{words.t('drill.warning')}</p>
      <Field label={words.t('drill.minutes')}>
        {(id) => (
          <input
            id={id}
            inputMode="numeric"
            maxLength={2}
            value={typed}
            aria-invalid={!isReady}
            data-testid="minutes"
            onChange={(event) => setTyped(event.target.value.trim())}
          />
        )}
      </Field>
      <OrderBar order={order} label={words.t('drill.go')} onClose={onClose} isReady={isReady} />
    </Dialog>
  );
}
