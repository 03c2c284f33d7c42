import '../../looks/outages.css';
import { Tabs } from '../../parts/Tabs.tsx';
import { FleetPage } from './FleetPage.tsx';
import { OutagesPage } from './OutagesPage.tsx';
import { ReportPage } from './ReportPage.tsx';

const pages = [
  { page: '', word: 'terminals.page.fleet' },
  { page: 'outages', word: 'terminals.page.outages' },
] as const;

/** `page`: `outages`, or `outages-17` for a report. */
export function TerminalsSection({ page }: { page: string | null }) {
  const report = /^outages-(\d+)$/.exec(page ?? '')?.[1];
  return (
    <>
      <Tabs section="terminals" pages={pages} current={page === null ? '' : 'outages'} />
      {page === null && <FleetPage />}
      {page === 'outages' && <OutagesPage />}
      {report !== undefined && <ReportPage key={report} id={Number(report)} />}
    </>
  );
}
