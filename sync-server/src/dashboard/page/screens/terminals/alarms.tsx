import type { Alarm, Terminal } from '../../api-types.ts';
import { type App, useApp } from '../../app.ts';
import { Icon, type IconName } from '../../parts/Icon.tsx';
import { Badge } from '../../parts/parts.tsx';
import { nowMs } from '../../platform.ts';
import type { Word } from '../../words/words.ts';

/** What is said beside the colour; an alarm that a later server knows is told by its code. */
const icons: Partial<Record<string, IconName>> = {
  'paper-out': 'paper',
  'paper-low': 'paper',
  printer: 'print',
  'slips-failed': 'print',
  offline: 'cut',
  unsent: 'cut',
  clock: 'clock',
  drill: 'clock',
};
const tones = ['bad', 'warn', 'quiet'] as const;

export function sayAlarm({ code, n, sinceMs }: Alarm, { words, cinema }: Pick<App, 'words' | 'cinema'>): string {
  if (words.named('alarm', code) === code) return code;
  return words.t(`alarm.${code}` as Word, {
    n: n === null ? '' : words.number(n),
    ago: sinceMs === null ? '' : words.ago(sinceMs, nowMs()),
    time: sinceMs === null ? '' : words.time(sinceMs, cinema.timeZone),
  });
}

export function Alarms({ alarms }: { alarms: readonly Alarm[] }) {
  const app = useApp();
  if (alarms.length === 0) return <span className="none">{app.words.t('terminals.needs.none')}</span>;
  return (
    <span className="badges">
      {alarms.map((alarm) => (
        <Badge key={alarm.code} tone={alarm.tone}>
          <span className="alarm" data-testid={`alarm-${alarm.code}`}>
            <Icon name={icons[alarm.code] ?? 'alert'} />
            {sayAlarm(alarm, app)}
          </span>
        </Badge>
      ))}
    </span>
  );
}

/** Who needs a person comes first, the gravest before the others. */
export function sortByAlarm(rows: readonly Terminal[]): Terminal[] {
  const rank = ({ alarms: [first] }: Terminal) => (first ? tones.indexOf(first.tone) : tones.length);
  return rows.toSorted((a, b) => rank(a) - rank(b) || a.terminal - b.terminal);
}
