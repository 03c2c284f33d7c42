import { beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../platform/clock.ts';
import { makeSimulatedProvider, type SimulatedProvider } from './simulated-provider.ts';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

describe('a refund', () => {
  let provider: SimulatedProvider;
  beforeEach(async () => {
    provider = makeSimulatedProvider({ clock: systemClock });
    await provider.charge('attempt', eur(2400));
  });
  const refund = (refundId: string, amountMinor: number) =>
    provider.refund('attempt', { refundId, amount: eur(amountMinor) });

  test('may be of a part, and gives back once under its id', async () => {
    await refund('one', 1000);
    await refund('one', 1000);
    await refund('two', 1400);
    expect([...provider.refunded]).toEqual([
      ['one', eur(1000)],
      ['two', eur(1400)],
    ]);
  });

  test('never gives back more than was captured, and nothing where nothing was', async () => {
    await refund('one', 2000);
    await expect(refund('two', 401)).rejects.toMatchObject({ code: 'message-malformed' });
    await expect(provider.refund('other', { refundId: 'three', amount: eur(1) })).rejects.toMatchObject({
      code: 'message-malformed',
    });
    expect([...provider.refunded.keys()]).toEqual(['one']);
  });
});
