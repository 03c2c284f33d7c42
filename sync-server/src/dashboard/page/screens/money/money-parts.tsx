/** What several money pages show alike. */
import type { ReactNode } from 'react';
import { useApp } from '../../app.ts';
import { writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { saveFile } from '../../platform.ts';

/** An amount of a table: nothing to see where it is nothing, and red where it is below that. */
export function Money({ minor, currency, isLoud = false }: { minor: number; currency: string; isLoud?: boolean }) {
  const { words } = useApp();
  if (minor === 0) return <span className="none">–</span>;
  return <span className={isLoud ? 'bad' : ''}>{words.money(minor, currency)}</span>;
}

export function SaveCsv({ name, rows, testId }: { name: string; rows: () => (string | number)[][]; testId?: string }) {
  const { words } = useApp();
  return (
    <button
      type="button"
      className="button small"
      data-testid={testId}
      onClick={() => saveFile(`${name}.csv`, writeCsv(rows()))}
    >
      <Icon name="save" />
      {words.t('csv')}
    </button>
  );
}

export function Heads({ names }: { names: readonly (readonly [name: string, isNumber: boolean])[] }) {
  return (
    <thead>
      <tr>
        {names.map(([name, isNumber]) => (
          <th key={name} scope="col" className={isNumber ? 'number' : undefined}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A wide table scrolls by itself, by keyboard as well. */
export function TableFrame({ label, testId, children }: { label: string; testId?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it with the arrow keys.
    <section className="table-frame" aria-label={label} tabIndex={0} data-testid={testId}>
      <table className="money-table">{children}</table>
    </section>
  );
}
