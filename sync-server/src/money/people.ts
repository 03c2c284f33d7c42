/** What a manager looks at to find out who undoes more than others, opens the drawer for nothing, or gives much away. */
import { z } from 'zod';
import type { Queries } from '../platform/database.ts';
import type { CinemaOf, Days } from './money-days.ts';
import * as sql from './people.sql.ts';
import { spanOf } from './takings.ts';

const acts = [
  'sale',
  'member',
  'comp',
  'void',
  'refund',
  'exchange',
  'override',
  'cash-in',
  'drop',
  'paid-out',
  'no-sale',
] as const;
type Act = (typeof acts)[number];
const Done = z.object({
  count: z.int(),
  minor: z.int(),
  approved: z.int().meta({ description: 'Of these, with a manager’s yes.' }),
});

export const Person = z
  .object({
    staffId: z.int().nullable().meta({ description: 'Null: it was not at a till.' }),
    name: z.string().nullable(),
    did: z.partialRecord(z.enum(acts), Done).meta({
      description:
        '`sale` and `member`: bookings, the second at members’ prices. `comp`: tickets given away. `void`, `refund`, `exchange`, `override`: undone. The rest: cash of the drawer, on the shift’s business date.',
    }),
  })
  .meta({ id: 'MoneyByPerson' });
export type Person = z.infer<typeof Person>;

/** Whoever undid most is first. */
export async function readPeople(queries: Queries, cinema: CinemaOf, days: Days): Promise<Person[]> {
  const span = spanOf(cinema, days);
  const rows = [
    ...(await sql.sumSalesBy(queries, span)),
    ...(await sql.sumCompsBy(queries, span)),
    ...(await sql.sumRefundsBy(queries, span)),
    ...(await sql.sumMovementsBy(queries, cinema.id, days)),
  ];
  const names = await sql.selectStaffNames(queries, [...new Set(rows.flatMap(({ staff }) => staff ?? []))]);
  const people = Map.groupBy(rows, ({ staff, by }) => `${staff} ${by}`);
  return [...people.values()].map((of) => describe(of, names)).sort((a, b) => undone(b) - undone(a) || order(a, b));
}

function describe(rows: readonly sql.PersonRow[], names: ReadonlyMap<number, string>): Person {
  const [{ staff, by } = { staff: null, by: null }] = rows;
  const did: Person['did'] = {};
  for (const { what, n, minor, approved } of rows) did[what as Act] = { count: n, minor, approved };
  return { staffId: staff, name: staff === null ? by : (names.get(staff) ?? null), did };
}

const undone = ({ did }: Person) =>
  (['void', 'refund', 'exchange', 'override'] as const).reduce((total, kind) => total + (did[kind]?.minor ?? 0), 0);
const order = (a: Person, b: Person) =>
  (a.name ?? '').localeCompare(b.name ?? '') || (a.staffId ?? 0) - (b.staffId ?? 0);
