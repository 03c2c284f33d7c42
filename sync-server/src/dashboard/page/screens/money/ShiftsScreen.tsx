import { useState } from 'react';
import { useApp, useLoaded, useNews } from '../../app.ts';
import type { ListedShift, ShiftList } from '../../money-types.ts';
import { Badge, Empty, Figure, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { AwayNotice } from './AwayNotice.tsx';
import { netOf, shiftsTable } from './figures.ts';
import { Heads, Money, SaveCsv, TableFrame } from './money-parts.tsx';
import { ShiftDialog } from './ShiftDialog.tsx';
import { SpanPicker, useSpan } from './span.tsx';

export function ShiftsScreen() {
  const { api, words, cinema } = useApp();
  const span = useSpan();
  const { from, to } = span.days;
  const list = useLoaded(`shifts ${cinema.id} ${from} ${to}`, () => api.shifts(cinema.id, { from, to }));
  useNews({ returned: list.again });
  const [opened, setOpened] = useState<ListedShift | null>(null);
  const loadMore = async (cursor: string) => {
    const answer = await api.shifts(cinema.id, { from, to }, cursor);
    if (!answer.ok) return;
    const { shifts, next } = answer.body;
    list.change((body) => ({ ...body, shifts: [...body.shifts, ...shifts], next }));
  };
  return (
    <>
      <div className="head money-head">
        <h1>{words.t('money.shifts')}</h1>
        <SpanPicker {...span} />
        {list.state === 'here' && list.body.shifts.length > 0 && (
          <SaveCsv
            name={`shifts-${from}-${to}`}
            rows={() => shiftsTable(list.body.shifts, list.body.currency, cinema.timeZone)}
            testId="save-shifts"
          />
        )}
      </div>
      <AwayNotice days={{ from, to }} />
      {list.state === 'loading' && <Loading rows={8} />}
      {list.state === 'refused' && <RefusalNotice refusal={list.refusal} again={list.again} />}
      {list.state === 'here' &&
        (list.body.shifts.length === 0 ? (
          <Empty title={words.t('shifts.empty')}>{words.t('shifts.empty.more')}</Empty>
        ) : (
          <>
            <SiteFigures list={list.body} />
            <ShiftTable list={list.body} onOpen={setOpened} />
            {list.body.next && (
              <button type="button" className="button more" onClick={() => void loadMore(list.body.next ?? '')}>
                {words.t('more')}
              </button>
            )}
          </>
        ))}
      {opened && <ShiftDialog listed={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function SiteFigures({ list: { total, currency } }: { list: ShiftList }) {
  const { words } = useApp();
  if (!total) return null;
  const { sums } = total;
  const money = (minor: number) => words.money(minor, currency);
  return (
    <dl className="figures" aria-label={words.t('shifts.site')}>
      <Figure
        name={words.t('money.shifts')}
        value={words.number(total.shifts)}
        note={words.t('shifts.open-n', { n: words.number(total.open) })}
      />
      <Figure name={words.t('shifts.net')} value={money(netOf(sums))} />
      <Figure name={words.t('shifts.cash')} value={money(sums.cashTakenMinor - sums.cashGivenBackMinor)} />
      <Figure name={words.t('shifts.card')} value={money(sums.cardTakenMinor - sums.cardGivenBackMinor)} />
      <Figure name={words.t('shifts.counted')} value={money(total.countedMinor)} />
      <Figure
        name={words.t('shifts.over-short')}
        value={money(sums.overShortMinor)}
        tone={sums.overShortMinor < 0 ? 'bad' : ''}
      />
    </dl>
  );
}

const moneyColumns = ['net', 'cash', 'card', 'other', 'expected', 'counted', 'over-short'] as const;

function ShiftTable({ list, onOpen }: { list: ShiftList; onOpen: (shift: ListedShift) => void }) {
  const { words, cinema } = useApp();
  return (
    <TableFrame label={words.t('money.shifts')} testId="shifts">
      <Heads
        names={[
          [words.t('shifts.date'), false],
          [words.t('shifts.shift'), false],
          [words.t('shifts.staff'), false],
          [words.t('shifts.state'), false],
          ...moneyColumns.map((name) => [words.t(`shifts.${name}`), true] as const),
          [words.t('shifts.unsent'), true],
        ]}
      />
      <tbody>
        {list.shifts.map((shift) => {
          const { sums } = shift;
          const name = `T${shift.terminal}-${shift.seq}`;
          const isClosed = shift.countedMinor !== null;
          const others =
            sums.voucherTakenMinor - sums.voucherGivenBackMinor + sums.creditTakenMinor - sums.creditGivenBackMinor;
          const amounts: Record<(typeof moneyColumns)[number], number | null> = {
            net: netOf(sums),
            cash: sums.cashTakenMinor - sums.cashGivenBackMinor,
            card: sums.cardTakenMinor - sums.cardGivenBackMinor,
            other: others,
            expected: sums.expectedMinor,
            counted: shift.countedMinor,
            'over-short': isClosed ? sums.overShortMinor : null,
          };
          return (
            <tr key={name}>
              <td>{words.day(shift.businessDate)}</td>
              <th scope="row">
                <button type="button" className="link" data-testid={`shift-${name}`} onClick={() => onOpen(shift)}>
                  {name}
                </button>
                <small>
                  {shift.terminalName} · {shift.drawer}
                </small>
              </th>
              <td>{shift.staffName ?? words.t('persons.unknown', { n: shift.staffId })}</td>
              <td>
                <span className="badges">
                  <Badge tone={isClosed ? 'quiet' : 'good'}>{words.t(`shifts.${shift.state}`)}</Badge>
                  {shift.isDifferent && <Badge tone="bad">{words.t('shifts.differs')}</Badge>}
                </span>
                {shift.approvedBy && <small>{words.t('z.approved', { name: shift.approvedBy })}</small>}
              </td>
              {moneyColumns.map((column) => (
                <td key={column} className={column === 'net' ? 'number sum' : 'number'}>
                  {amounts[column] === null ? (
                    ''
                  ) : (
                    <Money
                      minor={amounts[column]}
                      currency={list.currency}
                      isLoud={column === 'over-short' && amounts[column] < 0}
                    />
                  )}
                </td>
              ))}
              <td className="number">
                <Unsent shift={shift} timeZone={cinema.timeZone} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </TableFrame>
  );
}

/** Of an open one nobody knows how much; only since when. */
function Unsent({ shift, timeZone }: { shift: ListedShift; timeZone: string }) {
  const { words } = useApp();
  if (shift.unsent === 0) return <span className="none">–</span>;
  if (shift.unsent !== null) return <>{words.t('shifts.unsent.closed', { n: words.number(shift.unsent) })}</>;
  if (shift.lastSeenMs === null) return <>{words.t('shifts.unsent.never')}</>;
  return <>{words.t('shifts.unsent.open', { time: words.time(shift.lastSeenMs, timeZone) })}</>;
}
