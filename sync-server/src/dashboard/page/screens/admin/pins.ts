/** As the server has it: none of those that anybody would guess first. */
const rows = '01234567890 09876543210';
export const isGoodPin = (pin: string): boolean => /^\d{6}$/.test(pin) && new Set(pin).size > 1 && !rows.includes(pin);
