import { z } from 'zod';
import { type LanguageCode, languages } from '../../ui-kit/languages.ts';

/** What a reload of the page in the middle of a sale must not forget. It goes when the guest goes. */
const SaleMemory = z.object({
  basketId: z.string(),
  language: z.enum(languages.map((language) => language.code) as [LanguageCode, ...LanguageCode[]]),
});
export type SaleMemory = z.infer<typeof SaleMemory>;

export interface MemoryPort {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

const key = 'marquee.sale';

export function recallSale(storage: MemoryPort): SaleMemory | null {
  const text = storage.getItem(key);
  if (text === null) return null;
  try {
    return SaleMemory.safeParse(JSON.parse(text)).data ?? null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

export function rememberSale(storage: MemoryPort, sale: SaleMemory | null): void {
  if (sale) storage.setItem(key, JSON.stringify(sale));
  else storage.removeItem(key);
}
