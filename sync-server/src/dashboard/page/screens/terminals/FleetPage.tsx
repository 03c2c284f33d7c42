import { useState } from 'react';
import type { Terminal } from '../../api-types.ts';
import { useApp, useLoaded, useNews } from '../../app.ts';
import { writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Empty, Figure, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { saveFile } from '../../platform.ts';
import { CloseDialog } from '../CloseDialog.tsx';
import { EnrolDialog } from '../EnrolDialog.tsx';
import { RecallDialog, RenameDialog } from '../TerminalDialogs.tsx';
import { sortByAlarm } from './alarms.tsx';
import { DetailsDialog } from './DetailsDialog.tsx';
import { type RowAct, TerminalTable } from './TerminalTable.tsx';

type Asking = { what: RowAct; terminal: Terminal } | { what: 'enrol' } | null;
type Shown = 'open' | 'closed';

export function FleetPage() {
  const { api, words, cinema } = useApp();
  const [shown, setShown] = useState<Shown>('open');
  const [asking, setAsking] = useState<Asking>(null);
  const fleet = useLoaded(`terminals ${cinema.id}`, () => api.terminals(cinema.id));
  useNews({ terminals: fleet.again, programme: fleet.again, returned: fleet.again });
  const all = fleet.state === 'here' ? fleet.body.terminals : [];
  const rows = sortByAlarm(all.filter(({ state }) => (state === 'open') === (shown === 'open')));
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
      {asking?.what === 'details' && (
        <DetailsDialog
          terminal={all.find(({ terminal }) => terminal === asking.terminal.terminal) ?? asking.terminal}
          onClose={close}
        />
      )}
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
  const needing = rows.filter(({ alarms }) => alarms.some(({ tone }) => tone !== 'quiet')).length;
  const isBad = rows.some(({ alarms }) => alarms[0]?.tone === 'bad');
  const held = (wanted: boolean) =>
    rows.filter(({ isReachable }) => isReachable === wanted).reduce((total, { holding }) => total + holding, 0);
  return (
    <dl className="figures small">
      <Figure name={words.t('terminals.online')} value={words.number(online)} />
      <Figure name={words.t('terminals.offline')} value={words.number(offline)} tone={offline > 0 ? 'warn' : ''} />
      <Figure
        name={words.t('terminals.needs')}
        value={words.number(needing)}
        tone={isBad ? 'bad' : needing > 0 ? 'warn' : ''}
      />
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

function saveTerminals(rows: readonly Terminal[]): void {
  const head = [
    'terminal',
    'name',
    'role',
    'state',
    'reachable',
    'last contact',
    'version',
    'journal',
    'holds',
    'quarantined',
    'told',
    'unsent',
    'oldest unsent',
    'paper',
    'disk free MB',
    'clock ms',
    'needs',
  ];
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
    row.status ? new Date(row.status.atMs).toISOString() : '',
    row.status?.unsent ?? '',
    row.status?.oldestUnsentAtMs == null ? '' : new Date(row.status.oldestUnsentAtMs).toISOString(),
    row.status?.paper ?? '',
    row.status?.diskFreeBytes == null ? '' : Math.round(row.status.diskFreeBytes / 1e6),
    row.status?.clock?.driftMs ?? '',
    row.alarms.map(({ code }) => code).join(' '),
  ]);
  saveFile('terminals.csv', writeCsv([head, ...lines]));
}
