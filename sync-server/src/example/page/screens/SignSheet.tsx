import { useApp } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { Sheet, useSecondsLeft } from '../parts/parts.tsx';
import { clock, type Word } from '../words/words.ts';
import type { Signing } from './use-payment.ts';

/** What is signed, before the phone asks for the finger: checked against the very terms (keys.ts). */
export function SignSheet({
  signing,
  cardWord,
  isBusy,
  onSign,
  onAgain,
  onClose,
}: {
  signing: Signing;
  cardWord: Word;
  isBusy: boolean;
  onSign: (signing: Signing) => Promise<void>;
  onAgain: () => void;
  onClose: () => void;
}) {
  const { words } = useApp();
  const { summary } = signing.challenge;
  const seconds = useSecondsLeft(signing.endsAtMs);
  const total = words.money(summary.totalMinor, summary.currency);
  return (
    <Sheet title={words.t('pay.sign-title')} onClose={onClose}>
      <p className="sign-amount">{total}</p>
      <dl className="terms">
        <dt>{words.t('pay.sign-to')}</dt>
        <dd>{summary.payee}</dd>
        <dt>{words.t('pay.sign-for')}</dt>
        <dd>
          {summary.title}
          <br />
          <span className="small">
            {words.dayAndTime(summary.startsAtMs, summary.timeZone)} · {summary.venueName}
          </span>
        </dd>
        <dt>{words.t('pay.sign-seats')}</dt>
        <dd>
          {summary.seats.map((seat, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: seats without numbers have the same name.
            <span key={at} className="term-seat">
              <b>{seat.label}</b> {words.t(`class.${seat.ticketClass}`)}{' '}
              {words.money(seat.priceMinor, summary.currency)}
            </span>
          ))}
        </dd>
        <dt>{words.t('pay.sign-card')}</dt>
        <dd>{words.t(cardWord)}</dd>
      </dl>
      <p className="small">
        {words.t('pay.sign-why')} {words.t('pay.sign-left', { time: clock(seconds) })}
      </p>
      {seconds > 0 ? (
        <button type="button" className="main" disabled={isBusy} onClick={() => void onSign(signing)}>
          <Icon name="finger" /> {isBusy ? words.t('pay.working') : words.t('pay.sign-now', { price: total })}
        </button>
      ) : (
        <button type="button" className="main" disabled={isBusy} onClick={onAgain}>
          {words.t('pay.sign-again')}
        </button>
      )}
    </Sheet>
  );
}
