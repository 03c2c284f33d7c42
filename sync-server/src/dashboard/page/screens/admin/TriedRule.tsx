import { useApp, useLoaded } from '../../app.ts';
import type { NewRule, PriceCell, PriceTable } from '../../people-types.ts';
import { type Asked, readChosen } from './PricePreview.tsx';
import { toSend } from './rule-words.ts';

/** What the draft would change of the show that is looked at, before anybody pays by it. */
export function TriedRule({ asked, rules }: { asked: Asked; rules: readonly NewRule[] }) {
  const app = useApp();
  const { api, words, cinema } = app;
  const which = readChosen(asked, app);
  const compare = async () => {
    if (!which) return { ok: true as const, body: null };
    const [now, then] = await Promise.all([
      api.previewPrices(cinema.id, { ...which, rules: toSend(asked.rules) }),
      api.previewPrices(cinema.id, { ...which, rules: toSend(rules) }),
    ]);
    if (!now.ok) return now;
    return then.ok ? { ok: true as const, body: { before: now.body, after: then.body } } : then;
  };
  const tried = useLoaded<{ before: PriceTable; after: PriceTable } | null>(`tried ${JSON.stringify(rules)}`, compare);
  if (tried.state !== 'here' || tried.body === null) return null;
  const { before: now, after: then } = tried.body;
  const money = (minor = 0) => words.money(minor, now.currency);
  const changed = then.cells.flatMap((after, index) => {
    const before = now.cells[index];
    return before && before.priceMinor !== after.priceMinor ? [{ before, after }] : [];
  });
  const who = ({ ticketClass, seatKind, isMember }: PriceCell) =>
    [words.named('class', ticketClass), words.named('kind', seatKind), isMember ? words.t('prices.member') : '']
      .filter(Boolean)
      .join(', ');
  // A line for each class, by the first seat whose price it changes; of members only where theirs is another.
  const lines = [...Map.groupBy(changed, ({ after }) => `${after.ticketClass} ${after.isMember}`).values()].flatMap(
    ([first]) => first ?? [],
  );
  const told = lines.filter(
    ({ after }) =>
      !after.isMember ||
      !lines.some(
        ({ after: other }) =>
          !other.isMember && other.ticketClass === after.ticketClass && other.priceMinor === after.priceMinor,
      ),
  );
  const show = words.dayAndTime(now.show.startsAtMs, cinema.timeZone);
  return (
    <section className="consequences" data-testid="tried" aria-live="polite">
      <h3>{words.t('rules.tried', { show })}</h3>
      {told.length === 0 ? (
        <p>{words.t('rules.tried.same')}</p>
      ) : (
        <ul>
          {told.map(({ before, after }) => (
            <li key={who(after)}>
              {words.t('rules.tried.change', {
                who: who(after),
                before: money(before.priceMinor),
                after: money(after.priceMinor),
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
