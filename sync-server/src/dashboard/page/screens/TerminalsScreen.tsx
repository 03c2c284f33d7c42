import { useState } from 'react';
import type { Terminal } from '../api-types.ts';
import { useApp, useLoaded, useNews } from '../app.ts';
import { writeCsv } from '../parts/csv.ts';
import { Icon } from '../parts/Icon.tsx';
import { Badge, Count, Empty, Figure, Loading, RefusalNotice } from '../parts/parts.tsx';
import { nowMs, saveFile } from '../platform.ts';
import { CloseDialog } from './CloseDialog.tsx';
import { EnrolDialog } from './EnrolDialog.tsx';
import { RecallDialog, RenameDialog } from './TerminalDialogs.tsx';

type Asking = { what: 'rename' | 'recall' | 'break' | 'replace'; terminal: Terminal } | { what: 'enrol' } | null;
type Shown = 'open' | 'closed';

export function TerminalsScreen() {
  const { api, words, cinema } = useApp();
  const [shown, setShown] = useState<Shown>('open');
  const [asking, setAsking] = useState<Asking>(null);
  const fleet = useLoaded(`terminals ${cinema.id}`, () => api.terminals(cinema.id));
  useNews({ terminals: fleet.again, programme: fleet.again, returned: fleet.again });
  const all = fleet.state === 'here' ? fleet.body.terminals : [];
  const rows = all.filter(({ state }) => (state === 'open') === (shown === 'open'));
  const close = () => setAsking(null);
  const finish = () => {
    setAsking(null);
    fleet.again();
  };
  const loadMore = async (cursor: string) => {
    const answer = await api.terminals(cinema.id, cursor);
    if (answer.ok)
      fleet.change((body) => ({ terminals: [...body.terminals, ...answer.body.terminals], next: answer.body.next }));
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('terminals.title')}</h1>
        <div className="tabs">
          {(['open', 'closed'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={shown === each} onClick={() => setShown(each)}>
              {words.t(`terminals.filter.${each}`)}
            </button>
          ))}
        </div>
        {rows.length > 0 && (
          <button type="button" className="button small" onClick={() => saveTerminals(all)}>
            <Icon name="save" />
            {words.t('csv')}
          </button>
        )}
        <button
          type="button"
          className="button primary"
          data-testid="enrol"
          onClick={() => setAsking({ what: 'enrol' })}
        >
          <Icon name="plus" />
          {words.t('terminals.enrol')}
        </button>
      </div>
      {fleet.state === 'loading' && <Loading />}
      {fleet.state === 'refused' && <RefusalNotice refusal={fleet.refusal} again={fleet.again} />}
      {fleet.state === 'here' && rows.length === 0 && (
        <Empty title={words.t('terminals.empty')}>{words.t('terminals.empty.more')}</Empty>
      )}
      {rows.length > 0 && (
        <>
          {shown === 'open' && <FleetFigures rows={rows} />}
          <TerminalTable rows={rows} onAsk={(what, terminal) => setAsking({ what, terminal })} />
        </>
      )}
      {fleet.state === 'here' && fleet.body.next && (
        <button type="button" className="button more" onClick={() => void loadMore(fleet.body.next ?? '')}>
          {words.t('more')}
        </button>
      )}
      {asking?.what === 'enrol' && <EnrolDialog onClose={finish} />}
      {asking?.what === 'rename' && <RenameDialog terminal={asking.terminal} onClose={close} onDone={finish} />}
      {asking?.what === 'recall' && <RecallDialog terminal={asking.terminal} onClose={close} onDone={finish} />}
      {(asking?.what === 'break' || asking?.what === 'replace') && (
        <CloseDialog
          terminal={asking.terminal}
          isReplaced={asking.what === 'replace'}
          onClose={close}
          onDone={fleet.again}
        />
      )}
    </>
  );
}

function FleetFigures({ rows }: { rows: readonly Terminal[] }) {
  const { words } = useApp();
  const online = rows.filter(({ isReachable }) => isReachable).length;
  const offline = rows.length - online;
  const held = (wanted: boolean) =>
    rows.filter(({ isReachable }) => isReachable === wanted).reduce((total, { holding }) => total + holding, 0);
  return (
    <dl className="figures small">
      <Figure name={words.t('terminals.online')} value={words.number(online)} />
      <Figure name={words.t('terminals.offline')} value={words.number(offline)} tone={offline > 0 ? 'warn' : ''} />
      <Figure
        name={words.t('terminals.holding')}
        value={words.t('screening.seats-n', { n: words.number(held(true)) })}
      />
      <Figure
        name={words.t('house.stranded')}
        value={words.t('screening.seats-n', { n: words.number(held(false)) })}
        tone={held(false) > 0 ? 'warn' : ''}
      />
    </dl>
  );
}

