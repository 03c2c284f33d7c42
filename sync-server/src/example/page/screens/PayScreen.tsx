import { useEffect, useState } from 'react';
import type { Refusal } from '../api.ts';
import type { Hold, ScreeningInfo } from '../api-types.ts';
import { useApp, useLoaded } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { BackBar, Empty, Poster, RefusalNotice, useSecondsLeft, Waiting } from '../parts/parts.tsx';
import { go } from '../route.ts';
import { clock } from '../words/words.ts';
import { RegisterDevice } from './RegisterDevice.tsx';
import { SignSheet } from './SignSheet.tsx';
import { usePayment } from './use-payment.ts';

/** Of the simulated provider. An app gets its token from its payment provider's form, and never sees a card number. */
const cards = [
  { token: 'pm_card_visa', word: 'pay.card-visa' },
  { token: 'pm_card_threeDSecure2Required', word: 'pay.card-bank' },
  { token: 'pm_card_chargeDeclined', word: 'pay.card-declined' },
] as const;

export function PayScreen({ id }: { id: string }) {
  const { api } = useApp();
  const held = useLoaded(`hold ${id}`, () => api.getHold(id));
  if (held.state === 'loading') return <Waiting />;
  if (held.state === 'refused') return <RefusalNotice refusal={held.refusal} again={held.again} />;
  return <PayFor first={held.body.hold} />;
}

function PayFor({ first }: { first: Hold }) {
  const { api, words } = useApp();
  const [hold, setHold] = useState(first);
  const info = useLoaded(`screening ${hold.screeningId}`, () => api.screening(hold.screeningId));
  useEffect(() => {
    if (hold.orderKey) go(`done/${hold.orderKey}`, { replace: true });
  }, [hold.orderKey]);
  const [endsAtMs, setEndsAtMs] = useState(() => performance.now() + first.secondsLeft * 1000);
  const seconds = useSecondsLeft(endsAtMs);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const extend = async () => {
    const answer = await api.extendHold(hold.id);
    if (!answer.ok) return setRefusal(answer.refusal);
    setHold(answer.body.hold);
    setEndsAtMs(performance.now() + answer.body.hold.secondsLeft * 1000);
  };
  const release = async () => {
    const answer = await api.releaseHold(hold.id);
    if (answer.ok) go(seatsAgain, { replace: true });
    else setRefusal(answer.refusal);
  };
  const seatsAgain = `seats/${hold.screeningId}`;
  const isOver = hold.state === 'ended' || (hold.state === 'held' && seconds === 0);
  if (isOver) {
    return (
      <div className="screen">
        <BackBar title={words.t('pay.title')} to={seatsAgain} />
        <Empty icon="clock">
          <p role="alert">{words.t('pay.ended')}</p>
          <button type="button" className="main" onClick={() => go(seatsAgain)}>
            {words.t('pay.choose-again')}
          </button>
        </Empty>
      </div>
    );
  }
  return (
    <div className="screen pay">
      <BackBar title={words.t('pay.title')} to={seatsAgain}>
        <span className="left" role="timer" aria-label={words.t('pay.left', { time: clock(seconds) })}>
          <Icon name="clock" /> {clock(seconds)}
        </span>
      </BackBar>
      <p className="time-bar" aria-hidden="true">
        <i style={{ inlineSize: `${Math.min(100, (seconds / 480) * 100)}%` }} />
      </p>
      <p className="muted">{words.t('pay.left-long', { time: clock(seconds) })}</p>
      {info.state === 'here' && <Summary hold={hold} info={info.body} />}
      {info.state === 'refused' && <RefusalNotice refusal={info.refusal} again={info.again} />}
      <PayNow hold={hold} />
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="pay-others">
        {hold.extendable && (
          <button type="button" className="plain" onClick={() => void extend()}>
            {words.t('pay.extend')}
          </button>
        )}
        <button type="button" className="plain" onClick={() => void release()}>
          {words.t('pay.release')}
        </button>
      </div>
    </div>
  );
}

