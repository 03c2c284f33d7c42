import type { ReactNode } from 'react';
import { useApp } from '../../app.ts';
import { Empty } from '../../parts/parts.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import type { Word } from '../../words/words.ts';

/** In the order in which they are shown; the first is the section's own page. */
const pages: readonly { page: string; word: Word; show: () => ReactNode }[] = [];

export function MoneyScreen({ page }: { page: string | null }) {
  const { words } = useApp();
  const current = page === null ? pages[0] : pages.find((each) => each.page === page);
  return (
    <>
      <Tabs section="money" pages={pages} current={current?.page ?? ''} />
      {current ? current.show() : <Empty title={words.t('nowhere.title')}>{words.t('nowhere.more')}</Empty>}
    </>
  );
}
