import type { HeldSeat } from './journal.ts';

/**
 * What is hashed (SHA-256, lower-case hex) to compare the holdings of one screening: a line `seat:version` for each seat,
 * in the order of the seats' ids. Both sides must make the same text of the same rights.
 */
export function holdingsText(seats: readonly HeldSeat[]): string {
  return [...seats]
    .sort((a, b) => a.seatId - b.seatId)
    .map(({ seatId, version }) => `${seatId}:${version}\n`)
    .join('');
}
