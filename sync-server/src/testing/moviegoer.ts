/** People who book, and what a cinema charges them. */
import { aPriceList } from '@marquee/shared/testing/builders';
import { insertUser } from '../accounts/accounts.sql.ts';
import { insertPrices } from '../catalogue/catalogue.ts';
import type { Transaction } from '../platform/database.ts';
import { cinemaId } from './house.ts';
import type { TestServer } from './test-server.ts';

export const setPrices = ({ database }: TestServer): Promise<void> =>
  database.transaction('prices', (tx) => insertPrices(tx, cinemaId, aPriceList()));

let made = 0;

/** A new one; answers the number of the account. */
export const aMoviegoer = ({ database, time }: TestServer): Promise<number> =>
  database.transaction('moviegoer', (tx) => insertMoviegoer(tx, time.nowMs));

export function insertMoviegoer(tx: Transaction, nowMs: number): Promise<number> {
  made += 1;
  const phone = `+4915000${String(made).padStart(6, '0')}`;
  return insertUser(tx, { name: 'Ada', phone, hash: 'x', salt: 'x', role: 'moviegoer', nowMs });
}
