import { useState } from 'react';
import { useApp, useLoaded, useNews } from '../../app.ts';
import type { Outages, Report } from '../../calls/outages.ts';
import { writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Badge, Count, Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { nowMs, saveFile } from '../../platform.ts';
import { pathTo } from '../../route.ts';
import { DrillDialog } from './DrillDialog.tsx';
import { sayLength } from './say-length.ts';

export function OutagesPage() {
  const { api, words, cinema } = useApp();
  const [isDrilling, setDrilling] = useState(false);
  const found = useLoaded(`outages ${cinema.id}`, () => api.outages(cinema.id));
  useNews({ outages: found.again, terminals: found.again, returned: found.again });
  const reports = found.state === 'here' ? found.body.reports : [];
  const loadMore = async (cursor: string) => {
    const answer = await api.outages(cinema.id, cursor);
    if (answer.ok)
      found.change((body) => ({ ...body, reports: [...body.reports, ...answer.body.reports], next: answer.body.next }));
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('outages.title')}</h1>
        {reports.length > 0 && (
          <button type="button" className="button small" onClick={() => saveReports(reports)}>
            <Icon name="save" />
            {words.t('csv')}
          </button>
        )}
        <button
          type="button"
          className="button primary"
          data-testid="drill"
          disabled={found.state === 'here' && found.body.drill !== null}
          onClick={() => setDrilling(true)}
        >
          <Icon name="cut" />
          {words.t('outages.drill')}
        </button>
      </div>
      {found.state === 'loading' && <Loading />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' && <Now outages={found.body} />}
      {found.state === 'here' && (
        <>
          <h2>{words.t('outages.reports')}</h2>
          {reports.length === 0 ? (
            <Empty title={words.t('outages.none')}>{words.t('outages.none.more')}</Empty>
          ) : (
            <ReportTable reports={reports} />
          )}
        </>
      )}
      {found.state === 'here' && found.body.next && (
        <button type="button" className="button more" onClick={() => void loadMore(found.body.next ?? '')}>
          {words.t('more')}
        </button>
      )}
      {isDrilling && <DrillDialog onClose={() => setDrilling(false)} onDone={found.again} />}
    </>
  );
}

function Now({ outages: { now, drill } }: { outages: Outages }) {
  const { words, cinema } = useApp();
  return (
    <section className="out-now" data-testid="out-now">
      <h2>{words.t('outages.now')}</h2>
      {drill && (
        <p className="notice" role="status" data-testid="drill-on">
          <Icon name="clock" />
          <span>
            {words.t('drill.on', {
              n: drill.minutes,
              by: drill.by.replace(/ \(user \d+\)$/, ''),
              began: drill.terminals.filter(({ beganAtMs }) => beganAtMs !== null).length,
              all: drill.terminals.length,
            })}
          </span>
        </p>
      )}
      {now.length === 0 && !drill && <p className="none">{words.t('outages.now.none')}</p>}
      {now.length > 0 && (
        <ul>
          {now.map((row) => (
            <li key={row.terminal} data-testid={`out-${row.terminal}`}>
              <Badge tone={row.isDrill ? 'quiet' : 'warn'}>
                <span className="alarm">
                  <Icon name={row.isDrill ? 'clock' : 'cut'} />
                  {words.t(row.isDrill ? 'outages.now.drill' : 'outages.now.real')}
                </span>
              </Badge>
              <b>{row.name}</b>
              <span>
                {words.t('outages.now.line', {
                  time: words.time(row.beganAtMs, cinema.timeZone),
                  ago: words.ago(row.beganAtMs, nowMs()),
                  n: words.number(row.stranded),
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ReportTable({ reports }: { reports: readonly Report[] }) {
  const { words, cinema } = useApp();
  const heads = ['length', 'terminals', 'sold', 'stranded', 'refused', 'broken'] as const;
  return (
    <div className="table-frame">
      <table className="outages">
        <thead>
          <tr>
            <th scope="col">{words.t('outages.began')}</th>
            <th scope="col">{words.t('outages.kind')}</th>
            {heads.map((head) => (
              <th key={head} scope="col" className="number">
                {words.t(`outages.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reports.map((row) => (
            <tr key={row.id} data-testid={`report-${row.id}`}>
              <td>
                <a href={pathTo('terminals', cinema.id, '', `outages-${row.id}`)}>
                  {words.dayAndTime(row.beganAtMs, cinema.timeZone)}
                </a>
              </td>
              <td>
                <Badge tone={row.kind === 'drill' ? 'quiet' : 'warn'}>{words.t(`outages.kind.${row.kind}`)}</Badge>
              </td>
              <td className="number">{sayLength(row.endedAtMs - row.beganAtMs, words)}</td>
              <td className="number">{words.number(row.terminals)}</td>
              <td className="number">
                <Count value={row.soldSeats} />
              </td>
              <td className="number">
                <Count value={row.stranded} tone="warn" />
              </td>
              <td className="number">
                {row.refused === null ? (
                  <span className="none">{words.t('outages.unknown')}</span>
                ) : (
                  <Count value={row.refused} tone="warn" />
                )}
              </td>
              <td className="number">
                <Count value={row.broken} tone="bad" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function saveReports(reports: readonly Report[]): void {
  const head = ['report', 'kind', 'began', 'ended', 'terminals', 'sold offline', 'stranded', 'refused', 'broken'];
  const lines = reports.map((row) => [
    row.id,
    row.kind,
    new Date(row.beganAtMs).toISOString(),
    new Date(row.endedAtMs).toISOString(),
    row.terminals,
    row.soldSeats,
    row.stranded,
    row.refused ?? '',
    row.broken,
  ]);
  saveFile('outages.csv', writeCsv([head, ...lines]));
}
