import { useState } from 'react';
import { useApp } from '../../app.ts';
import { Field } from '../../parts/parts.tsx';
import {
  insertAisle,
  insertCrossAisle,
  limits,
  movePlaces,
  type Numbering,
  type Place,
  removePlaces,
  renameRow,
  renumber,
  seatKinds,
  setKind,
  setLabel,
} from '../../seat-plan/plan.ts';
import type { Drawing } from './use-plan.ts';

export function ChosenSeats({ drawing }: { drawing: Drawing }) {
  const { words } = useApp();
  const places = drawing.plan.places.filter(({ key }) => drawing.chosen.has(key));
  const [only] = places;
  const rows = [...new Set(places.map(({ row }) => row))];
  const [row] = rows;
  return (
    <>
      <h2 data-testid="chosen">
        {only && places.length === 1 ? only.label : words.t('plan.chosen', { n: places.length })}
      </h2>
      <Kinds drawing={drawing} places={places} />
      {only && places.length === 1 && <LabelField drawing={drawing} place={only} />}
      {row !== undefined && rows.length === 1 && <RowField key={row} drawing={drawing} row={row} />}
      {places.length > 1 && <NumberFields drawing={drawing} />}
      <MoveButtons drawing={drawing} places={places} />
    </>
  );
}

interface ChosenProps {
  drawing: Drawing;
  places: readonly Place[];
}

function Kinds({ drawing, places }: ChosenProps) {
  const { words } = useApp();
  const { plan, chosen } = drawing;
  return (
    <fieldset className="plan-kinds">
      <legend>{words.t('plan.kind')}</legend>
      {seatKinds.map((kind) => (
        <button
          key={kind}
          type="button"
          className="button small"
          aria-pressed={places.every((place) => place.kind === kind)}
          data-testid={`kind-${kind}`}
          onClick={() => drawing.draw(setKind(plan, chosen, kind), words.t('plan.kind-set', { n: chosen.size }))}
        >
          <i className={`seat plan-seat ${kind}`} aria-hidden="true" />
          {words.t(`kinds.${kind}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** One step of the drawing, not one for each letter. */
function LabelField({ drawing, place }: { drawing: Drawing; place: Place }) {
  const { words } = useApp();
  const set = (label: string) => {
    if (label !== place.label)
      drawing.draw(setLabel(drawing.plan, place.key, label), words.t('plan.labelled', { label }));
  };
  return (
    <Field label={words.t('plan.label')}>
      {(id) => (
        <input
          id={id}
          maxLength={limits.label}
          key={place.label}
          defaultValue={place.label}
          data-testid="seat-label"
          onBlur={(event) => set(event.target.value.trim())}
          onKeyDown={(event) => event.key === 'Enter' && set(event.currentTarget.value.trim())}
        />
      )}
    </Field>
  );
}

function RowField({ drawing, row }: { drawing: Drawing; row: string }) {
  const { words } = useApp();
  const [name, setName] = useState(row);
  const rename = () =>
    drawing.draw(renameRow(drawing.plan, row, name.trim()), words.t('plan.row-renamed', { row: name }));
  return (
    <div className="field-row">
      <Field label={words.t('plan.row')}>
        {(id) => (
          <input
            id={id}
            maxLength={limits.row}
            value={name}
            data-testid="row-name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <button
        type="button"
        className="button small"
        disabled={name.trim() === '' || name.trim() === row}
        onClick={rename}
        data-testid="rename-row"
      >
        {words.t('plan.row.rename')}
      </button>
    </div>
  );
}

const steps = { each: 1, two: 2 } as const;

function NumberFields({ drawing }: { drawing: Drawing }) {
  const { words } = useApp();
  const [start, setStart] = useState(1);
  const [by, setBy] = useState<keyof typeof steps>('each');
  const [from, setFrom] = useState<Numbering['from']>('left');
  const apply = () =>
    drawing.draw(
      renumber(drawing.plan, drawing.chosen, { start, step: steps[by], from }),
      words.t('plan.renumbered', { n: drawing.chosen.size }),
    );
  return (
    <fieldset className="plan-numbers">
      <legend>{words.t('plan.number')}</legend>
      <Field label={words.t('plan.number.start')}>
        {(id) => (
          <input
            id={id}
            type="number"
            min={0}
            value={start}
            data-testid="number-start"
            onChange={(event) => setStart(Number(event.target.value))}
          />
        )}
      </Field>
      <Field label={words.t('plan.number.step')}>
        {(id) => (
          <select id={id} value={by} onChange={(event) => setBy(event.target.value as 'each')}>
            <option value="each">{words.t('plan.number.each')}</option>
            <option value="two">{words.t('plan.number.two')}</option>
          </select>
        )}
      </Field>
      <Field label={words.t('pattern.field.from')}>
        {(id) => (
          <select id={id} value={from} onChange={(event) => setFrom(event.target.value as 'left')}>
            <option value="left">{words.t('pattern.from.left')}</option>
            <option value="right">{words.t('pattern.from.right')}</option>
          </select>
        )}
      </Field>
      <button
        type="button"
        className="button small"
        disabled={!Number.isInteger(start) || start < 0}
        onClick={apply}
        data-testid="renumber"
      >
        {words.t('plan.number.go')}
      </button>
    </fieldset>
  );
}

const ways = [
  ['left', { x: -1, y: 0 }, '←'],
  ['up', { x: 0, y: -1 }, '↑'],
  ['down', { x: 0, y: 1 }, '↓'],
  ['right', { x: 1, y: 0 }, '→'],
] as const;

function MoveButtons({ drawing, places }: ChosenProps) {
  const { words } = useApp();
  const { plan, chosen } = drawing;
  const left = Math.min(...places.map(({ x }) => x));
  const front = Math.min(...places.map(({ y }) => y));
  const rows = new Set(places.map(({ y }) => y));
  const move = (by: { x: number; y: number }) => {
    const moved = movePlaces(plan, chosen, by);
    if (moved) drawing.draw(moved, words.t('plan.moved', { n: chosen.size }));
    else drawing.say(words.t('plan.no-room'));
  };
  return (
    <>
      <fieldset className="plan-moves">
        <legend>{words.t('plan.move')}</legend>
        {ways.map(([name, by, arrow]) => (
          <button
            key={name}
            type="button"
            className="button small"
            aria-label={words.t(`plan.move.${name}`)}
            onClick={() => move(by)}
            data-testid={`move-${name}`}
          >
            {arrow}
          </button>
        ))}
      </fieldset>
      <fieldset className="plan-aisles">
        <legend>{words.t('plan.aisle')}</legend>
        <button
          type="button"
          className="button small"
          onClick={() => drawing.draw(insertAisle(plan, left, null), words.t('plan.aisle-made'))}
          data-testid="aisle"
        >
          {words.t('plan.aisle.all')}
        </button>
        <button
          type="button"
          className="button small"
          onClick={() => drawing.draw(insertAisle(plan, left, rows), words.t('plan.aisle-made'))}
          data-testid="aisle-rows"
        >
          {words.t('plan.aisle.rows')}
        </button>
        <button
          type="button"
          className="button small"
          onClick={() => drawing.draw(insertCrossAisle(plan, front), words.t('plan.aisle-made'))}
          data-testid="cross-aisle"
        >
          {words.t('plan.aisle.cross')}
        </button>
      </fieldset>
      <button
        type="button"
        className="button danger-quiet"
        onClick={() => drawing.draw(removePlaces(plan, chosen), words.t('plan.removed', { n: chosen.size }))}
        data-testid="remove-seats"
      >
        {words.t('plan.remove')}
      </button>
    </>
  );
}
