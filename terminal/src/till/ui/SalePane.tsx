import { sumMinor } from '@marquee/shared/money';
import { type ReactNode, useState } from 'react';
import type { SaleDetail, SaleTicket } from '../../calls.ts';
import { useWords } from '../../ui-kit/words.ts';
import { ApproveForm } from './ApproveForm.tsx';
import { ReasonField } from './ReasonField.tsx';
import type { TillProps } from './till-props.ts';
import type { DoneWhat } from './till-state.ts';

export function SalePane(props: TillProps & { sale: SaleDetail; onChanged: () => void }) {
  const { actions, dispatch, sale, onChanged, state } = props;
  const { t, money, time } = useWords();
  const valid = sale.tickets.filter((ticket) => ticket.state === 'valid').map((ticket) => ticket.line);
  const [lines, setLines] = useState<number[]>(valid);
  const [itemLines, setItemLines] = useState<number[]>(
    sale.items.filter((item) => item.state === 'valid').map((item) => item.line),
  );
  const [reason, setReason] = useState('');
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const said = reason.trim() !== '' && !busy;
  const ready = lines.length > 0 && said;
  const undoable = said && lines.length + itemLines.length > 0;
  const chosen = sale.tickets.filter(({ line }) => lines.includes(line));
  const items = sale.items.filter(({ line }) => itemLines.includes(line));
  const chosenMinor = sumMinor([...chosen, ...items].map(({ priceMinor }) => priceMinor));
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
    if (answer) say('requested', sale.orderKey);
  });
  /** Without another reason it is the customer's wish. */
  const exchange = (to: 'seats' | 'screening') =>
    actions.startExchange({ sale, lines, to, reason: wish.reason || t('till.reason.wish') });
  const undo = async (kind: 'void' | 'refund', approvalId?: string) => {
    const all = { ...wish, ...(itemLines.length > 0 && { itemLines }) };
    const answer =
      kind === 'void'
        ? await actions.ask('void-sale', all)
        : await actions.ask('refund-sale', { ...all, ...(approvalId !== undefined && { approvalId }) });
    if (!answer) return;
    setAsks(!answer.ok && answer.reason === 'approval-needed');
    if (!answer.ok) {
      actions.refuse(answer);
      // Their state is another than what is shown here.
      if (
        answer.reason === 'refund-unsettled' ||
        answer.reason === 'ticket-not-valid' ||
        answer.reason === 'not-holder'
      )
        onChanged();
      return;
    }
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
          <SoldLine
            key={ticket.line}
            {...ticket}
            testId={`line-${ticket.line}`}
            stateTestId={`state-${ticket.line}`}
            again={ticket.duplicate}
            checked={lines.includes(ticket.line)}
            onCheck={(checked) => setLines(withLine(lines, ticket.line, checked))}
          >
            <b>{ticket.seatLabel}</b> {t(`class.${ticket.ticketClass}`)}
          </SoldLine>
        ))}
        {sale.items.map((item) => (
          <SoldLine
            key={`item-${item.line}`}
            {...item}
            testId={`item-line-${item.line}`}
            stateTestId={`item-state-${item.line}`}
            checked={itemLines.includes(item.line)}
            onCheck={(checked) => setItemLines(withLine(itemLines, item.line, checked))}
          >
            <b>{item.quantity} ×</b> {item.name}
          </SoldLine>
        ))}
      </ul>
      {asks ? (
        <ApproveForm {...props} act="refund" onApproved={(approvalId) => void undo('refund', approvalId)} />
      ) : (
        <>
          <ReasonField value={reason} onChange={setReason} />
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
                  disabled={!undoable}
                  onClick={once(() => undo('void'))}
                >
                  {t('till.void')} <b>{money(chosenMinor)}</b>
                </button>
                <button
                  type="button"
                  className="button"
                  data-testid="refund"
                  disabled={!undoable}
                  onClick={once(() => undo('refund'))}
                >
                  {t('till.refund')} <b data-testid="refund-amount">{money(chosenMinor)}</b>
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
const withLine = (lines: readonly number[], line: number, isIn: boolean) =>
  isIn ? [...lines, line] : lines.filter((each) => each !== line);

interface SoldLineProps {
  state: SaleTicket['state'];
  priceMinor: number;
  /** It was printed more than once. */
  again?: boolean;
  checked: boolean;
  testId: string;
  stateTestId: string;
  onCheck: (checked: boolean) => void;
  children: ReactNode;
}
/** A ticket, or a line of items, as it stands now. */
function SoldLine({
  state,
  priceMinor,
  again = false,
  checked,
  testId,
  stateTestId,
  onCheck,
  children,
}: SoldLineProps) {
  const { t, money } = useWords();
  return (
    <li>
      <label data-state={state}>
        <input
          type="checkbox"
          data-testid={testId}
          disabled={state !== 'valid'}
          checked={checked}
          onChange={({ target }) => onCheck(target.checked)}
        />
        {children}
        <span>{money(priceMinor)}</span>
        <small className="muted" data-testid={stateTestId}>
          {t(`till.ticket-${state}`)}
          {again && ` · ${t('till.duplicate')}`}
        </small>
      </label>
    </li>
  );
}
