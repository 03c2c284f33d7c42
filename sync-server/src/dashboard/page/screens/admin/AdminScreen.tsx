import type { ReactNode } from 'react';
import { useApp } from '../../app.ts';
import { Empty } from '../../parts/parts.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import type { Word } from '../../words/words.ts';
import { AuditPage } from './AuditPage.tsx';
import { ItemsPage } from './ItemsPage.tsx';
import { PapersPage } from './PapersPage.tsx';
import { PricesPage } from './PricesPage.tsx';
import { StaffPage } from './StaffPage.tsx';
import { UsersPage } from './UsersPage.tsx';

/** In the order in which they are shown; the first is the section's own page. */
const pages: readonly { page: string; word: Word; show: () => ReactNode; isForAdmins?: boolean }[] = [
  { page: 'prices', word: 'prices.title', show: () => <PricesPage /> },
  { page: 'items', word: 'items.title', show: () => <ItemsPage /> },
  { page: 'staff', word: 'staff.title', show: () => <StaffPage /> },
  { page: 'users', word: 'users.title', show: () => <UsersPage />, isForAdmins: true },
  { page: 'papers', word: 'papers.title', show: () => <PapersPage /> },
  { page: 'audit', word: 'audit.title', show: () => <AuditPage /> },
];

export function AdminScreen({ page }: { page: string | null }) {
  const { words, isAdmin } = useApp();
  const current = page === null ? pages[0] : pages.find((each) => each.page === page);
  return (
    <>
      <Tabs
        section="admin"
        pages={pages.filter(({ isForAdmins }) => isAdmin || !isForAdmins)}
        current={current?.page ?? ''}
      />
      {current ? current.show() : <Empty title={words.t('nowhere.title')}>{words.t('nowhere.more')}</Empty>}
    </>
  );
}
