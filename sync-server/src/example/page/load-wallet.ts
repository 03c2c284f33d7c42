/** The tickets on this phone: what the wallet of the account said last, kept with its cursor in one piece. */
import type { Api, Refusal, Store } from './api.ts';
import type { WalletAnswer, WalletTicket } from './api-types.ts';

export interface KeptWallet {
  tickets: WalletTicket[];
  cursor: string | null;
  /** When the server was asked last; 0 for never. */
  askedAtMs: number;
  /** Why tickets have gone since they were looked at, each once. */
  gone: string[];
}

const name = 'wallet';
const empty: KeptWallet = { tickets: [], cursor: null, askedAtMs: 0, gone: [] };

export const readWallet = (store: Store): KeptWallet => JSON.parse(store.read(name) ?? 'null') ?? empty;

/** docs/mobile-api.md, "The wallet": forget where it begins anew, take off, put in, keep the cursor. */
export function applyWallet(kept: KeptWallet, answer: WalletAnswer, askedAtMs: number): KeptWallet {
  const tickets = new Map((answer.fresh ? [] : kept.tickets).map((ticket) => [ticket.id, ticket]));
  for (const { id } of answer.removed) tickets.delete(id);
  for (const ticket of answer.changed) tickets.set(ticket.id, ticket);
  const causes = answer.removed.flatMap(({ because }) => because ?? []);
  return {
    tickets: [...tickets.values()].sort((a, b) => a.startsAtMs - b.startsAtMs || (a.id < b.id ? -1 : 1)),
    cursor: answer.cursor,
    askedAtMs,
    gone: [...new Set([...kept.gone, ...causes])],
  };
}

/** Null when all went well; without a network the phone keeps what it has. */
export async function loadWallet(deps: { api: Api; store: Store; nowMs: () => number }): Promise<Refusal | null> {
  for (;;) {
    const answer = await deps.api.wallet(readWallet(deps.store).cursor);
    if (!answer.ok) return answer.refusal;
    const applied = applyWallet(readWallet(deps.store), answer.body, deps.nowMs());
    deps.store.write(name, JSON.stringify(applied));
    if (!answer.body.more) return null;
  }
}

export function forgetGone(store: Store): void {
  store.write(name, JSON.stringify({ ...readWallet(store), gone: [] }));
}
