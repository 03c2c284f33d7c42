import type { ScreeningView } from '../../calls.ts';
import { useWords } from '../../ui-kit/words.ts';
import { type Availability, seeAvailability } from './show-facts.ts';

/** One screening as a time to touch. What can't be sold here can't be touched, and says where to go instead. */
export function ShowChip({
  screening,
  onChoose,
}: {
  screening: ScreeningView;
  onChoose: (screeningId: number) => void;
}) {
  const { time } = useWords();
  const availability = seeAvailability(screening);
  const word = useAvailabilityWord(screening, availability);
  const closed = availability === 'sold-out' || availability === 'not-here';
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

export function useAvailabilityWord(screening: ScreeningView, availability: Availability): string {
  const { t } = useWords();
  switch (availability) {
    case 'open':
      return '';
    case 'few':
      return t('show.few', { count: screening.sellable });
    case 'sold-out':
      return t('show.sold-out');
    case 'not-here':
      return t('show.not-here');
  }
}
