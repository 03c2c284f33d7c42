export const moneyEn = {};
