import type { HouseLines } from '@marquee/shared/protocol/streams';
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

const split = (text: string): string[] => (text === '' ? [] : text.split('\n'));

export async function loadHouseLines(queries: Queries, cinemaId: number): Promise<HouseLines> {
  const sql = 'SELECT header, footer FROM house_lines WHERE cinema_id = ?';
  const row = await first<{ header: string; footer: string }>(queries, sql, [cinemaId]);
  return { header: split(row?.header ?? ''), footer: split(row?.footer ?? '') };
}

export async function replaceHouseLines(tx: Transaction, cinemaId: number, lines: HouseLines): Promise<void> {
  await tx.run('DELETE FROM house_lines WHERE cinema_id = ?', [cinemaId]);
  const row = [cinemaId, lines.header.join('\n'), lines.footer.join('\n')];
  await insertRows(tx, 'house_lines', ['cinema_id', 'header', 'footer'], [row]);
}
