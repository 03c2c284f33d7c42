import type { ScreeningView } from '../../calls.ts';
import { useWords } from '../../ui-kit/words.ts';
import { type Availability, canBeChosen, countSellable, type Link, seeAvailability } from './show-facts.ts';

/** One screening as a time to touch. What can't be sold here can't be touched, and says where to go instead. */
export function ShowChip({
  screening,
  link,
  onChoose,
}: {
  screening: ScreeningView;
  link: Link;
  onChoose: (screeningId: number) => void;
}) {
  const { time } = useWords();
  const availability = seeAvailability(screening, link);
  const word = useAvailabilityWord(screening, availability, link);
  const closed = !canBeChosen(availability);
  return (
    <button
      type="button"
      className="show-chip"
      data-testid={`show-${screening.screeningId}`}
      data-availability={availability}
      disabled={closed}
      onClick={() => onChoose(screening.screeningId)}
    >
      <time>{time(screening.startsAtMs)}</time>
      <span className="show-sub">
        {!closed && <span>{screening.display}</span>}
        {word !== '' && <em>{word}</em>}
      </span>
    </button>
  );
}

/** With the network there is nothing to say of a house with many seats; without it, what is left here is all there is. */
export function useAvailabilityWord(screening: ScreeningView, availability: Availability, link: Link): string {
  const { t } = useWords();
  const count = countSellable(screening, link);
  switch (availability) {
    case 'open':
      return link === 'offline' ? t('show.here-now', { count }) : '';
    case 'few':
      return t(link === 'offline' ? 'show.here-now' : 'show.few', { count });
    case 'sold-out':
      return t('show.sold-out');
    case 'not-here':
      return t(link === 'offline' ? 'show.none-here' : 'show.not-here');
    case 'stopped':
      return t('show.stopped');
  }
}
