import type { Queries } from '../platform/database.ts';

export interface TerminalStateRow {
  id: number;
  cinema_id: number;
  name: string;
  role: string;
  state: string;
  last_seen_ms: number | null;
  app_version: string | null;
  acked: number;
  released: number;
  final_seq: number | null;
  closed_as: string | null;
  closed_at_ms: number | null;
  closed_by: string | null;
  closed_reason: string | null;
  holding: number;
  quarantined: number;
}

const terminalsMax = 2000;

/** Terminals and what they hold; of one cinema, or all. */
export function selectTerminalStates(queries: Queries, cinemaId: number | null): Promise<TerminalStateRow[]> {
  const countIn = (state: string) =>
    `(SELECT COUNT(*) FROM seat_right r WHERE r.holder = t.id AND r.state = '${state}')`;
  return queries.all(
    `SELECT t.id, t.cinema_id, t.name, t.role, t.state, t.last_seen_ms, t.app_version, t.acked, t.released, t.final_seq,
            t.closed_as, t.closed_at_ms, t.closed_by, t.closed_reason,
            ${countIn('granted')} AS holding, ${countIn('quarantined')} AS quarantined
       FROM terminal t${cinemaId === null ? '' : ' WHERE t.cinema_id = ?'} ORDER BY t.id LIMIT ?`,
    cinemaId === null ? [terminalsMax] : [cinemaId, terminalsMax],
  );
}
