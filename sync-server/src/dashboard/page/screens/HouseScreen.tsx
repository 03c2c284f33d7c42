import { type CSSProperties, memo, useCallback, useRef } from 'react';
import type { HouseScreening } from '../api-types.ts';
import { useApp, useLoaded, useNews } from '../app.ts';
import { decimal, writeCsv } from '../parts/csv.ts';
import { Icon } from '../parts/Icon.tsx';
import { Badge, Count, Empty, Figure, Loading, RefusalNotice } from '../parts/parts.tsx';
import { nowMs, saveFile } from '../platform.ts';
import { go, pathTo } from '../route.ts';

export function HouseScreen() {
  const { api, words, cinema, day } = useApp();
  const house = useLoaded(`house ${cinema.id} ${day}`, () => api.house(cinema.id, day));
  const { change, again } = house;
  const replace = useCallback(
    (changed: readonly HouseScreening[]) => {
      const byId = new Map(changed.map((row) => [row.id, row]));
      change((body) => ({ ...body, screenings: body.screenings.map((row) => byId.get(row.id) ?? row) }));
    },
    [change],
  );
  const refresh = useRefresh(replace);
  useNews({ screenings: refresh, programme: again, reach: again, exceptions: again, returned: again });
  const loadMore = async (cursor: string) => {
    const answer = await api.house(cinema.id, day, cursor);
    if (answer.ok)
      change((body) => ({
        screenings: [...body.screenings, ...answer.body.screenings],
        next: answer.body.next,
      }));
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('house.title')}</h1>
        {house.state === 'here' && house.body.screenings.length > 0 && (
          <button type="button" className="button small" onClick={() => saveHouse(house.body.screenings, day)}>
            <Icon name="save" />
            {words.t('csv')}
          </button>
        )}
      </div>
      {house.state === 'loading' && <Loading rows={12} />}
      {house.state === 'refused' && <RefusalNotice refusal={house.refusal} again={again} />}
      {house.state === 'here' && (
        <>
          {house.refusal && <RefusalNotice refusal={house.refusal} again={again} lead={words.t('error.stale')} />}
          {house.body.screenings.length === 0 ? (
            <Empty title={words.t('house.empty')}>{words.t('house.empty.more')}</Empty>
          ) : (
            <>
              <DayFigures screenings={house.body.screenings} />
              <HouseTable screenings={house.body.screenings} />
            </>
          )}
          {house.body.next && (
            <button type="button" className="button more" onClick={() => void loadMore(house.body.next ?? '')}>
              {words.t('more')}
            </button>
          )}
        </>
      )}
    </>
  );
}

const idsMax = 200;

/** Only what has changed is asked for again, all of it in one call; what changes meanwhile waits for the next. */
function useRefresh(replace: (changed: readonly HouseScreening[]) => void): (ids: readonly number[]) => void {
  const { api, cinema, day } = useApp();
  const wanted = useRef(new Set<number>());
  const isAsking = useRef(false);
  const askAll = async () => {
    isAsking.current = true;
    while (wanted.current.size > 0) {
      const ids = [...wanted.current].slice(0, idsMax);
      for (const id of ids) wanted.current.delete(id);
      const answer = await api.houseOf(cinema.id, day, ids);
      if (answer.ok) replace(answer.body.screenings);
    }
    isAsking.current = false;
  };
  return (ids) => {
    for (const id of ids) wanted.current.add(id);
    if (!isAsking.current) void askAll();
  };
}

const sum = (rows: readonly HouseScreening[], of: (row: HouseScreening) => number) =>
  rows.reduce((total, row) => total + of(row), 0);

function DayFigures({ screenings }: { screenings: readonly HouseScreening[] }) {
  const { words, cinema } = useApp();
  const playing = screenings.filter(({ state }) => state === 'published');
  const [sold, capacity] = [sum(playing, (row) => row.sold), sum(playing, (row) => row.capacity)];
  const percent = capacity === 0 ? 0 : Math.round((sold * 1000) / capacity) / 10;
  const stranded = sum(playing, (row) => row.stranded);
  const quarantined = sum(playing, (row) => row.quarantined);
  return (
    <dl className="figures">
      <Figure name={words.t('house.screenings')} value={words.number(playing.length)} />
      <Figure
        name={words.t('house.sold')}
        value={words.number(sold)}
        note={words.t('house.occupancy', { percent: words.number(percent) })}
      />
      <Figure
        name={words.t('house.takings')}
        value={words.money(
          sum(screenings, (row) => row.takingsMinor),
          cinema.currency,
        )}
      />
      <Figure name={words.t('house.in')} value={words.number(sum(playing, (row) => row.admitted))} />
      <Figure
        name={words.t('house.stranded')}
        value={words.number(stranded)}
        note={words.t('house.stranded.note')}
        tone={stranded > 0 ? 'warn' : ''}
      />
      <Figure
        name={words.t('house.quarantined')}
        value={words.number(quarantined)}
        note={words.t('house.quarantine.note')}
        tone={quarantined > 0 ? 'bad' : ''}
      />
    </dl>
  );
}

