import { useMemo, useState } from 'react';
import type { Refusal } from '../../api.ts';
import { useApp, useLoaded, useNews } from '../../app.ts';
import { type Grouping, groupings, type Takings } from '../../money-types.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Count, Empty, Figure, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { saveFile, store } from '../../platform.ts';
import { AwayNotice } from './AwayNotice.tsx';
import { Chart } from './Chart.tsx';
import type { Days } from './days.ts';
import { chartOf, nameRow, takingsTable, tendersTable } from './figures.ts';
import { Heads, Money, SaveCsv, TableFrame } from './money-parts.tsx';
import { SpanPicker, useSpan } from './span.tsx';

export function TakingsScreen() {
  const { api, words, cinema } = useApp();
  const span = useSpan();
  const { from, to } = span.days;
  const [by, setBy] = useState<Grouping>(() => groupings.find((each) => each === store.read('takings by')) ?? 'film');
  const takings = useLoaded(`takings ${cinema.id} ${from} ${to} ${by}`, () => api.takings(cinema.id, { from, to }, by));
  useNews({ returned: takings.again });
  const pickBy = (picked: Grouping) => {
    store.write('takings by', picked);
    setBy(picked);
  };
  return (
    <>
      <div className="head money-head">
        <h1>{words.t('money.takings')}</h1>
        <SpanPicker {...span} />
        <SaveBookings days={{ from, to }} />
      </div>
      {takings.state === 'refused' && <RefusalNotice refusal={takings.refusal} again={takings.again} />}
      {takings.state === 'here' && takings.refusal && (
        <RefusalNotice refusal={takings.refusal} again={takings.again} lead={words.t('error.stale')} />
      )}
      <AwayNotice days={{ from, to }} />
      {takings.state === 'here' && <TakingsFigures takings={takings.body} />}
      <div className="sub-head">
        <fieldset className="tabs" aria-label={words.t('takings.by')}>
          {groupings.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === by}
              data-testid={`by-${each}`}
              onClick={() => pickBy(each)}
            >
              {words.t(`takings.by.${each}`)}
            </button>
          ))}
        </fieldset>
        {takings.state === 'here' && takings.body.rows.length > 0 && (
          <SaveCsv
            name={`takings-by-${by}-${from}-${to}`}
            rows={() => takingsTable(takings.body, by, cinema.timeZone)}
            testId="save-takings"
          />
        )}
      </div>
      {takings.state === 'loading' && <Loading rows={10} />}
      {takings.state === 'here' &&
        (takings.body.rows.length === 0 ? (
          <Empty title={words.t('takings.empty')}>{words.t('takings.empty.more')}</Empty>
        ) : (
          <TakingsTables takings={takings.body} by={by} days={{ from, to }} />
        ))}
    </>
  );
}

