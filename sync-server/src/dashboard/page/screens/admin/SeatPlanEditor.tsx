import { useEffect, useMemo, useRef, useState } from 'react';
import { useApp } from '../../app.ts';
import type { SeatPlan } from '../../calls/catalogue.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Dialog } from '../../parts/parts.tsx';
import { saveFile } from '../../platform.ts';
import { pathTo } from '../../route.ts';
import { findFaults } from '../../seat-plan/faults.ts';
import { type FileFault, planFileMax, readPlanFile, writePlanFile } from '../../seat-plan/file.ts';
import { addPattern, firstPattern, readPattern, rowAfter } from '../../seat-plan/pattern.ts';
import { makePlan, mirror, type Plan, turnRound } from '../../seat-plan/plan.ts';
import { PatternFields } from './PatternFields.tsx';
import { PlanFloor } from './PlanFloor.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import { SavePlanDialog } from './SavePlanDialog.tsx';
import { type Drawing, usePlan } from './use-plan.ts';

interface EditorProps {
  venue: SeatPlan;
  onSaved: () => void;
}

/** Seats of a venue are drawn by whoever has a mouse, a keyboard or a screen reader. */
export function SeatPlanEditor({ venue, onSaved }: EditorProps) {
  const { words, cinema } = useApp();
  const first = useMemo(() => makePlan(venue.seats), [venue]);
  const drawing = usePlan(first);
  const faults = useMemo(() => findFaults(drawing.plan), [drawing.plan]);
  const [open, setOpen] = useState<'pattern' | 'save' | 'keys' | null>(null);
  const [fileFaults, setFileFaults] = useState<FileFault[] | null>(null);
  useUnsaved(drawing.isChanged, words.t('plan.leave'));
  const isWrong = faults.some((fault) => fault.isWrong);
  const importFile = (text: string) => {
    const read = readPlanFile(text);
    if (!read.ok) return setFileFaults(read.faults);
    drawing.draw(makePlan(read.seats), words.t('plan.imported', { n: read.seats.length }));
  };
  return (
    <>
      <div className="head">
        <a className="back" href={pathTo('admin', cinema.id, '', 'venues')} aria-label={words.t('plan.back')}>
          <Icon name="back" />
        </a>
        <div className="head-words">
          <h1>{venue.name}</h1>
          <small>{words.t('plan.title')}</small>
        </div>
        {drawing.isChanged && <span className="badge warn">{words.t('plan.unsaved')}</span>}
        <button
          type="button"
          className="button primary"
          disabled={!drawing.isChanged || isWrong}
          onClick={() => setOpen('save')}
          data-testid="save-plan"
        >
          {words.t('plan.save')}
        </button>
      </div>
      <ToolBar
        drawing={drawing}
        onOpen={setOpen}
        onImport={importFile}
        onExport={() =>
          saveFile(`${fileName(venue.name)}.seats.json`, writePlanFile(venue.name, drawing.plan), 'application/json')
        }
      />
      <div className="plan-editor">
        <PlanFloor drawing={drawing} venue={venue.name} />
        <PlanPanel drawing={drawing} faults={faults} />
      </div>
      <p className="unseen" role="status" aria-live="polite" data-testid="plan-said">
        {drawing.said}
      </p>
      {open === 'pattern' && <PatternDialog drawing={drawing} onClose={() => setOpen(null)} />}
      {open === 'keys' && <KeysDialog onClose={() => setOpen(null)} />}
      {open === 'save' && (
        <SavePlanDialog venue={venue} plan={drawing.plan} onClose={() => setOpen(null)} onSaved={onSaved} />
      )}
      {fileFaults && <FileFaultsDialog faults={fileFaults} onClose={() => setFileFaults(null)} />}
    </>
  );
}

/** Whoever leaves by mistake, by the window or by a link, is asked first. */
function useUnsaved(isChanged: boolean, question: string): void {
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    const askAtLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null;
      if (!link || confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('beforeunload', ask);
    document.addEventListener('click', askAtLink, true);
    return () => {
      removeEventListener('beforeunload', ask);
      document.removeEventListener('click', askAtLink, true);
    };
  }, [isChanged, question]);
}

const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'venue';

interface ToolBarProps {
  drawing: Drawing;
  onOpen: (what: 'pattern' | 'keys') => void;
  onImport: (text: string) => void;
  onExport: () => void;
}

