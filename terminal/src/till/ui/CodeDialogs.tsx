import { type FormEvent, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { TextField } from './fields.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

export function MemberDialog(props: TillProps) {
  const { state, actions } = props;
  const { t } = useWords();
  const [number, setNumber] = useState(state.basket?.memberNumber ?? '');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (number.trim() !== '' && (await actions.setMember(number))) actions.open(null);
  };
  return (
    <TillDialog {...props} title={t('till.member')} testId="member-dialog" onClose={() => actions.open(null)}>
      <form className="till-form" onSubmit={(event) => void submit(event)}>
        <TextField
          label={t('till.member-number')}
          value={number}
          max={24}
          onChange={setNumber}
          testId="member-number"
          autoFocus
        />
        <button type="submit" className="button primary" data-testid="take-member" disabled={number.trim() === ''}>
          {t('till.member-take')} <kbd>Enter</kbd>
        </button>
      </form>
    </TillDialog>
  );
}

export function VoucherDialog(props: TillProps) {
  const { actions } = props;
  const { t } = useWords();
  return (
    <TillDialog {...props} title={t('till.voucher')} testId="voucher-dialog" onClose={() => actions.open(null)}>
      <VoucherForm {...props} onTaken={() => actions.open(null)} />
    </TillDialog>
  );
}

export function VoucherForm({ actions, onTaken }: TillProps & { onTaken: () => void }) {
  const { t } = useWords();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const take = async (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() === '' || busy) return;
    setBusy(true);
    const isTaken = await actions.takeVoucher(code);
    setBusy(false);
    if (isTaken) onTaken();
  };
  return (
    <form className="till-form" onSubmit={(event) => void take(event)}>
      <p className="muted">{t('till.voucher-hint')}</p>
      <TextField
        label={t('till.voucher-code')}
        value={code}
        max={40}
        onChange={setCode}
        testId="voucher-code"
        autoFocus
      />
      <button type="submit" className="button primary" data-testid="take-voucher" disabled={code.trim() === '' || busy}>
        {t('till.voucher-take')} <kbd>Enter</kbd>
      </button>
    </form>
  );
}
