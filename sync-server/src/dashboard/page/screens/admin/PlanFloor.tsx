// biome-ignore-all lint/a11y/useSemanticElements: cells stand where seats stand, which no table's do.
// biome-ignore-all lint/a11y/useFocusableInteractive: in a grid the cells have the focus, not the rows.
import { type CSSProperties, memo, useEffect, useMemo, useRef } from 'react';
import { useApp, useWords } from '../../app.ts';
import { boundsOf, type Cell, type Place } from '../../seat-plan/plan.ts';
import { usePlanKeys } from './plan-keys.ts';
import { usePlanPointer } from './plan-pointer.ts';
import type { Drawing, Room } from './use-plan.ts';

const at = (x: number, y: number): CSSProperties => ({ '--x': x, '--y': y }) as CSSProperties;

/** The room from the screen back, with a place to spare on every side: a grid of cells for whoever can't see it. */
export function PlanFloor({ drawing, venue }: { drawing: Drawing; venue: string }) {
  const { words } = useApp();
  const { plan, chosen, cursor } = drawing;
  const floor = useRef<HTMLDivElement>(null);
  const { room, rows } = useRoom(plan.places, cursor);
  const pointer = usePlanPointer(drawing, room);
  const onKeyDown = usePlanKeys(drawing);
  /** A seat that is moved or taken out takes the focus with it: the next one under the cursor gets it. */
  const wantsFocus = useRef(false);
  const want = () => {
    wantsFocus.current = true;
  };
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    const { activeElement } = document;
    if (activeElement !== document.body && !floor.current?.contains(activeElement)) return;
    floor.current?.querySelector<HTMLElement>(`[data-cell="${cursor.x} ${cursor.y}"]`)?.focus();
  });
  const isOnSeat = plan.places.some(({ x, y }) => x === cursor.x && y === cursor.y);
  return (
    <section className="room-frame plan-frame">
      <div className="room">
        <div className="film-screen" aria-hidden="true">
          {words.t('screening.screen')}
        </div>
        <div
          ref={floor}
          className="plan-floor"
          role="grid"
          aria-label={words.t('plan.grid', { venue })}
          aria-multiselectable="true"
          aria-rowcount={room.rows}
          aria-colcount={room.columns}
          data-testid="plan-floor"
          style={{ '--columns': room.columns, '--rows': room.rows } as CSSProperties}
          {...pointer.handlers}
          onKeyDown={(event) => {
            want();
            onKeyDown(event);
          }}
          onPointerUp={(event) => {
            want();
            pointer.handlers.onPointerUp(event);
          }}
        >
          {rows.map(({ y, places, name }) => (
            <div key={y} role="row" className="plan-row" aria-rowindex={y - room.top + 1}>
              {name !== '' && (
                <span role="rowheader" className="row-name" style={at(0, y - room.top)}>
                  {name}
                </span>
              )}
              {places.map((place) => (
                <PlanSeat
                  key={place.key}
                  place={place}
                  left={place.x - room.left}
                  top={place.y - room.top}
                  isChosen={chosen.has(place.key)}
                  isCursor={place.x === cursor.x && place.y === cursor.y}
                />
              ))}
              {!isOnSeat && cursor.y === y && (
                <span
                  role="gridcell"
                  tabIndex={0}
                  className="plan-cell"
                  data-cell={`${cursor.x} ${cursor.y}`}
                  aria-colindex={cursor.x - room.left + 1}
                  aria-label={words.t('plan.empty-cell')}
                  style={at(cursor.x - room.left, cursor.y - room.top)}
                />
              )}
            </div>
          ))}
          {pointer.frame && (
            <span
              className="plan-rubber"
              style={
                {
                  ...at(pointer.frame.left - room.left, pointer.frame.top - room.top),
                  '--across': pointer.frame.right - pointer.frame.left + 1,
                  '--down': pointer.frame.bottom - pointer.frame.top + 1,
                } as CSSProperties
              }
            />
          )}
        </div>
      </div>
      <p className="muted plan-hint">{words.t('plan.hint')}</p>
    </section>
  );
}

function useRoom(places: readonly Place[], cursor: Cell) {
  return useMemo(() => {
    const { left, right, top, bottom } = boundsOf([...places, cursor]);
    // A column for the rows' names, and one to spare.
    const room: Room = { left: left - 2, top: top - 1, columns: right - left + 5, rows: bottom - top + 3 };
    const byRow = Map.groupBy(places, ({ y }) => y);
    if (!byRow.has(cursor.y)) byRow.set(cursor.y, []);
    const rows = [...byRow]
      .sort(([a], [b]) => a - b)
      .map(([y, seats]) => ({
        y,
        places: [...seats].sort((a, b) => a.x - b.x),
        name: [...new Set(seats.map(({ row }) => row))].join('/'),
      }));
    return { room, rows };
  }, [places, cursor]);
}

interface PlanSeatProps {
  place: Place;
  left: number;
  top: number;
  isChosen: boolean;
  isCursor: boolean;
}

const signs: Partial<Record<Place['kind'], string>> = {
  wheelchair: 'M10.500 5.500a1 1 0 1 0 .01 0M10.500 8.500v5h5l2 4.500M8.500 11.500a4 4 0 1 0 5.200 5.500',
  companion: 'M12 11.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6M6 19c.500-4 3-5.500 6-5.500s5.500 1.500 6 5.500',
};

const PlanSeat = memo(function PlanSeat({ place, left, top, isChosen, isCursor }: PlanSeatProps) {
  const words = useWords();
  const { label, row, kind, isBroken } = place;
  const sign = signs[kind];
  const number = label.startsWith(row) ? label.slice(row.length).replace(/^-/, '') : label;
  const told = [label, words.t(`kind.${kind}`), ...(isBroken ? [words.t('blocked.broken')] : [])].join(', ');
  return (
    <span
      role="gridcell"
      tabIndex={isCursor ? 0 : -1}
      className={`seat plan-seat ${kind}${isBroken ? ' broken' : ''}`}
      style={at(left, top)}
      data-cell={`${place.x} ${place.y}`}
      data-key={place.key}
      data-seat={label}
      data-kind={kind}
      data-number={sign ? undefined : number}
      aria-selected={isChosen}
      aria-colindex={left + 1}
      aria-label={told}
      title={told}
    >
      {sign && (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={sign} />
        </svg>
      )}
    </span>
  );
});
