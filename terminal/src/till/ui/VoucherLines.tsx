import { useWords } from '../../ui-kit/words.ts';
import { payByVouchers } from './basket-facts.ts';
import { RemoveButton } from './fields.tsx';
import type { TillProps } from './till-props.ts';

/** The basket's vouchers, by the end of their codes, and what each pays. */
export function VoucherLines({ state, actions }: TillProps) {
  const { t, money } = useWords();
  const { basket } = state;
  if (!basket || basket.vouchers.length === 0) return null;
  return (
    <ul className="till-lines" data-testid="vouchers">
      {payByVouchers(basket).parts.map(({ voucherId, codeEnd, paysMinor }) => (
        <li key={voucherId}>
          <span className="till-line-name">{t('till.voucher-of', { end: codeEnd })}</span>
          <b className="till-line-price">{money(-paysMinor)}</b>
          <RemoveButton
            label={t('till.voucher-drop', { end: codeEnd })}
            testId={`drop-voucher-${voucherId}`}
            onPress={() => actions.dropVoucher(voucherId)}
          />
        </li>
      ))}
    </ul>
  );
}
