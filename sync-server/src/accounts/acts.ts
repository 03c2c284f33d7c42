/** Who did what: acts of people are noted in the transaction that carries them out. */
import type { Clock } from '@marquee/shared/clock';
import { insertRows, type Transaction } from '../platform/database.ts';
import { findCinema, findObject } from './act-places.sql.ts';

export interface Act {
  /** As in `break-terminal`. */
  operation: string;
  /** As the person is known where the act was asked for. */
  by: string;
  /** Whose account it was done to or by. */
  userId?: number;
  /** Where it was done; found from what the detail names where it is not given. */
  cinemaId?: number;
  detail: Record<string, unknown>;
}

/** As `nameActor` signs: null for whoever has no account. */
export function readActor(by: string): number | null {
  const [, id] = /(?:^|\()user (\d{1,10})\)?$/.exec(by) ?? [];
  return id === undefined ? null : Number(id);
}

export async function noteAct(tx: Transaction, { clock }: { clock: Clock }, act: Act): Promise<void> {
  const { operation, by, userId, detail } = act;
  const actorId = readActor(by);
  // What people do with their own accounts is no cinema's business.
  const isOwn = userId !== undefined && userId === actorId;
  const cinemaId = isOwn ? null : (act.cinemaId ?? (await findCinema(tx, detail)));
  const object = isOwn ? null : findObject(userId === undefined ? detail : { userId, ...detail });
  await insertRows(
    tx,
    'user_action',
    ['user_id', 'operation', 'at_ms', 'detail', 'cinema_id', 'actor_id', 'object'],
    [[userId ?? null, operation, clock.nowMs(), JSON.stringify({ by, ...detail }), cinemaId, actorId, object]],
  );
}
