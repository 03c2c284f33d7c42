/**
 * The pulses that open a cash drawer. Source: Epson ESC/POS Command Reference: ESC p, DLE DC4 (fn = 1).
 */
import type { DrawerPin } from './printer.ts';

const pinNumber = (pin: DrawerPin): number => (pin === 2 ? 0 : 1);

/** ESC p m 25 250: 50 ms, in its turn. Every printer knows it. The library's own command lacks the two times. */
export function drawerKick(pin: DrawerPin = 2): Buffer {
  return Buffer.from([0x1b, 0x70, pinNumber(pin), 25, 250]);
}

/** DLE DC4 1 m 1: 100 ms at once, past what the printer holds, and without paper too. Some cheap printers ignore it. */
export function drawerKickNow(pin: DrawerPin): Buffer {
  return Buffer.from([0x10, 0x14, 0x01, pinNumber(pin), 0x01]);
}
