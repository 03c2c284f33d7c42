import { useApp } from '../app.ts';
import type { Conflict } from '../calls/programme.ts';

/** Every reason against a planned screening, in words. */
export function Conflicts({ conflicts }: { conflicts: readonly Conflict[] }) {
  const { words, cinema } = useApp();
  return (
    <ul className="conflicts">
      {conflicts.map(({ code, with: other }) => (
        <li key={`${code} ${other?.screeningId} ${other?.startsAtMs}`}>
          {words.named('conflict', code)}
          {other && `: ${other.title || words.t('conflict.own')} ${words.time(other.startsAtMs, cinema.timeZone)}`}
        </li>
      ))}
    </ul>
  );
}
