/** A time zone in which it is between two and three in the afternoon: whatever the hour here, the cinema's evening is still to come. */
export function zoneOfAfternoon(nowMs: number): string {
  const offset = 14 - new Date(nowMs).getUTCHours();
  // POSIX counts them westwards (IANA tz database, etcetera).
  return offset === 0 ? 'Etc/UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}
