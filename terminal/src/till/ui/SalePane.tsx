import { useState } from 'react';
import type { SaleDetail } from '../../calls.ts';
import { useWords } from '../../ui-kit/words.ts';
import { ApproveForm } from './ApproveForm.tsx';
import { TextField } from './fields.tsx';
import type { TillProps } from './till-props.ts';
import type { DoneWhat } from './till-state.ts';

const reasons = ['wish', 'wrong-show', 'wrong-seats', 'customer-ill', 'jam', 'lost'] as const;

export function SalePane(props: TillProps & { sale: SaleDetail; onChanged: () => void }) {
  const { actions, dispatch, sale, onChanged, state } = props;
  const { t, money, time } = useWords();
  const valid = sale.tickets.filter((ticket) => ticket.state === 'valid').map((ticket) => ticket.line);
  const [lines, setLines] = useState<number[]>(valid);
  const [reason, setReason] = useState('');
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const ready = lines.length > 0 && reason.trim() !== '' && !busy;
  const wish = { saleSeq: sale.saleSeq, lines, reason: reason.trim() };

  const say = (what: DoneWhat, detail = '') => {
    dispatch({ type: 'noticed', notice: { kind: 'done', what, detail } });
    onChanged();
  };
  const once = (run: () => Promise<void>) => () => {
    setBusy(true);
    void run().finally(() => setBusy(false));
  };
  const reprint = once(async () => {
    if (await actions.askOrSay('reprint-sale', wish)) say('reprinted');
  });
  const request = once(async () => {
    const { language } = state;
    const answer = await actions.askOrSay('request-refund', { orderKey: sale.orderKey, ...pick(wish), language });
    if (answer) say('requested');
  });
  /** Without another reason it is the customer's wish. */
  const exchange = (to: 'seats' | 'screening') =>
    actions.startExchange({ sale, lines, to, reason: wish.reason || t('till.reason.wish') });
  const undo = async (kind: 'void' | 'refund', approvalId?: string) => {
    const answer =
      kind === 'void'
        ? await actions.ask('void-sale', wish)
        : await actions.ask('refund-sale', { ...wish, ...(approvalId !== undefined && { approvalId }) });
    if (!answer) return;
    setAsks(!answer.ok && answer.reason === 'approval-needed');
    if (!answer.ok) return actions.refuse(answer);
    const back = answer.tenders
      .map((part) => `${money(part.amountMinor)} ${t(`till.tender.${part.kind}`)}`)
      .join(' + ');
    say(kind, back);
  };

  return (
    <section className="till-sale" data-testid="sale">
      <h3>{sale.orderKey}</h3>
      <p>
        {sale.screeningId !== null && `${sale.filmTitle} ${time(sale.startsAtMs)} · `}
        {money(sale.totalMinor)} ·{' '}
        {sale.tenders.map((part) => `${t(`till.tender.${part.kind}`)} ${money(part.amountMinor)}`).join(' + ')}
      </p>
      <ul className="till-tickets">
        {sale.tickets.map((ticket) => (
          <li key={ticket.line}>
            <label data-state={ticket.state}>
              <input
                type="checkbox"
                data-testid={`line-${ticket.line}`}
                disabled={ticket.state !== 'valid'}
                checked={lines.includes(ticket.line)}
                onChange={({ target }) =>
                  setLines(target.checked ? [...lines, ticket.line] : lines.filter((line) => line !== ticket.line))
                }
              />
              <b>{ticket.seatLabel}</b> {t(`class.${ticket.ticketClass}`)}
              <span>{money(ticket.priceMinor)}</span>
              <small className="muted" data-testid={`state-${ticket.line}`}>
                {t(`till.ticket-${ticket.state}`)}
                {ticket.duplicate && ` · ${t('till.duplicate')}`}
              </small>
            </label>
          </li>
        ))}
      </ul>
      {asks ? (
        <ApproveForm {...props} act="refund" onApproved={(approvalId) => void undo('refund', approvalId)} />
      ) : (
        <>
          <div className="till-quick">
            {reasons.map((each) => (
              <button
                key={each}
                type="button"
                className="button small"
                data-testid={`reason-${each}`}
                aria-pressed={reason === t(`till.reason.${each}`)}
                onClick={() => setReason(t(`till.reason.${each}`))}
              >
                {t(`till.reason.${each}`)}
              </button>
            ))}
          </div>
          <TextField label={t('till.reason')} value={reason} max={200} onChange={setReason} testId="reason" />
          {sale.heldHere && (
            <div className="till-row">
              <button
                type="button"
                className="button"
                data-testid="other-seats"
                disabled={lines.length === 0 || busy}
                onClick={() => void exchange('seats')}
              >
                {t('till.other-seats')}
              </button>
              <button
                type="button"
                className="button"
                data-testid="other-screening"
                disabled={lines.length === 0 || busy}
                onClick={() => void exchange('screening')}
              >
                {t('till.other-screening')}
              </button>
            </div>
          )}
          <div className="till-row">
            <button type="button" className="button" data-testid="reprint" disabled={!ready} onClick={reprint}>
              {t('till.reprint')}
            </button>
            {sale.heldHere ? (
              <>
                <button
                  type="button"
                  className="button"
                  data-testid="void"
                  disabled={!ready}
                  onClick={once(() => undo('void'))}
                >
                  {t('till.void')}
                </button>
                <button
                  type="button"
                  className="button"
                  data-testid="refund"
                  disabled={!ready}
                  onClick={once(() => undo('refund'))}
                >
                  {t('till.refund')}
                </button>
              </>
            ) : (
              <button type="button" className="button" data-testid="request" disabled={!ready} onClick={request}>
                {t('till.request')}
              </button>
            )}
          </div>
          <p className="muted">{t(sale.heldHere ? 'till.void-hint' : 'till.request-why')}</p>
        </>
      )}
    </section>
  );
}

const pick = ({ lines, reason }: { lines: number[]; reason: string }) => ({ lines, reason });