const numeric = [
  'sold',
  'free',
  'phones',
  'granted',
  'stranded',
  'quarantined',
  'blocked',
  'wheelchair',
  'in',
  'takings',
] as const;

function HouseTable({ screenings }: { screenings: readonly HouseScreening[] }) {
  const { words } = useApp();
  return (
    <div className="table-frame">
      <table className="house">
        <thead>
          <tr>
            <th scope="col">{words.t('house.time')}</th>
            <th scope="col">{words.t('house.film')}</th>
            <th scope="col">{words.t('house.seats')}</th>
            {numeric.map((name) => (
              <th key={name} scope="col" className="number">
                {words.t(`house.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {screenings.map((row) => (
            <HouseRow key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A day has dozens of rows, and a sale changes one; where all are asked for again, most are as they were. */
const HouseRow = memo(function HouseRow({ row }: { row: HouseScreening }) {
  const { words, cinema, day } = useApp();
  const isCancelled = row.state === 'cancelled';
  const holders = row.holders.map(({ name, terminal, seats }) => `${name || terminal}: ${seats}`).join(', ');
  return (
    // The film's name is a link; the row is a larger place for a pointer.
    <tr
      className={isCancelled ? 'is-cancelled' : row.endsAtMs < nowMs() ? 'is-over' : undefined}
      data-testid={`screening-${row.id}`}
      onClick={() => go('house', cinema.id, day, row.id)}
    >
      <td className="time">
        <b>{words.time(row.startsAtMs, cinema.timeZone)}</b>
        <small>{words.time(row.endsAtMs, cinema.timeZone)}</small>
      </td>
      <td className="film">
        <a href={pathTo('house', cinema.id, day, row.id)}>{row.title}</a>
        <small>
          {row.venue} · {row.display}
          {row.seating !== 'numbered' && ` · ${words.t('house.free-seating')}`}
        </small>
        {isCancelled && <Badge tone="quiet">{words.t('house.cancelled')}</Badge>}
        {row.openExceptions > 0 && (
          <Badge tone="bad">{words.t('house.exceptions', { n: words.number(row.openExceptions) })}</Badge>
        )}
      </td>
      <td>
        <SeatBar row={row} />
      </td>
      <td className="number">
        <b>{words.number(row.sold)}</b>
        <small>/{words.number(row.capacity)}</small>
      </td>
      <td className="number">
        <Count value={row.free} />
      </td>
      <td className="number">
        <Count value={row.held} />
      </td>
      <td className="number" title={holders}>
        <Count value={row.granted} />
      </td>
      <td className="number" title={holders}>
        <Count value={row.stranded} tone="warn" />
      </td>
      <td className="number" title={holders}>
        <Count value={row.quarantined} tone="bad" />
      </td>
      <td className="number">
        <Count value={row.blocked} />
      </td>
      <td className="number">
        {row.wheelchair.all === 0 ? <span className="none">–</span> : `${row.wheelchair.left}/${row.wheelchair.all}`}
      </td>
      <td className="number">
        <Count value={row.admitted} />
      </td>
      <td className="number">{words.money(row.takingsMinor, row.currency)}</td>
    </tr>
  );
}, isSameRow);

function isSameRow(before: { row: HouseScreening }, after: { row: HouseScreening }): boolean {
  return before.row === after.row || JSON.stringify(before.row) === JSON.stringify(after.row);
}

const parts = ['sold', 'held', 'granted', 'stranded', 'quarantined', 'blocked'] as const;

/** Where the seats are, as one bar. */
export function SeatBar({ row }: { row: HouseScreening }) {
  const { words } = useApp();
  const share = (n: number): CSSProperties => ({ inlineSize: `${(100 * n) / Math.max(1, row.capacity)}%` });
  return (
    <span
      className="seat-bar"
      role="img"
      aria-label={words.t('house.sold-of', { sold: words.number(row.sold), all: words.number(row.capacity) })}
    >
      {parts.map((part) => row[part] > 0 && <i key={part} className={part} style={share(row[part])} />)}
    </span>
  );
}

function saveHouse(rows: readonly HouseScreening[], day: string): void {
  const head = ['screening', 'starts', 'film', 'venue', 'state', 'capacity', 'sold', 'free', 'held', 'with terminals'];
  const more = ['stranded', 'quarantined', 'blocked', 'wheelchair left', 'let in', 'takings', 'currency'];
  const lines = rows.map((row) => [
    row.id,
    new Date(row.startsAtMs).toISOString(),
    row.title,
    row.venue,
    row.state,
    row.capacity,
    row.sold,
    row.free,
    row.held,
    row.granted,
    row.stranded,
    row.quarantined,
    row.blocked,
    row.wheelchair.left,
    row.admitted,
    decimal(row.takingsMinor),
    row.currency,
  ]);
  saveFile(`house-${day}.csv`, writeCsv([[...head, ...more], ...lines]));
}
