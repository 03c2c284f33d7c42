import { useState } from 'react';
import { useApp } from '../../app.ts';
import { Dialog, Field, OrderBar, useOrder } from '../../parts/parts.tsx';
import { displays, type PriceList, seatKinds, ticketClasses } from '../../people-types.ts';
import { digitsOf, readAmount, writeAmount } from './amounts.ts';

type Texts = Record<string, string>;

function toTexts(list: PriceList, digits: number): Texts {
  return {
    ...Object.fromEntries(ticketClasses.map((each) => [`class.${each}`, String(list.classPercent[each])])),
    ...Object.fromEntries(seatKinds.map((each) => [`seat.${each}`, writeAmount(list.seatKindMinor[each], digits)])),
    ...Object.fromEntries(displays.map((each) => [`display.${each}`, writeAmount(list.displayMinor[each], digits)])),
    round: writeAmount(list.roundToMinor, digits),
    tax: writeAmount(list.taxBasisPoints, 2),
  };
}

/** Null: something in it is no amount. */
function readTexts(texts: Texts, currency: string): PriceList | null {
  const digits = digitsOf(currency);
  const read = (name: string, places: number) => readAmount(texts[name] ?? '', places);
  const all = <K extends string>(keys: readonly K[], group: string, places: number) =>
    Object.fromEntries(keys.map((each) => [each, read(`${group}.${each}`, places)])) as Record<K, number>;
  const classPercent = all(ticketClasses, 'class', 0);
  const seatKindMinor = all(seatKinds, 'seat', digits);
  const displayMinor = all(displays, 'display', digits);
  const [roundToMinor, taxBasisPoints] = [read('round', digits), read('tax', 2)];
  const amounts = [...Object.values(classPercent), ...Object.values(seatKindMinor), ...Object.values(displayMinor)];
  const isWrong =
    amounts.some((amount) => amount === null) ||
    Object.values(classPercent).some((percent) => percent < 0 || percent > 1000) ||
    roundToMinor === null ||
    roundToMinor < 1 ||
    taxBasisPoints === null ||
    taxBasisPoints < 0 ||
    taxBasisPoints > 10_000;
  return isWrong ? null : { currency, classPercent, seatKindMinor, displayMinor, roundToMinor, taxBasisPoints };
}

export function PriceListDialog({
  list,
  onClose,
  onDone,
}: {
  list: PriceList;
  onClose: () => void;
  onDone: () => void;
}) {
  const { api, words, cinema, tell } = useApp();
  const digits = digitsOf(list.currency);
  const [texts, setTexts] = useState(() => toTexts(list, digits));
  const read = readTexts(texts, list.currency);
  const order = useOrder(
    (key) => api.changePrices(cinema.id, key, read ?? list),
    () => {
      tell(words.t('prices.list.done'));
      onDone();
    },
  );
  const input = (name: string, label: string) => (
    <Field key={name} label={label}>
      {(id) => (
        <input
          id={id}
          inputMode="decimal"
          value={texts[name]}
          data-testid={name}
          onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Dialog title={words.t('prices.list.title')} isWide onClose={onClose}>
      <h3>{words.t('prices.list.classes')}</h3>
      <div className="field-row four">
        {ticketClasses.map((each) => input(`class.${each}`, words.named('class', each)))}
      </div>
      <h3>
        {words.t('prices.list.seats')} ({list.currency})
      </h3>
      <div className="field-row four">{seatKinds.map((each) => input(`seat.${each}`, words.named('kind', each)))}</div>
      <h3>
        {words.t('prices.list.displays')} ({list.currency})
      </h3>
      <div className="field-row four">{displays.map((each) => input(`display.${each}`, each))}</div>
      <div className="field-row two">
        {input('round', `${words.t('prices.list.round')} (${list.currency})`)}
        {input('tax', words.t('prices.list.tax'))}
      </div>
      {read === null && (
        <p className="bad" role="status">
          {words.t('prices.amount.bad', { example: writeAmount(150, digits) })}
        </p>
      )}
      <OrderBar order={order} label={words.t('prices.list.go')} onClose={onClose} isReady={read !== null} />
    </Dialog>
  );
}
