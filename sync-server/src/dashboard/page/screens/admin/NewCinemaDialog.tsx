import { useState } from 'react';
import { useApp } from '../../app.ts';
import { Dialog, Field, OrderBar, useOrder } from '../../parts/parts.tsx';
import { go } from '../../route.ts';
import { CinemaFields, emptyCinema, isComplete, readCinema } from './CinemaFields.tsx';

/** What a price list has to have: it is changed under its own page. */
const firstPrices = (currency: string, taxPercent: number) => ({
  currency,
  classPercent: { adult: 100, child: 70, student: 85, senior: 85 },
  seatKindMinor: { standard: 0, vip: 0, wheelchair: 0, companion: 0 },
  displayMinor: { '2D': 0, '3D': 0, IMAX: 0, Dolby: 0 },
  roundToMinor: 1,
  taxBasisPoints: Math.round(taxPercent * 100),
});

export function NewCinemaDialog({ onClose }: { onClose: () => void }) {
  const { api, words, tell, refresh, cinema } = useApp();
  const [draft, setDraft] = useState(emptyCinema);
  const [timeZone, setTimeZone] = useState(cinema.timeZone);
  const [currency, setCurrency] = useState(cinema.currency);
  const [tax, setTax] = useState('0');
  const order = useOrder(
    (key) => api.enterCinema(key, { ...readCinema(draft), timeZone, prices: firstPrices(currency, Number(tax)) }),
    ({ id }) => {
      tell(words.t('cinema.entered', { name: draft.name.trim() }));
      refresh();
      go('admin', id, '', 'venues');
      onClose();
    },
  );
  const isReady = isComplete(draft) && /^[A-Z]{3}$/.test(currency) && Number(tax) >= 0 && Number(tax) <= 100;
  return (
    <Dialog title={words.t('cinema.new')} isWide onClose={onClose}>
      <CinemaFields draft={draft} onChange={setDraft} />
      <div className="triple">
        <Field label={words.t('cinema.zone')}>
          {(id) => (
            <select
              id={id}
              value={timeZone}
              data-testid="cinema-zone"
              onChange={(event) => setTimeZone(event.target.value)}
            >
              {Intl.supportedValuesOf('timeZone').map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label={words.t('cinema.currency')}>
          {(id) => (
            <input
              id={id}
              maxLength={3}
              value={currency}
              data-testid="cinema-currency"
              onChange={(event) => setCurrency(event.target.value.toUpperCase())}
            />
          )}
        </Field>
        <Field label={words.t('cinema.tax')}>
          {(id) => (
            <input
              id={id}
              type="number"
              min={0}
              max={100}
              step="any"
              value={tax}
              onChange={(event) => setTax(event.target.value)}
            />
          )}
        </Field>
      </div>
      <p className="muted">{words.t('cinema.new.fixed')}</p>
      <OrderBar order={order} label={words.t('cinema.enter')} onClose={onClose} isReady={isReady} />
    </Dialog>
  );
}
