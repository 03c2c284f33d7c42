import { useApp, useLoaded } from '../../app.ts';
import type { Report, ReportLine } from '../../calls/outages.ts';
import { decimal, writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Badge, Count, Figure, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { printPage, saveFile } from '../../platform.ts';
import { pathTo } from '../../route.ts';
import { sayLength } from './say-length.ts';

export function ReportPage({ id }: { id: number }) {
  const { api, words, cinema } = useApp();
  const found = useLoaded(`outage report ${id}`, () => api.outageReport(id));
  if (found.state === 'loading') return <Loading />;
  if (found.state === 'refused') return <RefusalNotice refusal={found.refusal} again={found.again} />;
  const { report, by, lines } = found.body;
  const time = words.dayAndTime(report.beganAtMs, cinema.timeZone);
  return (
    <article className="outage-report" data-testid="report">
      <a className="to-outages" href={pathTo('terminals', cinema.id, '', 'outages')}>
        <Icon name="back" />
        {words.t('outages.back')}
      </a>
      <div className="head">
        <h1>{words.t(`report.title.${report.kind}`, { time })}</h1>
        <button type="button" className="button small" onClick={() => saveLines(report, lines)}>
          <Icon name="save" />
          {words.t('csv')}
        </button>
        <button type="button" className="button small" onClick={printPage}>
          <Icon name="print" />
          {words.t('report.print')}
        </button>
      </div>
      <p className="none made">
        {cinema.name}
        {by && ` · ${words.t('report.by', { who: by.replace(/ \(user \d+\)$/, '') })}`}
        {` · ${words.t('report.made', { time: words.dayAndTime(report.madeAtMs, cinema.timeZone) })}`}
      </p>
      <ReportFigures report={report} />
      <LineTable lines={lines} />
    </article>
  );
}

function ReportFigures({ report }: { report: Report }) {
  const { words } = useApp();
  const n = words.number;
  return (
    <dl className="figures small" data-testid="report-figures">
      <Figure name={words.t('outages.length')} value={sayLength(report.endedAtMs - report.beganAtMs, words)} />
      <Figure name={words.t('outages.terminals')} value={n(report.terminals)} />
      <Figure name={words.t('outages.sold')} value={n(report.soldSeats)} />
      <Figure name={words.t('outages.stranded')} value={n(report.stranded)} tone={report.stranded > 0 ? 'warn' : ''} />
      <Figure
        name={words.t('outages.refused')}
        value={report.refused === null ? words.t('outages.unknown') : n(report.refused)}
        tone={report.refused ? 'warn' : ''}
      />
      <Figure name={words.t('outages.broken')} value={n(report.broken)} tone={report.broken > 0 ? 'bad' : ''} />
    </dl>
  );
}

function LineTable({ lines }: { lines: readonly ReportLine[] }) {
  const { words } = useApp();
  const heads = [
    'report.minutes',
    'outages.sold',
    'report.takings',
    'outages.stranded',
    'outages.refused',
    'report.drain',
  ] as const;
  return (
    <div className="table-frame">
      <table className="outages">
        <thead>
          <tr>
            <th scope="col">{words.t('terminals.name')}</th>
            <th scope="col">{words.t('outages.began')}</th>
            <th scope="col">{words.t('outages.ended')}</th>
            {heads.map((head) => (
              <th key={head} scope="col" className="number">
                {words.t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={`${line.terminal} ${line.beganAtMs}`} line={line} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ line }: { line: ReportLine }) {
  const { words, cinema } = useApp();
  const instant = (ms: number) => words.instant(ms, cinema.timeZone);
  return (
    <tr data-testid={`line-${line.terminal}`}>
      <td>
        <b>{line.name}</b>
        <small>
          {words.t('holder.terminal', { n: line.terminal })} · {words.named('role', line.role)}
        </small>
        {line.isBroken && <Badge tone="bad">{words.t('report.closed')}</Badge>}
      </td>
      <td>{instant(line.beganAtMs)}</td>
      <td>{line.endedAtMs === null ? <Badge tone="warn">{words.t('report.away')}</Badge> : instant(line.endedAtMs)}</td>
      <td className="number">{sayLength(line.offlineMs, words)}</td>
      <td className="number">
        <Count value={line.soldSeats} />
      </td>
      <td className="number">
        {line.currency === null || line.soldMinor === 0 ? (
          <span className="none">–</span>
        ) : (
          words.money(line.soldMinor, line.currency)
        )}
      </td>
      <td className="number">
        <Count value={line.stranded} tone="warn" />
      </td>
      <td className="number">
        {line.refused === null ? (
          <span className="none">{words.t('outages.unknown')}</span>
        ) : (
          <Count value={line.refused} tone="warn" />
        )}
      </td>
      <td className="number">
        {line.drainMs === null ? (
          <span className="none">{words.t('report.drain.never')}</span>
        ) : (
          sayLength(line.drainMs, words)
        )}
      </td>
    </tr>
  );
}

function saveLines({ id, kind }: Report, lines: readonly ReportLine[]): void {
  const head = ['terminal', 'name', 'role', 'began', 'ended', 'offline s', 'sales', 'seats', 'takings', 'currency'];
  const rows = lines.map((line) => [
    line.terminal,
    line.name,
    line.role,
    new Date(line.beganAtMs).toISOString(),
    line.endedAtMs === null ? '' : new Date(line.endedAtMs).toISOString(),
    Math.round(line.offlineMs / 1000),
    line.sales,
    line.soldSeats,
    decimal(line.soldMinor),
    line.currency ?? '',
    line.stranded,
    line.refused ?? '',
    line.isBroken ? 'yes' : 'no',
    line.drainMs === null ? '' : Math.round(line.drainMs / 1000),
  ]);
  saveFile(
    `${kind === 'drill' ? 'drill' : 'outage'}-${id}.csv`,
    writeCsv([[...head, 'stranded', 'refused', 'closed', 'drain s'], ...rows]),
  );
}
