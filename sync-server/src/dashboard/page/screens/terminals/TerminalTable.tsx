import type { Terminal } from '../../api-types.ts';
import { useApp } from '../../app.ts';
import { Badge, Count } from '../../parts/parts.tsx';
import { nowMs } from '../../platform.ts';
import { Alarms } from './alarms.tsx';

export type RowAct = 'details' | 'rename' | 'recall' | 'break' | 'replace';
interface TerminalTableProps {
  rows: readonly Terminal[];
  onAsk: (what: RowAct, terminal: Terminal) => void;
}

export function TerminalTable({ rows, onAsk }: TerminalTableProps) {
  const { words } = useApp();
  const isClosed = rows[0]?.state !== 'open';
  return (
    <div className="table-frame">
      <table className="terminals">
        <thead>
          <tr>
            <th scope="col">{words.t('terminals.name')}</th>
            <th scope="col">{words.t('terminals.state')}</th>
            {!isClosed && <th scope="col">{words.t('terminals.needs')}</th>}
            <th scope="col" className="number">
              {words.t(isClosed ? 'terminals.journal' : 'terminals.unsent')}
            </th>
            <th scope="col" className="number">
              {words.t('terminals.holding')}
            </th>
            <th scope="col" className="number">
              {words.t('terminals.quarantined')}
            </th>
            <th scope="col">{words.t('terminals.version')}</th>
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
  const { words } = useApp();
  const acts = ['details', 'rename', ...(row.holding > 0 ? ['recall'] : []), 'replace', 'break'] as RowAct[];
  return (
    <tr data-testid={`terminal-${row.terminal}`}>
      <td>
        <b>{row.name}</b>
        <small>
          {words.t('holder.terminal', { n: row.terminal })} · {words.t(`role.${row.role}`)}
        </small>
      </td>
      <td>
        <StateCell row={row} />
      </td>
      {row.state === 'open' && (
        <td className="needs">
          <Alarms alarms={row.alarms} />
        </td>
      )}
      <td className="number">{row.closed ? <JournalCell row={row} /> : <UnsentCell row={row} />}</td>
      <td className="number">
        <Count value={row.holding} tone={row.isReachable ? '' : 'warn'} />
      </td>
      <td className="number">
        <Count value={row.quarantined} tone="bad" />
      </td>
      <td>{row.appVersion ?? '–'}</td>
      <td>
        {row.state === 'open' && (
          <span className="row-actions">
            {acts.map((what) => (
              <button
                key={what}
                type="button"
                className={what === 'break' ? 'link danger' : 'link'}
                data-testid={`${what}-${row.terminal}`}
                onClick={() => onAsk(what, row)}
              >
                {words.t(`terminals.${what}`)}
              </button>
            ))}
          </span>
        )}
      </td>
    </tr>
  );
}

function StateCell({ row }: { row: Terminal }) {
  const { words, cinema } = useApp();
  const { closed, isReachable, lastSeenMs } = row;
  if (closed)
    return (
      <>
        <Badge tone="quiet">{words.t('terminals.closed')}</Badge>
        <small>
          {words.named('terminals.closed-as', closed.as)}
          {closed.by && `, ${closed.by}`}
        </small>
      </>
    );
  return (
    <>
      <Badge tone={isReachable ? 'good' : 'warn'}>
        {words.t(isReachable ? 'terminals.online' : 'terminals.offline')}
      </Badge>
      {!isReachable && (
        <small title={lastSeenMs === null ? undefined : words.instant(lastSeenMs, cinema.timeZone)}>
          {lastSeenMs === null ? words.t('terminals.never') : words.ago(lastSeenMs, nowMs())}
        </small>
      )}
    </>
  );
}

/** As it was told last; what is old looks so, and says when it was. */
function UnsentCell({ row: { status } }: { row: Terminal }) {
  const { words } = useApp();
  if (!status) return <span className="none">–</span>;
  return (
    <span className={status.isOld ? 'is-old' : ''}>
      <Count value={status.unsent} tone={status.unsent > 0 && status.isOld ? 'warn' : ''} />
      {status.isOld && <small> {words.t('terminals.told.old', { ago: words.ago(status.atMs, nowMs()) })}</small>}
    </span>
  );
}

function JournalCell({ row }: { row: Terminal }) {
  const { words } = useApp();
  return (
    <>
      {words.number(row.ackedSeq)}{' '}
      <small className={row.isJournalWhole ? '' : 'warn'}>
        {words.t(row.isJournalWhole ? 'terminals.whole' : 'terminals.not-whole')}
      </small>
    </>
  );
}
