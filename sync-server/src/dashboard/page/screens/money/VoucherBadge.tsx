import { useApp } from '../../app.ts';
import type { Voucher } from '../../money-types.ts';
import { Badge } from '../../parts/parts.tsx';
import { nowMs } from '../../platform.ts';

const tones = { free: 'good', granted: 'warn', spent: 'quiet', void: 'bad' } as const;

export function VoucherBadge({ voucher }: { voucher: Voucher }) {
  const { words } = useApp();
  if (voucher.state === 'free' && voucher.expiresAtMs <= nowMs())
    return <Badge tone="quiet">{words.t('voucher.state.expired')}</Badge>;
  return <Badge tone={tones[voucher.state]}>{words.t(`voucher.state.${voucher.state}`)}</Badge>;
}