interface TerminalTableProps {
  rows: readonly Terminal[];
  onAsk: (what: 'rename' | 'recall' | 'break' | 'replace', terminal: Terminal) => void;
}

function TerminalTable({ rows, onAsk }: TerminalTableProps) {
  const { words } = useApp();
  return (
    <div className="table-frame">
      <table className="terminals">
        <thead>
          <tr>
            <th scope="col">{words.t('terminals.name')}</th>
            <th scope="col">{words.t('terminals.state')}</th>
            <th scope="col">{words.t('terminals.contact')}</th>
            <th scope="col">{words.t('terminals.version')}</th>
            <th scope="col" className="number">
              {words.t('terminals.journal')}
            </th>
            <th scope="col" className="number">
              {words.t('terminals.holding')}
            </th>
            <th scope="col" className="number">
              {words.t('terminals.quarantined')}
            </th>
            <th scope="col">{words.t('terminals.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TerminalRow key={row.terminal} row={row} onAsk={onAsk} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TerminalRow({ row, onAsk }: { row: Terminal; onAsk: TerminalTableProps['onAsk'] }) {
  const { words, cinema } = useApp();
  const contact = row.lastSeenMs;
  const actions = ['rename', ...(row.holding > 0 ? ['recall'] : []), 'replace', 'break'] as const;
  return (
    <tr data-testid={`terminal-${row.terminal}`}>
      <td>
        <b>{row.name}</b>
        <small>
          {words.t('holder.terminal', { n: row.terminal })} · {words.t(`role.${row.role}`)}
        </small>
      </td>
      <td>
        {row.closed ? (
          <>
            <Badge tone="quiet">{words.t('terminals.closed')}</Badge>
            <small>
              {words.named('terminals.closed-as', row.closed.as)}
              {row.closed.by && `, ${row.closed.by}`}
            </small>
          </>
        ) : (
          <Badge tone={row.isReachable ? 'good' : 'warn'}>
            {words.t(row.isReachable ? 'terminals.online' : 'terminals.offline')}
          </Badge>
        )}
      </td>
      <td title={contact === null ? undefined : words.instant(contact, cinema.timeZone)}>
        {row.isReachable
          ? words.t('terminals.now')
          : contact === null
            ? words.t('terminals.never')
            : words.ago(contact, nowMs())}
      </td>
      <td>{row.appVersion ?? '–'}</td>
      <td className="number">
        {words.number(row.ackedSeq)}
        {row.closed && (
          <small className={row.isJournalWhole ? '' : 'warn'}>
            {words.t(row.isJournalWhole ? 'terminals.whole' : 'terminals.not-whole')}
          </small>
        )}
      </td>
      <td className="number">
        <Count value={row.holding} tone={row.isReachable ? '' : 'warn'} />
      </td>
      <td className="number">
        <Count value={row.quarantined} tone="bad" />
      </td>
      <td>
        {row.state === 'open' && (
          <span className="row-actions">
            {actions.map((what) => (
              <button
                key={what}
                type="button"
                className={what === 'break' ? 'link danger' : 'link'}
                data-testid={`${what}-${row.terminal}`}
                onClick={() => onAsk(what as 'rename', row)}
              >
                {words.t(`terminals.${what as 'rename'}`)}
              </button>
            ))}
          </span>
        )}
      </td>
    </tr>
  );
}

function saveTerminals(rows: readonly Terminal[]): void {
  const head = ['terminal', 'name', 'role', 'state', 'reachable', 'last contact', 'version', 'journal', 'holds'];
  const lines = rows.map((row) => [
    row.terminal,
    row.name,
    row.role,
    row.state,
    row.isReachable ? 'yes' : 'no',
    row.lastSeenMs === null ? '' : new Date(row.lastSeenMs).toISOString(),
    row.appVersion ?? '',
    row.ackedSeq,
    row.holding,
    row.quarantined,
  ]);
  saveFile('terminals.csv', writeCsv([[...head, 'quarantined'], ...lines]));
}
