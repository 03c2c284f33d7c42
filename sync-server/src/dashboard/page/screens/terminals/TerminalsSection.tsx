import '../../looks/outages.css';
import { useApp } from '../../app.ts';
import { Empty } from '../../parts/parts.tsx';
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
  const { words } = useApp();
  const report = /^outages-(\d+)$/.exec(page ?? '')?.[1];
  const isKnown = page === null || page === 'outages' || report !== undefined;
  return (
    <>
      <Tabs section="terminals" pages={pages} current={page === null ? '' : isKnown ? 'outages' : null} />
      {page === null && <FleetPage />}
      {page === 'outages' && <OutagesPage />}
      {!isKnown && <Empty title={words.t('nowhere.title')}>{words.t('nowhere.more')}</Empty>}
      {report !== undefined && <ReportPage key={report} id={Number(report)} />}
    </>
  );
}