/** However many there are: the server writes them as they are read. */
function SaveBookings({ days }: { days: Days }) {
  const { api, words, cinema, tell } = useApp();
  const [isSaving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const save = async () => {
    setSaving(true);
    setRefusal(null);
    const answer = await api.bookingsFile(cinema.id, days);
    setSaving(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    saveFile(`bookings-${days.from}-${days.to}.csv`, answer.body);
    tell(words.t('takings.saved'));
  };
  return (
    <>
      <button
        type="button"
        className="button small"
        disabled={isSaving}
        data-testid="save-bookings"
        onClick={() => void save()}
      >
        <Icon name="save" />
        {words.t(isSaving ? 'takings.saving' : 'takings.all-bookings')}
      </button>
      {refusal && <RefusalNotice refusal={refusal} />}
    </>
  );
}

function TakingsFigures({ takings: { total, currency, owedMinor } }: { takings: Takings }) {
  const { words } = useApp();
  const money = (minor: number) => words.money(minor, currency);
  return (
    <dl className="figures">
      <Figure name={words.t('takings.net')} value={money(total.netMinor)} />
      <Figure name={words.t('takings.sold')} value={money(total.soldMinor)} />
      <Figure name={words.t('takings.back')} value={money(total.backMinor)} />
      <Figure name={words.t('takings.tax')} value={money(total.taxMinor)} />
      <Figure
        name={words.t('takings.tickets')}
        value={words.number(total.tickets - total.ticketsBack)}
        note={words.t('takings.tickets.note', { n: words.number(total.comps) })}
      />
      <Figure
        name={words.t('takings.owed')}
        value={money(owedMinor)}
        note={words.t('takings.owed.note')}
        tone={owedMinor > 0 ? 'warn' : ''}
      />
    </dl>
  );
}

const counts = ['bookings', 'tickets', 'comps', 'ticketsBack'] as const;
const countWords = {
  bookings: 'takings.bookings',
  tickets: 'takings.tickets',
  comps: 'takings.comps',
  ticketsBack: 'takings.tickets-back',
} as const;
const amounts = ['ticketsMinor', 'itemsMinor', 'otherMinor', 'soldMinor', 'backMinor', 'netMinor', 'taxMinor'] as const;
const amountWords = {
  ticketsMinor: 'takings.tickets-money',
  itemsMinor: 'takings.items-money',
  otherMinor: 'takings.other',
  soldMinor: 'takings.sold',
  backMinor: 'takings.back',
  netMinor: 'takings.net',
  taxMinor: 'takings.tax',
} as const;

function TakingsTables({ takings, by, days }: { takings: Takings; by: Grouping; days: Days }) {
  const { words, cinema } = useApp();
  const { rows, total, currency } = takings;
  const naming = useMemo(() => ({ words, timeZone: cinema.timeZone }), [words, cinema.timeZone]);
  const chart = useMemo(() => chartOf(takings, by, naming), [takings, by, naming]);
  const shown = amounts.filter((name) => name !== 'otherMinor' || rows.some((row) => row.otherMinor !== 0));
  const shownCounts = by === 'class' ? counts.filter((name) => name !== 'bookings') : counts;
  const cells = (row: Takings['total']) => (
    <>
      {shownCounts.map((name) => (
        <td key={name} className="number">
          <Count value={row[name]} />
        </td>
      ))}
      {shown.map((name) => (
        <td key={name} className={name === 'netMinor' ? 'number sum' : 'number'} data-name={name}>
          <Money minor={row[name]} currency={currency} />
        </td>
      ))}
    </>
  );
  return (
    <>
      <Chart data={chart} currency={currency} />
      <TableFrame label={words.t('money.takings')} testId="takings">
        <Heads
          names={[
            [words.t(`takings.by.${by}`), false],
            ...(by === 'screening' ? [[words.t('takings.venue'), false] as const] : []),
            ...shownCounts.map((name) => [words.t(countWords[name]), true] as const),
            ...shown.map((name) => [words.t(amountWords[name]), true] as const),
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} data-testid={`row-${row.key}`}>
              <th scope="row">
                {by === 'screening' ? (row.title ?? nameRow(by, row, naming)) : nameRow(by, row, naming)}
                {row.startsAtMs !== null && <small>{words.dayAndTime(row.startsAtMs, cinema.timeZone)}</small>}
              </th>
              {by === 'screening' && <td>{row.venue}</td>}
              {cells(row)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr data-testid="row-total">
            <th scope="row">{words.t('takings.total')}</th>
            {by === 'screening' && <td />}
            {cells(total)}
          </tr>
        </tfoot>
      </TableFrame>
      <Tenders takings={takings} days={days} />
    </>
  );
}

function Tenders({ takings, days }: { takings: Takings; days: Days }) {
  const { words } = useApp();
  const { tenders, back, owedMinor, total, currency } = takings;
  const isDeclined = tenders.some(({ declinedMinor }) => declinedMinor !== 0);
  const money = (minor: number) => (
    <td className="number">
      <Money minor={minor} currency={currency} />
    </td>
  );
  return (
    <div className="money-pair">
      <section>
        <div className="sub-head">
          <h2>{words.t('takings.tenders')}</h2>
          <SaveCsv name={`tenders-${days.from}-${days.to}`} rows={() => tendersTable(takings)} />
        </div>
        <TableFrame label={words.t('takings.tenders')} testId="tenders">
          <Heads
            names={[
              [words.t('takings.tender'), false],
              [words.t('takings.taken'), true],
              [words.t('takings.paid-back'), true],
              [words.t('takings.net'), true],
              ...(isDeclined ? [[words.t('takings.declined'), true] as const] : []),
            ]}
          />
          <tbody>
            {tenders.map(({ kind, inMinor, outMinor, declinedMinor }) => (
              <tr key={kind}>
                <th scope="row">{words.named('tender', kind)}</th>
                {money(inMinor)}
                {money(outMinor)}
                {money(inMinor - outMinor)}
                {isDeclined && money(declinedMinor)}
              </tr>
            ))}
            {owedMinor !== 0 && (
              <tr>
                <th scope="row">{words.t('takings.owed')}</th>
                {money(0)}
                {money(owedMinor)}
                {money(-owedMinor)}
                {isDeclined && money(0)}
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{words.t('takings.total')}</th>
              {money(total.soldMinor)}
              {money(total.backMinor)}
              {money(total.netMinor)}
              {isDeclined && money(tenders.reduce((all, { declinedMinor }) => all + declinedMinor, 0))}
            </tr>
          </tfoot>
        </TableFrame>
      </section>
      {back.length > 0 && (
        <section>
          <div className="sub-head">
            <h2>{words.t('takings.back-by')}</h2>
          </div>
          <TableFrame label={words.t('takings.back-by')}>
            <Heads
              names={[
                [words.t('takings.kind'), false],
                [words.t('takings.count'), true],
                [words.t('takings.amount'), true],
              ]}
            />
            <tbody>
              {back.map(({ kind, count, minor }) => (
                <tr key={kind}>
                  <th scope="row">{words.named('back', kind)}</th>
                  <td className="number">{words.number(count)}</td>
                  {money(minor)}
                </tr>
              ))}
            </tbody>
          </TableFrame>
        </section>
      )}
    </div>
  );
}
