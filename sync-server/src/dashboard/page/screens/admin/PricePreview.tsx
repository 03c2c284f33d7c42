/** What everybody would pay for a show, and how each price comes about. */
import { useState } from 'react';
import { type App, useApp, useLoaded } from '../../app.ts';
import { Field, Loading, RefusalNotice } from '../../parts/parts.tsx';
import {
  type Display,
  displays,
  type PriceCell,
  type PriceList,
  type PriceTable,
  type Rule,
  type Show,
  seatKinds,
  ticketClasses,
} from '../../people-types.ts';
import { digitsOf, instantAt, readAmount, readClock } from './amounts.ts';
import { toSend } from './rule-words.ts';

/** A screening, or a show that is none yet. */
export type Chosen = { screeningId: number } | { show: Show };
export interface Asked {
  list: PriceList;
  rules: readonly Rule[];
  show: ReturnType<typeof useShow>;
}

const ownTime = 'own';

/** Which show prices are asked for. */
export function useShow() {
  const { api, cinema } = useApp();
  const [day, setDay] = useState(cinema.today);
  const [picked, setPicked] = useState<string | null>(null);
  const [own, setOwn] = useState({ time: '20:00', display: '2D' as Display, price: '' });
  const house = useLoaded(`house ${cinema.id} ${day}`, () => api.house(cinema.id, day));
  const screenings = house.state === 'here' ? house.body.screenings.filter(({ state }) => state === 'published') : [];
  const first = screenings[0] ? String(screenings[0].id) : ownTime;
  const known = picked === ownTime || screenings.some(({ id }) => String(id) === picked);
  const isReady = house.state !== 'loading';
  const choice = known && picked !== null ? picked : first;
  return { day, setDay, own, setOwn, screenings, choice, setPicked, isReady };
}

export function readChosen({ show }: Pick<Asked, 'show'>, app: App): Chosen | null {
  if (!show.isReady) return null;
  if (show.choice !== ownTime) return { screeningId: Number(show.choice) };
  const { cinema } = app;
  const minutes = readClock(show.own.time);
  const priceMinor = readAmount(show.own.price || '10', digitsOf(cinema.currency));
  if (minutes === null || priceMinor === null || priceMinor < 0 || show.day === '') return null;
  const startsAtMs = instantAt(show.day, minutes, cinema.timeZone);
  return { show: { startsAtMs, display: show.own.display, priceMinor } };
}

const channels = ['till', 'kiosk', 'phone'] as const;
type Channel = (typeof channels)[number];

