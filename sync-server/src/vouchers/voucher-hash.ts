import { sha256Hex } from '../platform/keys.ts';

/** Of 80 random bits, so that a plain hash gives nothing away. */
export const hashVoucherCode = (code: string): string => sha256Hex(`marquee voucher 1\n${code}`);
