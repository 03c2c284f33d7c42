import type { ReactNode } from 'react';
import { useApp } from '../../app.ts';
import { Empty } from '../../parts/parts.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import type { Word } from '../../words/words.ts';
import { AuditPage } from './AuditPage.tsx';
import { CinemaPage } from './CinemaPage.tsx';
import { FilmsPage } from './FilmsPage.tsx';
import { GenresPage } from './GenresPage.tsx';
import { ImportPage } from './ImportPage.tsx';
import { ItemsPage } from './ItemsPage.tsx';
import { PapersPage } from './PapersPage.tsx';
import { PricesPage } from './PricesPage.tsx';
import { ScreeningsPage } from './ScreeningsPage.tsx';
import { StaffPage } from './StaffPage.tsx';
import { UsersPage } from './UsersPage.tsx';
import { VenuesPage } from './VenuesPage.tsx';

/** In the order in which they are shown; the first is the section's own page. */
const pages: readonly { page: string; word: Word; show: () => ReactNode; isForAdmins?: boolean }[] = [
  { page: 'screenings', word: 'screenings.title', show: () => <ScreeningsPage /> },
  { page: 'import', word: 'import.title', show: () => <ImportPage /> },
  { page: 'films', word: 'films.title', show: () => <FilmsPage /> },
  { page: 'genres', word: 'genres.title', show: () => <GenresPage /> },
  { page: 'cinema', word: 'cinema.title', show: () => <CinemaPage /> },
  { page: 'venues', word: 'venues.title', show: () => <VenuesPage /> },
  { page: 'prices', word: 'prices.title', show: () => <PricesPage /> },
  { page: 'items', word: 'items.title', show: () => <ItemsPage /> },
  { page: 'staff', word: 'staff.title', show: () => <StaffPage /> },
  { page: 'users', word: 'users.title', show: () => <UsersPage />, isForAdmins: true },
  { page: 'papers', word: 'papers.title', show: () => <PapersPage /> },
  { page: 'audit', word: 'audit.title', show: () => <AuditPage /> },
];

export function AdminScreen({ page }: { page: string | null }) {
  const { words, isAdmin } = useApp();
  const current = page === null ? pages[0] : pages.find((each) => each.page === page.replace(/-\d+$/, ''));
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