export function PricePreview({
  asked,
  chosen,
  onChoose,
}: {
  asked: Asked;
  chosen: PriceCell | null;
  onChoose: (cell: PriceCell | null) => void;
}) {
  const app = useApp();
  const { api, words, cinema } = app;
  const [channel, setChannel] = useState<Channel>('till');
  const [asksMember, setMember] = useState(false);
  const isMember = asksMember && channel === 'till';
  const which = readChosen(asked, app);
  const body = which && { ...which, rules: toSend(asked.rules) };
  const what = `table ${JSON.stringify([cinema.id, body, asked.list])}`;
  const table = useLoaded<PriceTable | null>(what, async () =>
    body ? api.previewPrices(cinema.id, body) : { ok: true, body: null },
  );
  const cells =
    table.state === 'here' && table.body ? table.body.cells.filter((cell) => cell.isMember === isMember) : [];
  const shown = cells.find((cell) => cell.ticketClass === chosen?.ticketClass && cell.seatKind === chosen.seatKind);
  return (
    <section className="card preview" aria-label={words.t('prices.table')}>
      <ShowPicker asked={asked}>
        <Field label={words.t('prices.channel')}>
          {(id) => (
            <select
              id={id}
              value={channel}
              data-testid="channel"
              onChange={(event) => setChannel(event.target.value as Channel)}
            >
              {channels.map((each) => (
                <option key={each} value={each}>
                  {words.named('channel', each)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <label className="check member" title={words.t('prices.member.till')}>
          <input
            type="checkbox"
            checked={isMember}
            disabled={channel !== 'till'}
            data-testid="member"
            onChange={(event) => setMember(event.target.checked)}
          />
          {words.t('prices.member')}
        </label>
      </ShowPicker>
      {channel !== 'till' && <p className="muted">{words.t('prices.member.till')}</p>}
      {table.state === 'refused' && <RefusalNotice refusal={table.refusal} again={table.again} />}
      {(table.state === 'loading' || !asked.show.isReady) && <Loading rows={5} />}
      {table.state === 'here' && table.body && (
        <div className="preview-body">
          <CellTable cells={cells} asked={asked} chosen={shown ?? null} onChoose={onChoose} />
          <Why cell={shown ?? null} table={table.body} asked={asked} />
        </div>
      )}
    </section>
  );
}

function ShowPicker({ asked: { show, list }, children }: { asked: Asked; children: React.ReactNode }) {
  const { words, cinema } = useApp();
  const { own, setOwn } = show;
  return (
    <div className="filters">
      <Field label={words.t('prices.day')}>
        {(id) => <input id={id} type="date" value={show.day} onChange={(event) => show.setDay(event.target.value)} />}
      </Field>
      <Field label={words.t('prices.for')}>
        {(id) => (
          <select
            id={id}
            value={show.choice}
            data-testid="show"
            onChange={(event) => show.setPicked(event.target.value)}
          >
            {show.screenings.map((each) => (
              <option key={each.id} value={each.id}>
                {words.time(each.startsAtMs, cinema.timeZone)} {each.title} ({each.display})
              </option>
            ))}
            <option value={ownTime}>{words.t('prices.own-time')}</option>
          </select>
        )}
      </Field>
      {show.choice === ownTime && (
        <>
          <Field label={words.t('prices.time')}>
            {(id) => (
              <input
                id={id}
                className="short"
                value={own.time}
                data-testid="own-time"
                onChange={(event) => setOwn({ ...own, time: event.target.value })}
              />
            )}
          </Field>
          <Field label={words.t('prices.display')}>
            {(id) => (
              <select
                id={id}
                value={own.display}
                onChange={(event) => setOwn({ ...own, display: event.target.value as Display })}
              >
                {displays.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            )}
          </Field>
          <Field label={`${words.t('prices.base')} (${list.currency})`}>
            {(id) => (
              <input
                id={id}
                className="short"
                inputMode="decimal"
                placeholder="10"
                title={words.t('prices.base.hint')}
                value={own.price}
                onChange={(event) => setOwn({ ...own, price: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
      {children}
    </div>
  );
}

interface CellTableProps {
  cells: readonly PriceCell[];
  asked: Asked;
  chosen: PriceCell | null;
  onChoose: (cell: PriceCell) => void;
}

function CellTable({ cells, asked, chosen, onChoose }: CellTableProps) {
  const { words } = useApp();
  return (
    <table className="price-table" data-testid="price-table">
      <thead>
        <tr>
          <th scope="col">{words.t('prices.class')}</th>
          {seatKinds.map((kind) => (
            <th key={kind} scope="col" className="number">
              {words.named('kind', kind)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ticketClasses.map((ticketClass) => (
          <tr key={ticketClass}>
            <th scope="row">{words.named('class', ticketClass)}</th>
            {cells
              .filter((cell) => cell.ticketClass === ticketClass)
              .map((cell) => (
                <td key={cell.seatKind} className="number">
                  <button
                    type="button"
                    className="price"
                    aria-pressed={cell === chosen}
                    data-testid={`price-${ticketClass}-${cell.seatKind}`}
                    onClick={() => onChoose(cell)}
                  >
                    {words.money(cell.priceMinor, asked.list.currency)}
                    {cell.rule !== null && <small>{asked.rules[cell.rule]?.name}</small>}
                  </button>
                </td>
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Why({ cell, table, asked }: { cell: PriceCell | null; table: PriceTable; asked: Asked }) {
  const { words } = useApp();
  if (!cell) return <p className="why muted">{words.t('prices.why.pick')}</p>;
  const money = (minor: number) => words.money(minor, table.currency);
  const rule = cell.rule === null ? null : asked.rules[cell.rule];
  const sum = cell.ruledMinor + cell.seatMinor + cell.displayMinor;
  const percent = words.number(asked.list.classPercent[cell.ticketClass]);
  return (
    <div className="why" data-testid="why">
      <h3>
        {words.named('class', cell.ticketClass)}, {words.named('kind', cell.seatKind)}
      </h3>
      <dl>
        <Step
          name={words.t('prices.why.class', { percent, base: money(table.show.priceMinor) })}
          value={money(cell.classMinor)}
        />
        <Step
          name={rule ? words.t('prices.why.rule', { name: rule.name }) : words.t('prices.why.no-rule')}
          value={rule ? money(cell.ruledMinor) : '–'}
        />
        {cell.seatMinor !== 0 && (
          <Step
            name={words.named('kind', cell.seatKind)}
            value={`${cell.seatMinor > 0 ? '+' : ''}${money(cell.seatMinor)}`}
          />
        )}
        {cell.displayMinor !== 0 && (
          <Step name={table.show.display} value={`${cell.displayMinor > 0 ? '+' : ''}${money(cell.displayMinor)}`} />
        )}
        {sum < 0 && <Step name={words.t('prices.why.floor')} value={money(0)} />}
        <Step name={words.t('prices.why.total')} value={money(cell.priceMinor)} isTotal />
        <Step name={words.t('prices.why.tax')} value={money(cell.taxMinor)} />
      </dl>
    </div>
  );
}

function Step({ name, value, isTotal = false }: { name: string; value: string; isTotal?: boolean }) {
  return (
    <div className={isTotal ? 'total' : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