function Summary({ hold, info: { movie, screening } }: { hold: Hold; info: ScreeningInfo }) {
  const { words } = useApp();
  return (
    <section className="card summary">
      <div className="summary-head">
        <Poster url={movie.posterUrl} className="small-poster" />
        <div>
          <h2>{movie.title}</h2>
          <p className="small">
            {words.dayAndTime(screening.startsAtMs, screening.timeZone)}
            <br />
            {screening.cinemaName} · {screening.venueName}
          </p>
        </div>
      </div>
      <ul className="bill">
        {hold.seats.map((seat) => (
          <li key={seat.line}>
            <b>{seat.label ?? '–'}</b>
            <span>{words.t(`class.${seat.ticketClass}`)}</span>
            <span>{words.money(seat.priceMinor, hold.currency)}</span>
          </li>
        ))}
        <li className="total">
          <b>{words.t('pay.total')}</b>
          <span className="small">{words.t('pay.tax')}</span>
          <span>{words.money(hold.totalMinor, hold.currency)}</span>
        </li>
      </ul>
    </section>
  );
}

function PayNow({ hold }: { hold: Hold }) {
  const { api } = useApp();
  const devices = useLoaded('devices', () => api.devices());
  if (devices.state === 'loading') return <Waiting />;
  if (devices.state === 'refused') return <RefusalNotice refusal={devices.refusal} again={devices.again} />;
  return <PayWith hold={hold} devices={devices.body.devices} reloadDevices={devices.again} />;
}

function PayWith({
  hold,
  devices,
  reloadDevices,
}: {
  hold: Hold;
  devices: Parameters<typeof usePayment>[1];
  reloadDevices: () => void;
}) {
  const { words } = useApp();
  const payment = usePayment(hold, devices);
  const [token, setToken] = useState<string>(cards[0].token);
  const [isSettingUp, setSettingUp] = useState(false);
  const total = words.money(hold.totalMinor, hold.currency);
  const isBusy = payment.state !== 'calm';
  /** It was refused for want of a phone that signs, and there is one now. */
  const isSetUpNow = payment.needsDevice && payment.isSigned;
  const showSetUp = !payment.isSigned && (isSettingUp || payment.needsDevice);
  return (
    <>
      <fieldset className="cards">
        <legend>{words.t('pay.card')}</legend>
        {cards.map((card) => (
          <label key={card.token}>
            <input
              type="radio"
              name="card"
              checked={token === card.token}
              onChange={() => setToken(card.token)}
              disabled={isBusy}
            />
            <Icon name="card" />
            <span>{words.t(card.word)}</span>
          </label>
        ))}
        <p className="small">{words.t('pay.card-test')}</p>
      </fieldset>
      {payment.refusal && !isSetUpNow && <RefusalNotice refusal={payment.refusal} />}
      {payment.state === 'waiting' && (
        <p className="notice" role="status">
          <Icon name="clock" />
          {words.t('pay.waiting')}
        </p>
      )}
      {showSetUp ? (
        <section className="card">
          <h2>{words.t('pay.set-up')}</h2>
          <p className="muted">{words.t(payment.needsDevice ? 'pay.set-up-needed' : 'pay.set-up-why')}</p>
          <RegisterDevice onRegistered={reloadDevices} />
        </section>
      ) : (
        !payment.isSigned && (
          <button type="button" className="plain wide" onClick={() => setSettingUp(true)}>
            <Icon name="finger" /> {words.t('pay.set-up')}
          </button>
        )
      )}
      <button type="button" className="main" disabled={isBusy} onClick={() => void payment.pay(token)}>
        {isBusy ? (
          words.t('pay.working')
        ) : payment.isSigned ? (
          <>
            <Icon name="finger" /> {words.t('pay.signed')} · {total}
          </>
        ) : (
          words.t('pay.plain', { price: total })
        )}
      </button>
      {payment.signing && (
        <SignSheet
          signing={payment.signing}
          cardWord={cards.find((card) => card.token === payment.signing?.paymentToken)?.word ?? 'pay.card'}
          isBusy={isBusy}
          onSign={payment.signAndPay}
          onAgain={() => void payment.askAgain()}
          onClose={payment.stopSigning}
        />
      )}
    </>
  );
}
