import { useState } from 'react';
import { useApp } from '../../app.ts';
import type { ListedRefund } from '../../money-types.ts';
import { Dialog, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';

interface PayOutProps {
  refund: ListedRefund;
  onClose: () => void;
  onDone: () => void;
}

export function PayOutDialog({ refund, onClose, onDone }: PayOutProps) {
  const { api, words, tell } = useApp();
  const [kind, setKind] = useState<'cash' | 'card'>('cash');
  const [evenIfUsed, setEvenIfUsed] = useState(false);
  const money = (minor: number) => words.money(minor, refund.currency);
  const order = useOrder(
    (key) => api.payOut(refund.id, key, { kind, evenIfUsed }),
    ({ toVouchersMinor = 0 }) => {
      tell(words.t('refunds.pay.done', { money: money(refund.amountMinor - toVouchersMinor) }));
      onDone();
    },
  );
  const release = useOrder(
    (key) => api.askRelease(refund.id, key),
    () => tell(words.t('refunds.release.done')),
  );
  const { heldElsewhere, used, stillValid, paidByVoucherMinor } = refund;
  return (
    <Dialog title={words.t('refunds.pay.title', { money: money(refund.amountMinor) })} onClose={onClose}>
      <p>{words.t('refunds.pay.lead', { order: refund.order })}</p>
      {stillValid > 0 && <p>{words.t('refunds.pay.valid', { n: words.number(stillValid) })}</p>}
      {paidByVoucherMinor > 0 && (
        <p className="notice warn">
          {words.t('refunds.pay.voucher', { money: money(Math.min(paidByVoucherMinor, refund.amountMinor)) })}
        </p>
      )}
      {heldElsewhere > 0 && (
        <>
          <p className="notice warn">{words.t('refunds.pay.elsewhere')}</p>
          {release.refusal && <RefusalNotice refusal={release.refusal} />}
          <button type="button" className="button" disabled={release.isSending} onClick={release.send}>
            {words.t('refunds.release')}
          </button>
        </>
      )}
      <fieldset className="tabs" aria-label={words.t('refunds.pay.as')}>
        {(['cash', 'card'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={each === kind} onClick={() => setKind(each)}>
            {words.t(`tender.${each}`)}
          </button>
        ))}
      </fieldset>
      {used > 0 && (
        <label className="check">
          <input type="checkbox" checked={evenIfUsed} onChange={({ target }) => setEvenIfUsed(target.checked)} />
          {words.t('refunds.pay.used', { n: words.number(used) })}
        </label>
      )}
      <OrderBar order={order} label={words.t('refunds.pay.go')} onClose={onClose} isReady={used === 0 || evenIfUsed} />
    </Dialog>
  );
}
