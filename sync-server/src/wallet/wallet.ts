/** A phone's wallet: all that an app shows of a person's tickets, and needs to judge them, without a network. */

import type { Clock } from '@marquee/shared/clock';
import { formatOrderKey, type TicketId } from '@marquee/shared/ids';
import type { KeyCertificate } from '@marquee/shared/protocol/streams';
import type { Queries } from '../platform/database.ts';
import type { SigningKey } from '../platform/keys.ts';
import { listRevokedKeys, listServerKeys, type ServerKeys } from '../terminals/terminals.ts';
import { showPickUpCode, signRow } from '../tickets/tickets.ts';
import { nameTicket } from './ticket-name.ts';
import { type FateRow, selectFates, selectWallet, type WalletRow } from './wallet.sql.ts';
import { digestOf, type KnownTicket, readWalletCursor, ticketsMax, writeWalletCursor } from './wallet-cursor.ts';

export interface WalletDeps {
  database: Queries;
  clock: Pick<Clock, 'nowMs'>;
  cinemaKey: SigningKey;
  serverKeys: ServerKeys;
}

/** How long a ticket stays in the wallet after its screening, to be looked at. */
export const keptMs = 24 * 3600_000;
/** In one answer. */
export const pageMax = 50;

export const toId = (row: { terminal_id: number; seq: number; line: number }): TicketId => ({
  terminal: row.terminal_id,
  seq: row.seq,
  line: row.line,
});

/** The first to be over come first; one more than fits shows that there are more. */
export function loadWalletRows({ database, clock }: WalletDeps, userId: number): Promise<WalletRow[]> {
  const nowMs = clock.nowMs();
  return selectWallet(database, { userId, nowMs, endsAfterMs: nowMs - keptMs, limit: ticketsMax + 1 });
}

export type WalletTicket = ReturnType<typeof describeTicket>;

export function describeTicket(serverKeys: ServerKeys, row: WalletRow) {
  const isReceived = row.received === 1;
  return {
    id: nameTicket(toId(row)),
    orderKey: formatOrderKey(toId(row)),
    line: row.line,
    code: signRow(serverKeys, row, row).code,
    received: isReceived,
    screeningId: row.screening_id,
    movieId: row.movie_id,
    title: row.title,
    rating: row.rating,
    display: row.display,
    language: row.language,
    seating: row.seating,
    cinemaId: row.cinema_id,
    cinemaName: row.cinema_name,
    city: row.city,
    latitude: row.latitude,
    longitude: row.longitude,
    timeZone: row.time_zone,
    venueName: row.venue_name,
    row: row.row_label,
    label: row.label,
    kind: row.kind,
    ticketClass: row.ticket_class,
    // What it cost is between its buyer and the cinema.
    price: isReceived ? null : { priceMinor: row.price_minor, taxMinor: row.tax_minor, currency: row.currency },
    // The code prints what its buyer still has.
    pickUpCode: isReceived || row.pick_up_code === null ? null : showPickUpCode(row.pick_up_code),
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
    validFromMs: row.sold_at_ms,
    validUntilMs: row.ends_at_ms,
    linkUntilMs: row.passing_until_ms,
  };
}

export const causes = ['refunded', 'passed-on', 'screening-cancelled', 'over', 'beyond'] as const;
export interface Removed {
  id: string;
  because: (typeof causes)[number] | null;
}
export interface WalletCinema {
  cinemaId: number;
  cinemaKey: string;
  certificates: KeyCertificate[];
  revokedKeyIds: number[];
}
export interface Wallet {
  fresh: boolean;
  changed: WalletTicket[];
  removed: Removed[];
  cinemas: WalletCinema[];
  cursor: string;
  more: boolean;
  truncated: boolean;
}

/**
 * What has changed since the cursor. What the phone has is in the cursor, and is compared with what there is: so no change
 * is missed, whatever made it. Of what doesn't fit into this answer the new cursor says that the phone lacks it.
 */
export async function loadWallet(deps: WalletDeps, userId: number, cursor: string | undefined): Promise<Wallet> {
  const rows = await loadWalletRows(deps, userId);
  const truncated = rows.length > ticketsMax;
  const there = rows.slice(0, ticketsMax).map((row) => {
    const told = describeTicket(deps.serverKeys, row);
    return { told, known: { ...toId(row), digest: digestOf(told) } };
  });
  const has = cursor === undefined ? null : readWalletCursor(userId, cursor);
  const changed = there.filter(({ told, known }) => has?.get(told.id)?.digest !== known.digest);
  const page = changed.slice(0, pageMax);
  const sent = new Set(page.map(({ told }) => told.id));
  const nowHas = there.flatMap(({ told, known }) => (sent.has(told.id) ? [known] : (has?.get(told.id) ?? [])));
  const ids = new Set(there.map(({ told }) => told.id));
  const gone = [...(has ?? [])].flatMap(([id, ticket]) => (ids.has(id) ? [] : [ticket]));
  return {
    fresh: has === null,
    changed: page.map(({ told }) => told),
    removed: await explainRemoved(deps, userId, { gone, truncated }),
    cinemas: await listCinemas(deps, rows.slice(0, ticketsMax)),
    cursor: writeWalletCursor(userId, nowHas),
    more: changed.length > page.length,
    truncated,
  };
}

async function explainRemoved(
  { database, clock }: WalletDeps,
  userId: number,
  { gone, truncated }: { gone: readonly KnownTicket[]; truncated: boolean },
): Promise<Removed[]> {
  const fates = new Map<string, FateRow>();
  for (const [terminal, of] of Map.groupBy(gone, (ticket) => ticket.terminal)) {
    const seqs = [...new Set(of.map(({ seq }) => seq))];
    for (const fate of await selectFates(database, userId, { terminal, seqs })) fates.set(nameTicket(toId(fate)), fate);
  }
  const overMs = clock.nowMs() - keptMs;
  return gone.map((ticket) => {
    const id = nameTicket(ticket);
    const fate = fates.get(id);
    return { id, because: fate ? judgeFate(fate, { userId, overMs, truncated }) : null };
  });
}

function judgeFate(
  fate: FateRow,
  { userId, overMs, truncated }: { userId: number; overMs: number; truncated: boolean },
): Removed['because'] {
  if (fate.owner_id !== userId) return 'passed-on';
  if (fate.screening_state === 'cancelled') return 'screening-cancelled';
  if (fate.valid !== 1) return fate.ended_as === 'refund' || fate.ended_as === 'override' ? 'refunded' : null;
  if (fate.ends_at_ms <= overMs) return 'over';
  return truncated ? 'beyond' : null;
}

/** The cinemas of these tickets, and by whose keys their codes were signed. */
async function listCinemas(deps: WalletDeps, rows: readonly WalletRow[]): Promise<WalletCinema[]> {
  const cinemas: WalletCinema[] = [];
  for (const [cinemaId, own] of Map.groupBy(rows, (row) => row.cinema_id)) {
    const sellers = new Set(own.map((row) => row.terminal_id));
    const keys = await listServerKeys(deps.database, deps, cinemaId);
    cinemas.push({
      cinemaId,
      cinemaKey: deps.cinemaKey.publicKey,
      certificates: keys.filter(({ terminal }) => sellers.has(terminal)),
      revokedKeyIds: await listRevokedKeys(deps.database, cinemaId),
    });
  }
  return cinemas.sort((a, b) => a.cinemaId - b.cinemaId);
}
