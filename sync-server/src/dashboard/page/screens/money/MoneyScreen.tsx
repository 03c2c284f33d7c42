import '../../looks/money.css';
import type { ReactNode } from 'react';
import { useApp } from '../../app.ts';
import { Empty } from '../../parts/parts.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import type { Word } from '../../words/words.ts';
import { PeopleScreen } from './PeopleScreen.tsx';
import { RefundsScreen } from './RefundsScreen.tsx';
import { ReturnsScreen } from './ReturnsScreen.tsx';
import { ShiftsScreen } from './ShiftsScreen.tsx';
import { TakingsScreen } from './TakingsScreen.tsx';
import { VouchersScreen } from './VouchersScreen.tsx';

/** In the order in which they are shown; the first is the section's own page. */
const pages: readonly { page: string; word: Word; show: () => ReactNode }[] = [
  { page: 'takings', word: 'money.takings', show: () => <TakingsScreen /> },
  { page: 'shifts', word: 'money.shifts', show: () => <ShiftsScreen /> },
  { page: 'people', word: 'money.people', show: () => <PeopleScreen /> },
  { page: 'returns', word: 'money.returns', show: () => <ReturnsScreen /> },
  { page: 'refunds', word: 'money.refunds', show: () => <RefundsScreen /> },
  { page: 'vouchers', word: 'money.vouchers', show: () => <VouchersScreen /> },
];

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