function ToolBar({ drawing, onOpen, onImport, onExport }: ToolBarProps) {
  const { words } = useApp();
  const file = useRef<HTMLInputElement>(null);
  const all = (to: (plan: Plan) => Plan, said: 'plan.mirrored' | 'plan.turned') => () =>
    drawing.draw(to(drawing.plan), words.t(said));
  const take = async (picked: File | undefined) => {
    if (!picked) return;
    onImport(picked.size > planFileMax ? ' '.repeat(planFileMax + 1) : await picked.text());
    if (file.current) file.current.value = '';
  };
  return (
    <div className="plan-tools" role="toolbar" aria-label={words.t('plan.tools')}>
      <button type="button" className="button small" onClick={() => onOpen('pattern')} data-testid="pattern">
        <Icon name="plus" />
        {words.t('plan.pattern')}
      </button>
      <button
        type="button"
        className="button small"
        disabled={!drawing.canUndo}
        onClick={drawing.undo}
        data-testid="undo"
      >
        {words.t('plan.undo')}
      </button>
      <button
        type="button"
        className="button small"
        disabled={!drawing.canRedo}
        onClick={drawing.redo}
        data-testid="redo"
      >
        {words.t('plan.redo')}
      </button>
      <button
        type="button"
        className="button small"
        onClick={() => drawing.choose(drawing.plan.places.map(({ key }) => key))}
        data-testid="choose-all"
      >
        {words.t('plan.all')}
      </button>
      <button type="button" className="button small" onClick={all(mirror, 'plan.mirrored')} data-testid="mirror">
        {words.t('plan.mirror')}
      </button>
      <button
        type="button"
        className="button small"
        title={words.t('plan.turn.more')}
        onClick={all(turnRound, 'plan.turned')}
        data-testid="turn"
      >
        {words.t('plan.turn')}
      </button>
      <span className="plan-tools-end">
        <button type="button" className="button small" onClick={() => file.current?.click()}>
          {words.t('plan.import')}
        </button>
        <input
          ref={file}
          type="file"
          className="unseen"
          tabIndex={-1}
          aria-hidden="true"
          accept=".json,application/json"
          data-testid="import"
          onChange={(event) => void take(event.target.files?.[0])}
        />
        <button type="button" className="button small" onClick={onExport} data-testid="export">
          {words.t('plan.export')}
        </button>
        <button type="button" className="button small" onClick={() => onOpen('keys')}>
          {words.t('plan.keys')}
        </button>
      </span>
    </div>
  );
}

function PatternDialog({ drawing, onClose }: { drawing: Drawing; onClose: () => void }) {
  const { words } = useApp();
  const [pattern, setPattern] = useState({
    ...firstPattern,
    rows: drawing.plan.places.length === 0 ? firstPattern.rows : rowAfter(drawing.plan, firstPattern.skip),
  });
  const read = readPattern(pattern, drawing.plan);
  const add = () => {
    if (!read.ok) return;
    const to = addPattern(drawing.plan, pattern, read.read);
    drawing.draw(to, words.t('plan.added', { n: to.places.length - drawing.plan.places.length }));
    drawing.choose(to.places.slice(drawing.plan.places.length).map(({ key }) => key));
    onClose();
  };
  return (
    <Dialog title={words.t('pattern.title')} isWide onClose={onClose}>
      <PatternFields pattern={pattern} plan={drawing.plan} onChange={setPattern} />
      <footer className="order-bar">
        <button type="button" className="button" onClick={onClose}>
          {words.t('cancel')}
        </button>
        <button type="button" className="button primary" disabled={!read.ok} onClick={add} data-testid="add-pattern">
          {words.t('pattern.add')}
        </button>
      </footer>
    </Dialog>
  );
}

function FileFaultsDialog({ faults, onClose }: { faults: readonly FileFault[]; onClose: () => void }) {
  const { words } = useApp();
  return (
    <Dialog title={words.t('plan-file.title')} onClose={onClose}>
      <p>{words.t('plan-file.lead')}</p>
      <ul className="notice bad" data-testid="file-faults">
        {faults.map((fault) => (
          <li key={JSON.stringify(fault)}>{words.t(fault.word, fault.values)}</li>
        ))}
      </ul>
    </Dialog>
  );
}

const shortcuts = [
  'arrows',
  'shift',
  'space',
  'drag',
  'alt',
  'kinds',
  'enter',
  'delete',
  'all',
  'undo',
  'escape',
] as const;

function KeysDialog({ onClose }: { onClose: () => void }) {
  const { words } = useApp();
  return (
    <Dialog title={words.t('plan.keys')} onClose={onClose}>
      <dl className="shortcuts">
        {shortcuts.map((name) => (
          <div key={name}>
            <dt>
              <kbd>{words.t(`plan.key.${name}`)}</kbd>
            </dt>
            <dd>{words.t(`plan.does.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
