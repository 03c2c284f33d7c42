import { First1795305600000 } from './migrations/1795305600000-first.ts';
import { Rights1795564800000 } from './migrations/1795564800000-rights.ts';
import { Moviegoers1795608000000 } from './migrations/1795608000000-moviegoers.ts';
import { UsersByRole1795996800000 } from './migrations/1795996800000-users-by-role.ts';
import { ComingFilms1795997000000 } from './migrations/1795997000000-coming-films.ts';
import { Devices1796083260000 } from './migrations/1796083260000-devices.ts';
import { Wallet1796400000000 } from './migrations/1796400000000-wallet.ts';
import { PickUp1796486400000 } from './migrations/1796486400000-pick-up.ts';
import { Gate1796490000000 } from './migrations/1796490000000-gate.ts';
import { Till1796493600000 } from './migrations/1796493600000-till.ts';
import { UsedTickets1796498100000 } from './migrations/1796498100000-used-tickets.ts';
import { Items1796700000000 } from './migrations/1796700000000-items.ts';
import { Vouchers1796700600000 } from './migrations/1796700600000-vouchers.ts';
import { StoredCharges1796701200000 } from './migrations/1796701200000-stored-charges.ts';
import { ManagedCinemas1796702400000 } from './migrations/1796702400000-managed-cinemas.ts';
import { FilmReturns1796810000000 } from './migrations/1796810000000-film-returns.ts';
import { SeatPlans1796820000000 } from './migrations/1796820000000-seat-plans.ts';
import { LongActions1796830000000 } from './migrations/1796830000000-long-actions.ts';
import { Administration1796840000000 } from './migrations/1796840000000-administration.ts';
import { Outages1796850000000 } from './migrations/1796850000000-outages.ts';

/** All migrations of the server's database, oldest first. A shipped one is never edited. */
export const migrations = [
  First1795305600000,
  Rights1795564800000,
  Moviegoers1795608000000,
  UsersByRole1795996800000,
  ComingFilms1795997000000,
  Devices1796083260000,
  Wallet1796400000000,
  PickUp1796486400000,
  Gate1796490000000,
  Till1796493600000,
  UsedTickets1796498100000,
  Items1796700000000,
  Vouchers1796700600000,
  StoredCharges1796701200000,
  ManagedCinemas1796702400000,
  FilmReturns1796810000000,
  SeatPlans1796820000000,
  LongActions1796830000000,
  Administration1796840000000,
  Outages1796850000000,
];
