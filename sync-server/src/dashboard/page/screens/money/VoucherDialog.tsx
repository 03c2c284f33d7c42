import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { Voucher } from '../../money-types.ts';
import { Dialog, Field, Loading, OrderBar, RefusalNotice, ScrollList, useOrder } from '../../parts/parts.tsx';
import { VoucherBadge } from './VoucherBadge.tsx';

interface VoucherDialogProps {
  id: number;
  onClose: () => void;
  onChanged: () => void;
}

export function VoucherDialog({ id, onClose, onChanged }: VoucherDialogProps) {
  const { api, words, cinema } = useApp();
  const found = useLoaded(`voucher ${id}`, () => api.voucher(id));
  const [act, setAct] = useState<'void' | 'take' | null>(null);
  const voucher = found.state === 'here' ? found.body.voucher : null;
  if (act !== null && voucher)
    return (
      <ActDialog
        act={act}
        voucher={voucher}
        onClose={() => setAct(null)}
        onDone={() => {
          setAct(null);
          found.again();
          onChanged();
        }}
      />
    );
  return (
    <Dialog title={words.t('voucher.title', { end: voucher?.codeEnd ?? '…' })} onClose={onClose}>
      {found.state === 'loading' && <Loading rows={5} />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' && voucher && (
        <>
          <p className="badges">
            <VoucherBadge voucher={voucher} />
            <b>{words.money(voucher.balanceMinor, voucher.currency)}</b>
            {voucher.heldBy !== null && words.t('voucher.terminal', { n: voucher.heldBy })}
          </p>
          <h3>{words.t('voucher.story')}</h3>
          <ScrollList label={words.t('voucher.story')}>
            {found.body.movements.map((moved) => (
              <li key={`${moved.atMs} ${moved.kind} ${moved.seq}`}>
                <span>{words.dayAndTime(moved.atMs, cinema.timeZone)}</span>
                <b>{words.t(`voucher.did.${moved.kind}`)}</b>
                <small>
                  {moved.terminal !== null && moved.terminal > 0
                    ? words.t('voucher.terminal', { n: moved.terminal })
                    : (moved.by ?? '').replace(/ \(user \d+\)$/, '')}
                </small>
                <span>{moved.amountMinor === 0 ? '' : words.money(moved.amountMinor, voucher.currency)}</span>
              </li>
            ))}
          </ScrollList>
          <div className="order-bar">
            {voucher.state === 'granted' && (
              <button type="button" className="button danger-quiet" onClick={() => setAct('take')}>
                {words.t('voucher.take')}
              </button>
            )}
            {(voucher.state === 'free' || voucher.state === 'spent') && (
              <button type="button" className="button danger-quiet" data-testid="void" onClick={() => setAct('void')}>
                {words.t('voucher.void')}
              </button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}

interface ActDialogProps {
  act: 'void' | 'take';
  voucher: Voucher;
  onClose: () => void;
  onDone: () => void;
}

function ActDialog({ act, voucher, onClose, onDone }: ActDialogProps) {
  const { api, words, tell } = useApp();
  const [reason, setReason] = useState('');
  const order = useOrder(
    (key) =>
      act === 'void'
        ? api.voidVoucher(voucher.id, key, reason.trim())
        : api.takeBackVoucher(voucher.id, key, reason.trim()),
    () => {
      tell(words.t(`voucher.${act}.done`));
      onDone();
    },
  );
  const money = words.money(voucher.balanceMinor, voucher.currency);
  return (
    <Dialog title={words.t(`voucher.${act}.title`, { end: voucher.codeEnd, n: voucher.heldBy ?? 0 })} onClose={onClose}>
      <p>{words.t(`voucher.${act}.lead`, { money })}</p>
      <Field label={words.t('voucher.reason')}>
        {(id) => (
          <input
            id={id}
            maxLength={200}
            value={reason}
            data-testid="reason"
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
      <OrderBar
        order={order}
        label={words.t(`voucher.${act}`)}
        onClose={onClose}
        isReady={reason.trim() !== ''}
        isDanger
      />
    </Dialog>
  );
}
