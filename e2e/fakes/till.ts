/** A till of the demo cinema, with its staff. */
import { demoStaff } from '@marquee/db/demo/demo-staff';
import { readKioskRow } from './books.ts';
import type { BoxOffice } from './box-office.ts';
import type { Kiosk } from './kiosk.ts';
import { findShow, type Show } from './show.ts';
import type { TcpProxy } from './tcp-proxy.ts';

export interface Person {
  id: number;
  pin: string;
}
/** Whoever has this number at the demo's server: they come in the order of its list. */
function findPerson(id: number): Person {
  const person = demoStaff[id - 1];
  if (!person) throw new Error(`the demo cinema has no person ${id}`);
  return { id, pin: person.pin };
}
export const casey = findPerson(1);
export const robin = findPerson(2);
export const uma = findPerson(3);
export const morgan = findPerson(4);

export interface Till {
  till: Kiosk;
  cable: TcpProxy;
  show: Show;
}

export async function openTill(office: BoxOffice, env: Record<string, string> = {}): Promise<Till> {
  const { kiosk: till, cable } = await office.addKiosk({ env: { ROLE: 'till', READER_ANSWER_MS: '200', ...env } });
  const show = await findShow([till]);
  await till.untilAnswer('list-staff', {}, ({ staff }) => staff.length === demoStaff.length);
  return { till, cable, show };
}

/** A numbered screening with seats here that costs more than the till's. */
export async function findDearer({ till, show }: Pick<Till, 'till' | 'show'>): Promise<number> {
  const { films } = await till.call('list-films', {});
  const all = films.flatMap(({ screenings }) => screenings);
  const here = all.find(({ screeningId }) => screeningId === show.screeningId);
  const dearer = all
    .filter(({ offline, seating }) => offline > 20 && seating === 'numbered')
    .find(({ fromPriceMinor }) => fromPriceMinor > (here?.fromPriceMinor ?? 0));
  if (!dearer) throw new Error('the demo cinema has one price');
  return dearer.screeningId;
}

/** Payloads of all entries of one type, in order. */
export function readJournal(till: Kiosk, type: string): Record<string, unknown>[] {
  const { list } = readKioskRow<{ list: string }>(
    till,
    "SELECT json_group_array(json_object('type', type, 'payload', json(payload))) AS list FROM (SELECT * FROM journal ORDER BY seq)",
  );
  const entries = JSON.parse(list) as { type: string; payload: Record<string, unknown> }[];
  return entries.flatMap((entry) => (entry.type === type ? [entry.payload] : []));
}
