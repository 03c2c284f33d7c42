import { useApp } from '../app.ts';
import { pathTo } from '../route.ts';
import type { Word } from '../words/words.ts';

/** The pages of a section, as links: each has an address of its own. */
export function Tabs<Page extends string>({ section, pages, current }: TabsProps<Page>) {
  const { words, cinema, day } = useApp();
  return (
    <nav className="tabs" aria-label={words.t(`nav.${section}`)}>
      {pages.map(({ page, word }) => (
        <a
          key={page}
          href={pathTo(section, cinema.id, section === 'money' ? day : '', page)}
          aria-current={page === current ? 'page' : undefined}
        >
          {words.t(word)}
        </a>
      ))}
    </nav>
  );
}

interface TabsProps<Page extends string> {
  section: 'money' | 'admin' | 'terminals';
  pages: readonly { page: Page; word: Word }[];
  /** Null: what is shown is none of them. */
  current: Page | null;
}
