import type { ScreeningView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { countSellable, type Link } from './show-facts.ts';

/** How many seats of a screening this kiosk can sell without the network: in passing while it is there, plainly once it is gone. */
export function SeatsHere({ screening, link }: { screening: ScreeningView; link: Link }) {
  const { t } = useWords();
  const offline = link === 'offline';
  const count = offline ? countSellable(screening, link) : screening.offline;
  // That it holds none matters only once there is no network.
  if (count === 0 && !offline) return null;
  return (
    <p className="seats-here" data-link={link} data-testid="seats-here">
      {offline && <Icon name="ticket" />}
      {t(offline ? 'here.offline' : 'here.online', { count })}
    </p>
  );
}
