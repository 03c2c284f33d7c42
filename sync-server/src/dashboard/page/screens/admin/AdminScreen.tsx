import type { ReactNode } from 'react';
import { useApp } from '../../app.ts';
import { Empty } from '../../parts/parts.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import type { Word } from '../../words/words.ts';
import { ImportPage } from './ImportPage.tsx';
import { ScreeningsPage } from './ScreeningsPage.tsx';

/** In the order in which they are shown; the first is the section's own page. */
const pages: readonly { page: string; word: Word; show: () => ReactNode }[] = [
  { page: 'screenings', word: 'screenings.title', show: () => <ScreeningsPage /> },
  { page: 'import', word: 'import.title', show: () => <ImportPage /> },
];

export function AdminScreen({ page }: { page: string | null }) {
  const { words } = useApp();
  const current = page === null ? pages[0] : pages.find((each) => each.page === page);
  return (
    <>
      <Tabs section="admin" pages={pages} current={current?.page ?? ''} />
      {current ? current.show() : <Empty title={words.t('nowhere.title')}>{words.t('nowhere.more')}</Empty>}
    </>
  );
}
