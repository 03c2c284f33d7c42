/** Customers bring gift vouchers to a till: most pay with them, some take them back, some are gone before they come. */
import { dropBasket } from '@marquee/terminal/sell/sell';
import { dropVoucher, takeVoucher } from '@marquee/terminal/vouchers/vouchers';
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { voucherCodes } from '../vouchers.ts';

type Core = NonNullable<ReturnType<TerminalNode['core']>>;

/** Before the basket is paid. */
export async function offerVouchers(stage: Stage, core: Core, basketId: string): Promise<void> {
  const { world } = stage;
  core.keepBasket(basketId);
  for (let offered = world.random.between(1, 2); offered > 0; offered -= 1) {
    const code = world.random.chance(0.05) ? '9999999999999999' : world.random.oneOf(voucherCodes);
    const isAway = world.random.chance(0.1);
    // Whoever walks away does so while the server is asked; a power cut may take either.
    const [taken] = await Promise.all([
      takeVoucher(core.deps, { basketId, code }),
      isAway ? walkAway(stage, core, basketId) : null,
    ]);
    world.count(taken.ok ? 'voucher taken' : `voucher refused: ${taken.reason}`);
    if (!taken.ok || !world.random.chance(0.15)) continue;
    const { voucherId } = world.random.oneOf(taken.basket.vouchers);
    world.count(`voucher taken out ${dropVoucher(core.deps, { basketId, voucherId }).ok}`);
  }
}

async function walkAway({ world }: Stage, core: Core, basketId: string): Promise<void> {
  dropBasket(core.deps, basketId);
  world.count('voucher asked for and left');
}
