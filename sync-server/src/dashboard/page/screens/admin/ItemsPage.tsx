import '../../looks/people.css';
import { useState } from 'react';
import { useApp, useLoaded, useNews } from '../../app.ts';
import { decimal, writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Dialog, Empty, Field, Loading, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';
import type { Item } from '../../people-types.ts';
import { saveFile } from '../../platform.ts';
import { digitsOf, readAmount, writeAmount } from './amounts.ts';

export function ItemsPage() {
  const { api, words, cinema } = useApp();
  const items = useLoaded(`items ${cinema.id}`, () => api.items(cinema.id));
  useNews({ programme: items.again, returned: items.again });
  const [isOnSale, setOnSale] = useState(true);
  const [asking, setAsking] = useState<Item | 'new' | null>(null);
  const all = items.state === 'here' ? items.body.items : [];
  const rows = all.filter(({ active }) => active === isOnSale);
  return (
    <>
      <div className="head">
        <h1>{words.t('items.title')}</h1>
        <div className="tabs">
          {[true, false].map((each) => (
            <button key={String(each)} type="button" aria-pressed={isOnSale === each} onClick={() => setOnSale(each)}>
              {words.t(each ? 'items.on-sale' : 'items.retired')}
            </button>
          ))}
        </div>
        {all.length > 0 && (
          <button type="button" className="button small" onClick={() => saveItems(all, cinema.currency)}>
            <Icon name="save" />
            {words.t('csv')}
          </button>
        )}
        <button type="button" className="button primary" data-testid="new-item" onClick={() => setAsking('new')}>
          <Icon name="plus" />
          {words.t('items.new')}
        </button>
      </div>
      <p className="note">{words.t('items.lead')}</p>
      {items.state === 'loading' && <Loading />}
      {items.state === 'refused' && <RefusalNotice refusal={items.refusal} again={items.again} />}
      {items.state === 'here' && rows.length === 0 && (
        <Empty title={words.t(isOnSale ? 'items.none' : 'items.none-retired')}>
          {isOnSale && words.t('items.none.more')}
        </Empty>
      )}
      {rows.length > 0 && (
        <div className="table-frame narrow">
          <table data-testid="items">
            <thead>
              <tr>
                <th scope="col">{words.t('items.name')}</th>
                <th scope="col" className="number">
                  {words.t('items.price')}
                </th>
                <th scope="col" className="number">
                  {words.t('items.tax')}
                </th>
                <th scope="col">{words.t('rules.actions')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((item) => (
                <ItemRow key={item.id} item={item} onEdit={() => setAsking(item)} again={items.again} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asking !== null && (
        <ItemDialog
          item={asking === 'new' ? null : asking}
          onClose={() => setAsking(null)}
          onDone={() => {
            setAsking(null);
            items.again();
          }}
        />
      )}
    </>
  );
}

function ItemRow({ item, onEdit, again }: { item: Item; onEdit: () => void; again: () => void }) {
  const { api, words, cinema, tell } = useApp();
  const order = useOrder(
    (key) => api.changeItem(item.id, key, { active: !item.active }),
    () => {
      tell(words.t(item.active ? 'items.retired-done' : 'items.returned-done', { name: item.name }));
      again();
    },
  );
  return (
    <tr data-testid={`item-${item.id}`}>
      <td>
        <b>{item.name}</b>
        {order.refusal && <RefusalNotice refusal={order.refusal} />}
      </td>
      <td className="number">{words.money(item.priceMinor, cinema.currency)}</td>
      <td className="number">{words.number(item.taxBasisPoints / 100)} %</td>
      <td>
        <span className="row-actions">
          <button type="button" className="link" onClick={onEdit}>
            {words.t('items.edit')}
          </button>
          <button type="button" className="link" disabled={order.isSending} onClick={order.send}>
            {words.t(item.active ? 'items.retire' : 'items.return')}
          </button>
        </span>
      </td>
    </tr>
  );
}

function ItemDialog({ item, onClose, onDone }: { item: Item | null; onClose: () => void; onDone: () => void }) {
  const { api, words, cinema, tell } = useApp();
  const digits = digitsOf(cinema.currency);
  const [name, setName] = useState(item?.name ?? '');
  const [price, setPrice] = useState(item ? writeAmount(item.priceMinor, digits) : '');
  const [tax, setTax] = useState(item ? writeAmount(item.taxBasisPoints, 2) : '');
  const [priceMinor, taxBasisPoints] = [readAmount(price, digits), readAmount(tax, 2)];
  const isRead =
    priceMinor !== null &&
    priceMinor >= 0 &&
    taxBasisPoints !== null &&
    taxBasisPoints >= 0 &&
    taxBasisPoints <= 10_000;
  const body = { name: name.trim(), priceMinor: priceMinor ?? 0, taxBasisPoints: taxBasisPoints ?? 0 };
  const order = useOrder(
    (key) => (item ? api.changeItem(item.id, key, body) : api.addItem(cinema.id, key, body)),
    () => {
      tell(words.t('items.done', { name: body.name }));
      onDone();
    },
  );
  const isWrong = (price !== '' && priceMinor === null) || (tax !== '' && taxBasisPoints === null);
  return (
    <Dialog
      title={item ? words.t('items.title.edit', { name: item.name }) : words.t('items.title.new')}
      onClose={onClose}
    >
      <Field label={words.t('items.name')}>
        {(id) => (
          <input
            id={id}
            maxLength={60}
            value={name}
            data-testid="item-name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <div className="field-row two">
        <Field label={`${words.t('items.price')} (${cinema.currency})`} hint={words.t('items.price.hint')}>
          {(id) => (
            <input
              id={id}
              inputMode="decimal"
              value={price}
              data-testid="item-price"
              onChange={(event) => setPrice(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.t('items.tax.percent')}>
          {(id) => (
            <input
              id={id}
              inputMode="decimal"
              value={tax}
              data-testid="item-tax"
              onChange={(event) => setTax(event.target.value)}
            />
          )}
        </Field>
      </div>
      {isWrong && (
        <p className="bad" role="status">
          {words.t('prices.amount.bad', { example: writeAmount(450, digits) })}
        </p>
      )}
      <OrderBar order={order} label={words.t('items.go')} onClose={onClose} isReady={isRead && body.name !== ''} />
    </Dialog>
  );
}

function saveItems(items: readonly Item[], currency: string): void {
  const lines = items.map((item) => [
    item.id,
    item.name,
    decimal(item.priceMinor, digitsOf(currency)),
    currency,
    decimal(item.taxBasisPoints),
    item.active ? 'yes' : 'no',
  ]);
  saveFile('items.csv', writeCsv([['item', 'name', 'price', 'currency', 'tax percent', 'on sale'], ...lines]));
}
