import type { Queries } from '../platform/database.ts';

/** Of a screening without numbered seats; of any other nobody is given a seat that they did not choose. */
export async function selectFreePlaces(queries: Queries, screeningId: number): Promise<number[]> {
  const rows = await queries.all<{ seat_id: number }>(
    `SELECT r.seat_id FROM screening s JOIN seat_right r ON r.screening_id = s.id
      WHERE s.id = ? AND s.seating = 'unnumbered' AND r.state = 'free' ORDER BY r.seat_id`,
    [screeningId],
  );
  return rows.map((row) => row.seat_id);
}
