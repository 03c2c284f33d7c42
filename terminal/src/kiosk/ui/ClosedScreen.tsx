import { faultTable, formatFault, type StoppingFault } from '@marquee/shared/errors';
import { useWords } from '../../ui-kit/words.ts';
import { ScreenTitle } from './ScreenTitle.tsx';

/**
 * The published code is large, for staff to read from across the lobby; below it what they do, in the house's language like the
 * published table, and what they can’t sell elsewhere meanwhile.
 */
export function ClosedScreen({ fault, seatsHeld }: { fault: StoppingFault; seatsHeld: number }) {
  const { t } = useWords();
  return (
    <main className="screen centred closed-screen">
      <div className="curtain" aria-hidden="true" />
      <ScreenTitle>{t('start.closed')}</ScreenTitle>
      <p className="lead">
        <span data-testid="closed-why">{t(`closed.${fault}`)}</span> {t('start.closed-sub')}
      </p>
      <div className="fault-code">
        <span className="label">{t('start.closed-code')}</span>
        <strong data-testid="fault-code">{formatFault(fault)}</strong>
        <p className="staff-do" lang="en" dir="ltr" data-testid="staff-do">
          {faultTable[fault].staff}
        </p>
        <span className="muted" data-testid="seats-held">
          {t('start.closed-seats', { count: seatsHeld })}
        </span>
      </div>
    </main>
  );
}

/** While the core starts, and over whatever was on the screen while the link to it is away. */
export function MomentScreen({ starting, over = false }: { starting: boolean; over?: boolean }) {
  const { t } = useWords();
  return (
    <div className="screen centred moment" data-over={over} role="status" data-testid="one-moment">
      <span className="reel" aria-hidden="true" />
      <p className="moment-title">{t(starting ? 'start.loading' : 'moment.title')}</p>
      {over && <p className="lead">{t('moment.sub')}</p>}
    </div>
  );
}
