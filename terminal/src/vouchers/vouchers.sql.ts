import type { Store } from '../platform/store.ts';

export interface AskRow {
  operation_id: string;
  code: string;
  basket_id: string;
}

export function selectAsks(store: Store): AskRow[] {
  return store.all('SELECT operation_id, code, basket_id FROM voucher_ask ORDER BY rowid');
}
export function selectAskOfCode(store: Store, code: string): AskRow | undefined {
  return store.get('SELECT operation_id, code, basket_id FROM voucher_ask WHERE code = ?', code);
}
export function insertAsk(store: Store, ask: AskRow): void {
  store.run(
    'INSERT INTO voucher_ask (operation_id, code, basket_id) VALUES (?, ?, ?)',
    ask.operation_id,
    ask.code,
    ask.basket_id,
  );
}
export const deleteAsk = (store: Store, operationId: string): boolean =>
  store.run('DELETE FROM voucher_ask WHERE operation_id = ?', operationId) === 1;
