import '../../looks/programme.css';
import { type CSSProperties, useMemo, useState } from 'react';
import { useApp, useLoaded, useNews } from '../../app.ts';
import type { Plan, PlannedScreening, PlannedVenue } from '../../calls/programme.ts';
import { Icon } from '../../parts/Icon.tsx';
import { LongActions } from '../../parts/LongActions.tsx';
import { Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { placeInDay, weekOf } from '../../parts/zone.ts';
import { pathTo, shiftDay } from '../../route.ts';
import { PlanDialog } from './PlanDialog.tsx';
import { PlannedDialog } from './PlannedDialog.tsx';

/** A week of the programme, day by day and venue by venue. */
export function ScreeningsPage() {
  const { api, words, cinema, day } = useApp();
  const { monday } = weekOf(day);
  const sunday = shiftDay(monday, 6);
  const plan = useLoaded(`plan ${cinema.id} ${monday}`, () => loadWeek(api, cinema.id, monday, sunday));
  const { again } = plan;
  useNews({ programme: again, returned: again });
  const [isMaking, setMaking] = useState(false);
  const [openId, setOpenId] = useState<number | null>(null);
  const opened = plan.state === 'here' ? plan.body.screenings.find(({ id }) => id === openId) : undefined;
  const last = plan.state === 'here' ? plan.body.screenings.at(-1) : undefined;
  const weekLink = (days: number) => pathTo('admin', cinema.id, shiftDay(monday, days), 'screenings');
  return (
    <>
      <div className="head">
        <h1>{words.t('screenings.title')}</h1>
        <nav className="week-nav" aria-label={words.t('screenings.week')}>
          <a className="round" href={weekLink(-7)} aria-label={words.t('screenings.week.before')}>
            <Icon name="back" />
          </a>
          <span>
            {words.day(monday)} – {words.day(sunday)}
          </span>
          <a className="round" href={weekLink(7)} aria-label={words.t('screenings.week.after')}>
            <Icon name="forward" />
          </a>
          <a className="button small" href={pathTo('admin', cinema.id, '', 'screenings')}>
            {words.t('screenings.week.now')}
          </a>
        </nav>
        <button
          type="button"
          className="button primary"
          data-testid="new-screening"
          disabled={plan.state !== 'here'}
          onClick={() => setMaking(true)}
        >
          <Icon name="plus" />
          {words.t('plan.new')}
        </button>
      </div>
      {plan.state === 'loading' && <Loading rows={10} />}
      {plan.state === 'refused' && <RefusalNotice refusal={plan.refusal} again={again} />}
      {plan.state === 'here' && (
        <>
          {plan.refusal && <RefusalNotice refusal={plan.refusal} again={again} lead={words.t('error.stale')} />}
          <Week plan={plan.body} monday={monday} onOpen={setOpenId} />
        </>
      )}
      <LongActions title={words.t('actions.title')} />
      {isMaking && plan.state === 'here' && (
        <PlanDialog
          venues={plan.body.venues}
          from={day < cinema.today ? cinema.today : day}
          priceMinor={last?.priceMinor ?? 1000}
          language={last?.language ?? 'en'}
          onClose={() => setMaking(false)}
          onMade={again}
        />
      )}
      {opened && plan.state === 'here' && (
        <PlannedDialog
          key={opened.id}
          screening={opened}
          venue={plan.body.venues.find(({ id }) => id === opened.venueId)?.name ?? ''}
          day={placeInDay(opened.startsAtMs, cinema.timeZone).day}
          onClose={() => setOpenId(null)}
          onDone={again}
        />
      )}
    </>
  );
}

type Api = ReturnType<typeof useApp>['api'];

/** All of it: a week has a few hundred at most. */
async function loadWeek(api: Api, cinema: number, from: string, to: string) {
  const first = await api.plan(cinema, from, to);
  if (!first.ok) return first;
  const plan: Plan = first.body;
  while (plan.next) {
    const more = await api.plan(cinema, from, to, plan.next);
    if (!more.ok) return more;
    plan.screenings.push(...more.body.screenings);
    plan.next = more.body.next;
  }
  return { ok: true as const, body: plan };
}

interface Placed extends PlannedScreening {
  day: string;
  fromMinute: number;
  toMinute: number;
}

function Week({ plan, monday, onOpen }: { plan: Plan; monday: string; onOpen: (id: number) => void }) {
  const { words, cinema } = useApp();
  const placed = useMemo(
    () =>
      plan.screenings.map((screening): Placed => {
        const { day, minute } = placeInDay(screening.startsAtMs, cinema.timeZone);
        const minutes = (screening.endsAtMs - screening.startsAtMs) / 60_000;
        return { ...screening, day, fromMinute: minute, toMinute: minute + minutes };
      }),
    [plan, cinema.timeZone],
  );
  if (plan.venues.length === 0) return <Empty title={words.t('screenings.no-venues')} />;
  // Whole hours, from an hour that every day has.
  const fromHour = Math.floor(Math.min(300, ...placed.map(({ fromMinute }) => fromMinute)) / 60);
  const toHour = Math.ceil(Math.max(1140, ...placed.map(({ toMinute }) => toMinute)) / 60);
  const days = Array.from({ length: 7 }, (_, at) => shiftDay(monday, at));
  return (
    <div className="week" data-testid="week">
      {days.map((day) => (
        <DayPlan
          key={day}
          day={day}
          venues={plan.venues}
          screenings={placed.filter((screening) => screening.day === day)}
          hours={{ from: fromHour, to: toHour }}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}

interface DayPlanProps {
  day: string;
  venues: readonly PlannedVenue[];
  screenings: readonly Placed[];
  hours: { from: number; to: number };
  onOpen: (id: number) => void;
}

function DayPlan({ day, venues, screenings, hours, onOpen }: DayPlanProps) {
  const { words, cinema } = useApp();
  const marks = Array.from({ length: hours.to - hours.from }, (_, at) => hours.from + at);
  const span = (hours.to - hours.from) * 60;
  const share = (minute: number) => `${(100 * (minute - hours.from * 60)) / span}%`;
  return (
    <section className={day === cinema.today ? 'day-plan is-today' : 'day-plan'} aria-label={words.day(day)}>
      <header>
        <h2>{words.day(day)}</h2>
        <div className="hours" aria-hidden="true">
          {marks.map((hour) => (
            <span key={hour} style={{ insetInlineStart: share(hour * 60) }}>
              {String((hour + 5) % 24).padStart(2, '0')}
            </span>
          ))}
        </div>
      </header>
      {venues.map((venue) => (
        <div key={venue.id} className="lane">
          <h3>{venue.name}</h3>
          <ul style={{ '--hours': marks.length } as CSSProperties}>
            {screenings
              .filter(({ venueId }) => venueId === venue.id)
              .map((screening) => (
                <Block
                  key={screening.id}
                  screening={screening}
                  style={{
                    insetInlineStart: share(screening.fromMinute),
                    inlineSize: `${(100 * (screening.toMinute - screening.fromMinute)) / span}%`,
                  }}
                  onOpen={onOpen}
                />
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

const hues = 8;

function Block({
  screening,
  style,
  onOpen,
}: {
  screening: Placed;
  style: CSSProperties;
  onOpen: (id: number) => void;
}) {
  const { words, cinema } = useApp();
  const { id, title, startsAtMs, endsAtMs, state, movieId, display, taken } = screening;
  const times = `${words.time(startsAtMs, cinema.timeZone)} – ${words.time(endsAtMs, cinema.timeZone)}`;
  const isCancelled = state === 'cancelled';
  return (
    <li style={style} className={isCancelled ? 'is-cancelled' : undefined}>
      <button
        type="button"
        className={`block film-${movieId % hues}`}
        data-testid={`planned-${id}`}
        title={`${title} · ${times} · ${display}`}
        onClick={() => onOpen(id)}
      >
        <b>{title}</b>
        <small>
          {words.time(startsAtMs, cinema.timeZone)}
          {display !== '2D' && ` · ${display}`}
          {isCancelled ? ` · ${words.t('house.cancelled')}` : taken > 0 && ` · ${words.number(taken)}`}
        </small>
      </button>
    </li>
  );
}
